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
                    "leave a pass out: \(Passes.all.map(\.name).joined(separator: ", ")), merging, fusion, reuse",
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
        let known: [String] = Passes.all.map(\.name) + ["merging", "fusion", "reuse"]
        for pass in call.arguments.all("without") where !known.contains(pass) {
            throw UsageError("there is no pass '\(pass)'\(suggestion(for: pass, among: known))")
        }
        let target: Target = try .chosen(call.arguments)
        let settings: [String: Double] = try modelSettings(call.arguments)
        let entry: String = try call.arguments.choice("entry", among: Entry.all.map(\.name)) ?? Entry.trainStep.name
        let file = try ModelFile(call.arguments.positionals[0], settings: settings, console: call.console)
        let compilation = try Compilation(
            file, target: target, without: Set(call.arguments.all("without")), entry: entry)
        call.console.output(text(compilation.stages, stage, isDot: isDot))
    }

    /// One entry point was compiled, so every stage has one graph.
    private static func text(_ stages: Stages, _ stage: String, isDot: Bool) -> String {
        let graphs: ModelGraphs
        switch stage {
        case "lowered": graphs = stages.lowered
        case "differentiated": graphs = stages.differentiated
        case "fused": return stages.fused.map(\.description).joined()
        case "planned": return stages.planned.plans.map(\.description).joined()
        default: graphs = stages.simplified
        }
        return graphs.graphs.map { isDot ? Printer($0).dot : Printer($0).text }.joined()
    }
}
