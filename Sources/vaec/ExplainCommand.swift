import Foundation
import VAECommandLine
import VAECompiler
import VAEGeneration
import VAEGraph
import VAEInterpreter
import VAERuntime

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
                OptionSpecification(
                    "measure", nil, "run the kernels with made-up data: what each takes, and what bounds it"),
                OptionSpecification("threads", "N", "threads that --measure uses; by default as many as processors"),
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
        let threads: Int =
            try call.arguments.integer("threads", in: 1...256) ?? ProcessInfo.processInfo.activeProcessorCount
        let program: Program? = call.arguments.has("measure") ? try interpret(planned) : nil
        let peak: Double = program == nil ? 0 : MachineLimits.peakGigaflops(threads: threads)
        for plan in planned.plans where entry == nil || entry == plan.name {
            let measured: PlanReport.Measured? = try program.map { program in
                let model = try ModelInstance(program, seed: 1, threads: threads)
                let bytes: Int = max(1 << 16, 4 * (plan.arenaSize + program.table.size))
                return PlanReport.Measured(
                    seconds: try model.kernelTimes(of: plan.name, seconds: 1), gigaflops: peak,
                    gigabytes: MachineLimits.passGigabytes(bytes: bytes, threads: threads))
            }
            call.console.output("\n" + PlanReport(plan, measured: measured).text)
        }
    }
}
