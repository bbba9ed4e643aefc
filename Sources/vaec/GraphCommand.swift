import VAECommands
import VAECompiler
import VAEGraph

/// `vaec graph`: what a stage of the compiler makes of an entry point.
enum GraphCommand {
    private static let stages: [String] = ["lowered", "differentiated", "simplified", "fused", "planned"]

    static let command = Command(
        CommandSpecification(
            "graph", summary: "Print an entry point of a model after a stage of the compiler",
            positionals: [PositionalSpecification("FILE", "a model file; - for standard input")],
            options: [
                OptionSpecification(
                    "entry", "NAME", "the entry point: \(Entry.all.map(\.name).joined(separator: ", ")); trainStep by default"),
                OptionSpecification("stage", "NAME", "\(stages.joined(separator: ", ")); simplified by default"),
                OptionSpecification("format", "text|dot", "text by default; dot is for Graphviz, for stages that are graphs"),
                OptionSpecification(
                    "without", "PASS",
                    "leave a simplification pass out: \(Passes.all.map(\.name).joined(separator: ", "))",
                    isRepeatable: true),
                OptionSpecification("set", "NAME=VALUE", "a new value for a 'let' of the model", isRepeatable: true),
                Target.specification,
            ], examples: ["graph Model.vae --entry bound --stage planned"])
    ) { call in
        let stage: String = try call.arguments.choice("stage", among: stages) ?? "simplified"
        let isDot: Bool = try call.arguments.choice("format", among: ["text", "dot"]) == "dot"
        if isDot, stage == "fused" || stage == "planned" {
            throw UsageError("'--format dot' is for the stages that are graphs: lowered, differentiated, simplified")
        }
        let known: [String] = Passes.all.map(\.name)
        for pass in call.arguments.all("without") where !known.contains(pass) {
            throw UsageError("there is no pass '\(pass)'\(suggestion(for: pass, among: known))")
        }
        let target: Target = try .chosen(call.arguments)
        let settings: [String: Double] = try modelSettings(call.arguments)
        let entry: String = try call.arguments.choice("entry", among: Entry.all.map(\.name)) ?? Entry.trainStep.name
        let file = try ModelFile(call.arguments.positionals[0], settings: settings, console: call.console)
        let compilation = try Compilation(
            file, target: target, without: Set(call.arguments.all("without"))) { $0 == entry }
        guard let stages = compilation.entries.first else {
            throw CommandError("\(file.model.name) cannot be asked for '\(entry)': it has no such entry point")
        }
        call.console.output(text(stages, stage, isDot: isDot))
    }

    private static func text(_ stages: Compilation.Stages, _ stage: String, isDot: Bool) -> String {
        let graph: Graph
        switch stage {
        case "lowered": graph = stages.lowered
        case "differentiated": graph = stages.differentiated
        case "fused": return stages.fused.description
        case "planned": return stages.plan.description
        default: graph = stages.simplified
        }
        return isDot ? Printer(graph).dot : Printer(graph).text
    }
}
