import VAECommandLine
import VAECompiler
import VAEGeneration
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
                    "entry", "NAME",
                    "the entry point: \(Entry.all.map(\.name).joined(separator: ", ")); trainStep by default"),
                OptionSpecification("stage", "NAME", "\(stages.joined(separator: ", ")); simplified by default"),
                OptionSpecification(
                    "format", "text|dot", "text by default; dot is for Graphviz, for stages that are graphs"),
                OptionSpecification(
                    "without", "PASS",
                    "leave a pass out: merging, fusion, reuse, \(Passes.all.map(\.name).joined(separator: ", "))",
                    isRepeatable: true),
                OptionSpecification("verify", nil, "play every plan on shadow memory too"),
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
        let options = PipelineOptions(
            target: target, without: Set(call.arguments.all("without")), verifies: call.arguments.has("verify"),
            entries: try file.entries(entry))
        call.console.output(try text(file, options, entry, stage, isDot: isDot))
    }

    private static func text(
        _ file: ModelFile, _ options: PipelineOptions, _ entry: String, _ stage: String, isDot: Bool
    ) throws -> String {
        if stage == "lowered", let graph = try file.lowered()[entry] { return text(graph, isDot: isDot) }
        let all: Stages = try file.compiled(options)
        switch stage {
        case "differentiated": return all.differentiated[entry].map { text($0, isDot: isDot) } ?? ""
        case "simplified": return all.simplified[entry].map { text($0, isDot: isDot) } ?? ""
        case "fused": return all.fused.first { $0.graph.name == entry }?.description ?? ""
        default: return all.planned[entry]?.description ?? ""
        }
    }

    private static func text(_ graph: Graph, isDot: Bool) -> String {
        isDot ? Printer(graph).dot : Printer(graph).text
    }
}
