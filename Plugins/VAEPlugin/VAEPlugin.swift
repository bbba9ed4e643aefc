import Foundation
import PackagePlugin

/// Turns each model file of a target into Swift, and writes the list of the target's models.
@main
struct VAEPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        guard let target = target as? SwiftSourceModuleTarget else {
            Diagnostics.error("VAEPlugin is for Swift targets; '\(target.name)' is none")
            return []
        }
        let tool: URL = try context.tool(named: "vaec-generate").url
        let folder: URL = context.pluginWorkDirectoryURL
        let models: [URL] = target.sourceFiles.map(\.url).filter { $0.pathExtension == "vae" }
            .sorted { $0.path < $1.path }
        if models.isEmpty {
            Diagnostics.warning("'\(target.name)' has no .vae files for VAEPlugin to compile")
        }
        // The instruction set is the tool's own: it is built with the flags that what it writes is built with, and a tool
        // built anew with others counts as changed, since it is among the inputs.
        var commands: [Command] = models.map { model in
            let path: String = relativePath(of: model, in: target.directoryURL)
            let name: String = generatedName(path)
            return .buildCommand(
                displayName: "Compiling \(path)", executable: tool,
                arguments: ["generate", model.path, "--output", folder.path, "--name", name],
                inputFiles: [model, tool], outputFiles: [folder.appending(path: name)])
        }
        commands.append(
            .buildCommand(
                displayName: "Listing the models of \(target.name)", executable: tool,
                arguments: ["generate", "--list", "--output", folder.path] + models.map(\.path),
                inputFiles: models + [tool], outputFiles: [folder.appending(path: "ModelList.swift")]))
        return commands
    }

    /// A file's path below a folder.
    private func relativePath(of file: URL, in folder: URL) -> String {
        let root: String = folder.standardizedFileURL.path
        let path: String = file.standardizedFileURL.path
        let prefix: String = root.hasSuffix("/") ? root : root + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : file.lastPathComponent
    }

    /// A name of its own for each path: files of one name may stand in different folders. The generator's
    /// `GeneratedFile.name(forModelAt:)` is the same rule.
    private func generatedName(_ path: String) -> String {
        let parts: [String] = path.split(separator: "/").map { $0.replacingOccurrences(of: "_", with: "__") }
        return parts.joined(separator: "_-") + ".swift"
    }
}
