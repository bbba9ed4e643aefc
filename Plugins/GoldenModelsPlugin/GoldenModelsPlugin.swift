import Foundation
import PackagePlugin

/// Compiles the model files of a tests' target with noise that is bound and with gradients, to be compared with what others
/// compute from the same numbers.
@main
struct GoldenModelsPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        guard let target = target as? SwiftSourceModuleTarget else { return [] }
        let tool: URL = try context.tool(named: "vaec-generate").url
        let folder: URL = context.pluginWorkDirectoryURL
        let models: [URL] = target.sourceFiles.map(\.url).filter { $0.pathExtension == "vae" }
        return models.map { model in
            .buildCommand(
                displayName: "Compiling \(model.lastPathComponent) with bound noise", executable: tool,
                arguments: ["generate", model.path, "--output", folder.path, "--gradients", "--bind-noise"],
                inputFiles: [model, tool], outputFiles: [folder.appending(path: model.lastPathComponent + ".swift")])
        }
    }
}
