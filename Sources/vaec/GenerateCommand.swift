import Foundation
import VAECommands
import VAECompiler
import VAEEmitter
import VAEGraph
import VAELanguage
import VAERuntime

/// `vaec generate`: Swift source from model files. What the build plugin runs.
enum GenerateCommand {
    static let command = Command(
        CommandSpecification(
            "generate", summary: "Write the Swift source of a model",
            positionals: [PositionalSpecification("FILE", "a model file", isRepeatable: true)],
            options: [
                OptionSpecification("output", "FOLDER", "where the source goes: FOLDER/FILE.swift"),
                OptionSpecification("name", "FILE", "the name of the file that is written, where it is another"),
                Target.specification,
            ], examples: ["generate Models/Digits.vae --output Generated"])
    ) { call in
        guard let folder = call.arguments.value("output") else {
            throw UsageError("'--output FOLDER' is missing: where the source goes")
        }
        let paths: [String] = call.arguments.positionals
        if call.arguments.has("name"), paths.count > 1 {
            throw UsageError("'--name' is for one model file, found \(paths.count)")
        }
        let target: Target = try .chosen(call.arguments)
        for path in paths {
            let file = try ModelFile(path, console: call.console)
            let compilation = try Compilation(file, target: target, isWanted: Compilation.isRun)
            let url = URL(fileURLWithPath: path)
            let text: String = try emit(
                compilation.description, plans: compilation.plans, table: compilation.table,
                fileName: url.lastPathComponent)
            let name: String =
                call.arguments.value("name") ?? url.deletingPathExtension().lastPathComponent + ".swift"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try TextFile.write(text, to: URL(fileURLWithPath: folder).appendingPathComponent(name))
        }
    }
}
