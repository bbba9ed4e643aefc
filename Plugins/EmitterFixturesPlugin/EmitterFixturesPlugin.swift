import Foundation
import PackagePlugin

/// Writes what the emitter's tests compile beside themselves.
@main
struct EmitterFixturesPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        let tool: URL = try context.tool(named: "EmitterFixtures").url
        let folder: URL = context.pluginWorkDirectoryURL
        return [
            .buildCommand(
                displayName: "Writing the fixtures of \(target.name)", executable: tool, arguments: [folder.path],
                inputFiles: [tool],
                outputFiles: ["RandomKernels.swift", "BadNames.swift"].map { folder.appending(path: $0) })
        ]
    }
}
