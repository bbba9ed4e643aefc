import VAECommands
import VAECompiler
import VAEEmitter
import VAEGraph
import VAELanguage

/// `vaec generate`: the Swift source of a model; what the build plugin runs.
enum GenerateCommand {
    static let command = Command(
        CommandSpecification(
            "generate", summary: "Write models as Swift source",
            positionals: [PositionalSpecification("FILE", "a model file", isRepeatable: true)],
            options: [
                OptionSpecification("output", "DIR", "the folder to write to"),
                OptionSpecification("name", "NAME", "the file's name; 'Model.vae.swift' for 'Model.vae' by default"),
                OptionSpecification("list", nil, "write the list of the models instead, as 'ModelList.swift'"),
                OptionSpecification("processor", "NAME", "the instruction set: \(processors); this tool's by default"),
                OptionSpecification("gradients", nil, "with the entry point 'gradients', for tests"),
            ], examples: ["generate Model.vae --output Generated"])
    ) { call in
        guard let folder = call.arguments.value("output") else {
            throw UsageError("'generate' needs '--output DIR', the folder to write to")
        }
        let paths: [String] = call.arguments.positionals
        if call.arguments.has("list") {
            try writeList(of: paths, to: folder)
        } else {
            guard paths.count == 1 || call.arguments.value("name") == nil else {
                throw UsageError("'--name' is for one file, found \(paths.count)")
            }
            for path in paths { try writeModel(at: path, to: folder, call) }
        }
    }

    private static let processors: String = Target.all.map(\.name).joined(separator: ", ")

    private static func writeModel(at path: String, to folder: String, _ call: Invocation) throws {
        let target: Target = try target(call.arguments)
        let file = try ModelFile(path, console: call.console)
        let fileName = String(path.split(separator: "/").last ?? "")
        let name: String = call.arguments.value("name") ?? GeneratedFile.name(forModelAt: fileName)
        let plans: ModelPlans
        do {
            plans = try planModel(
                file.model, source: file.source, target: target, includesGradients: call.arguments.has("gradients"))
        } catch {
            throw CommandError("\(file.source.path): \(error)")
        }
        let text: String = try emit(plans.description, plans: plans.plans, table: plans.table, fileName: fileName)
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

    private static func target(_ arguments: Arguments) throws -> Target {
        guard let name = arguments.value("processor") else { return .ofThisBuild }
        guard let target = Target.named(name) else {
            throw UsageError("there is no instruction set '\(name)'; there are \(processors)")
        }
        return target
    }
}
