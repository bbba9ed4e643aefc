import Foundation
import VAECommandLine
import VAECompiler
import VAEEmitter
import VAEGraph
import VAELanguage

/// `vaec generate`: Swift source from model files. What the build plugin runs, as a tool of its own: SwiftPM builds a plugin's
/// tool once more, and `vaec-generate` is all of the compiler that it takes.
package enum GenerateCommand {
    package static let command = Command(
        CommandSpecification(
            "generate", summary: "Write the Swift source of models",
            positionals: [PositionalSpecification("FILE", "a model file", isRepeatable: true)],
            options: [
                OptionSpecification("output", "FOLDER", "where the source goes: FOLDER/MODEL.vae.swift"),
                OptionSpecification("name", "FILE", "the name of the file that is written, where it is another"),
                OptionSpecification("list", nil, "write the list of the models instead: FOLDER/ModelList.swift"),
                OptionSpecification("gradients", nil, "with the entry point 'gradients', which tests use"),
                OptionSpecification("bind-noise", nil, "with noise as inputs 'noise.STREAM', which tests use"),
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
        if call.arguments.has("list") {
            try writeList(of: paths, to: folder)
        } else {
            for path in paths { try writeModel(at: path, to: folder, call) }
        }
    }

    private static func writeModel(at path: String, to folder: String, _ call: Invocation) throws {
        let target: Target = try .chosen(call.arguments)
        let file = try ModelFile(path, console: call.console)
        var options = PipelineOptions(target: target, bindsNoise: call.arguments.has("bind-noise"))
        if call.arguments.has("gradients") {
            options.entries = Set(Entry.available(for: file.model).map(\.name))
        }
        let planned: PlannedModel = try file.compiled(options).planned
        let fileName: String = URL(fileURLWithPath: path).lastPathComponent
        let text: String = try emit(
            planned.description, plans: planned.plans, table: planned.table, fileName: fileName)
        let name: String = call.arguments.value("name") ?? GeneratedFile.name(forModelAt: fileName)
        try write(text, to: folder, name)
    }

    /// Files with errors are left out: what is wrong with them is said when they are generated.
    private static func writeList(of paths: [String], to folder: String) throws {
        var models: [(name: String, path: String)] = []
        for path in paths {
            let source: SourceText = try ModelFile.read(path)
            if let model = checkModel(source).model { models.append((model.name, path)) }
        }
        let text: String
        do {
            text = try emitModelList(models)
        } catch {
            throw CommandError(error.description)
        }
        try write(text, to: folder, "ModelList.swift")
    }

    private static func write(_ text: String, to folder: String, _ name: String) throws {
        do {
            try GeneratedFile(path: folder + "/" + name, text: text).write()
        } catch {
            throw CommandError(error.description)
        }
    }
}
