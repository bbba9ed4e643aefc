import VAECommands
import VAECompiler
import VAEGraph

/// `vaec explain`: what the compiler makes of a model, kernel by kernel.
enum ExplainCommand {
    static let command = Command(
        CommandSpecification(
            "explain", summary: "Show the kernels of a model: what was fused, flops, bytes, tiles and memory",
            positionals: [PositionalSpecification("FILE", "a model file; - for standard input")],
            options: [
                OptionSpecification(
                    "entry", "NAME", "one entry point only: \(Entry.all.map(\.name).joined(separator: ", "))"),
                OptionSpecification("set", "NAME=VALUE", "a new value for a 'let' of the model", isRepeatable: true),
                Target.specification,
            ], examples: ["explain Models/KingmaMNIST.vae --entry trainStep"])
    ) { call in
        let target: Target = try .chosen(call.arguments)
        let entry: String? = try call.arguments.choice("entry", among: Entry.all.map(\.name))
        let settings: [String: Double] = try modelSettings(call.arguments)
        let file = try ModelFile(call.arguments.positionals[0], settings: settings, console: call.console)
        let options = PipelineOptions(target: target, entries: try file.entries(entry))
        let planned: PlannedModel = try file.compiled(options).planned
        let slots: [ParameterTable.Slot] = planned.table.placements.map(\.slot)
        let learned: Int = slots.filter { $0.kind == .parameter }.reduce(0) { $0 + $1.shape.reduce(1, *) }
        call.console.print("\(file.model.name) for \(target.name), batch \(file.model.training.batch)")
        call.console.print(
            "\(learned) parameters; table of \(planned.table.size * 4) bytes with the optimizer's moments")
        for plan in planned.plans where entry == nil || entry == plan.name {
            call.console.output("\n" + PlanReport(plan).text)
        }
    }
}
