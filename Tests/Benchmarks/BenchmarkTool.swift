import Foundation
import VAECommandLine
import VAECompiler
import VAEGraph
import VAEProcessor
import VAERuntime

/// Measures training steps and small questions, ours and those of peers, in processes of their own.
@main
enum BenchmarkTool {
    static func main() {
        let commands = CommandSet(
            tool: toolName(CommandLine.arguments.first ?? "vae-benchmark"),
            summary: "Measures compiled and interpreted models beside what the machine and other frameworks can do.",
            commands: [steps, peers, kernels, latency, curves, measure])
        var arguments: [String] = Array(CommandLine.arguments.dropFirst())
        if arguments.isEmpty { arguments = ["steps"] }
        exit(commands.run(arguments).rawValue)
    }

    private static let processors: Int = ProcessInfo.processInfo.activeProcessorCount

    private static let common: [OptionSpecification] = [
        OptionSpecification(
            "workload", "NAME", "one of \(Workload.all.map(\.name).joined(separator: ", ")); all by default",
            isRepeatable: true),
        OptionSpecification("threads", "N", "threads; all processors by default"),
        OptionSpecification("seconds", "S", "how long each is measured; 3 by default"),
    ]

    // MARK: - Commands

    /// `vae-benchmark steps`: our engines on one and on all threads.
    private static let steps = Command(
        CommandSpecification("steps", summary: "Time the training steps of both engines", options: common)
    ) { call in
        let threads: [Int] =
            try call.arguments.integer("threads", in: 1...256).map { [$0] } ?? Set([1, processors]).sorted()
        let seconds: Double = try seconds(call)
        for count in threads {
            let peak: Double = machine(call, threads: count)
            for workload in try workloads(call) {
                call.console.print("\n\(workload.name) \(workload.model), \(count) threads")
                call.console.print(Report.header)
                for engine in Engine.allCases {
                    let child: Child = Contestant.engine(engine, threads: count, seconds: seconds).child(workload)
                    let result: StepMeasurement = try child.run(StepMeasurement.self)
                    call.console.print(Report.line(result, flops: workload.flops, peak: peak))
                }
            }
        }
    }

    /// `vae-benchmark peers`: ours and theirs in turn.
    private static let peers = Command(
        CommandSpecification(
            "peers", summary: "Time the training steps of both engines and of other frameworks in turn",
            options: common + [
                OptionSpecification(
                    "python", "PATH", "a Python with the packages of Tests/Benchmarks/peers/requirements.txt, or some",
                    isRepeatable: true),
                OptionSpecification("only", "WORD", "only peers with that word in their name", isRepeatable: true),
                OptionSpecification("rounds", "N", "how many times each has its turn; 5 by default"),
            ])
    ) { call in
        let threads: Int = try call.arguments.integer("threads", in: 1...256) ?? processors
        let seconds: Double = try seconds(call)
        let pythons: [String] = call.arguments.all("python")
        let (found, missing) = Contestant.peers(
            pythons: pythons.isEmpty ? ["python3"] : pythons, folder: "Tests/Benchmarks/peers", threads: threads,
            seconds: seconds, words: call.arguments.all("only"))
        if !missing.isEmpty { call.console.say("not installed: \(missing.joined(separator: ", "))") }
        let ours: [Contestant] = Engine.allCases.map { .engine($0, threads: threads, seconds: seconds) }
        let contestants: [Contestant] = ours + found
        for workload in try workloads(call) {
            let contestants: [Contestant] = workload.convolves ? contestants.filter(\.convolves) : contestants
            var comparison = Comparison(workload)
            for round in 1...(try call.arguments.integer("rounds", in: 1...1000) ?? 5) {
                call.console.say("\(workload.name): round \(round)")
                comparison.runRound(contestants, threads: threads)
            }
            let peak: Double = comparison.peak
            call.console.print("\n\(workload.name) \(workload.model), \(machine(threads: threads, peak: peak))")
            call.console.print(Report.header)
            for contestant in contestants {
                if let result = comparison.result(of: contestant.name) {
                    call.console.print(Report.line(result, flops: workload.flops, peak: peak))
                } else {
                    call.console.print("\(contestant.name): \(comparison.complaints[contestant.name] ?? "")")
                }
            }
            if let compiled = comparison.result(of: Engine.compiled.rawValue),
                let fastest = comparison.fastestPeer(contestants)
            {
                let ratio: String = Report.number(fastest.median / compiled.median)
                call.console.print("compiled is \(ratio) times as fast as the fastest peer, \(fastest.name)")
            }
        }
    }

    /// `vae-benchmark kernels`: where the time of a step goes.
    private static let kernels = Command(
        CommandSpecification(
            "kernels", summary: "Time each kernel of a training step",
            options: common + [OptionSpecification("engine", "NAME", "compiled or interpreted")])
    ) { call in
        let threads: Int = try call.arguments.integer("threads", in: 1...256) ?? processors
        let name: String = try call.arguments.choice("engine", among: Engine.allCases.map(\.rawValue)) ?? "compiled"
        let engine: Engine = Engine(rawValue: name) ?? .compiled
        let peak: Double = machine(call, threads: threads)
        for workload in try workloads(call) {
            let planned: PlannedModel = try Engine.planned(workload.model)
            guard let plan = planned["trainStep"] else { continue }
            let program: Program = try engine.program(workload.model)
            let model = try ModelInstance(program, seed: 1, threads: threads)
            let measured = PlanReport.Measured(
                seconds: try model.kernelTimes(of: plan.name, seconds: try seconds(call)), gigaflops: peak,
                gigabytes: MachineLimits.passGigabytes(
                    bytes: 4 * (plan.arenaSize + program.table.size), threads: threads))
            call.console.output("\n\(workload.name) \(name): " + PlanReport(plan, measured: measured).text)
        }
    }

    /// `vae-benchmark latency`: one example and a hundred, encoded and decoded.
    private static let latency = Command(
        CommandSpecification(
            "latency", summary: "Time encoding and decoding of few examples",
            options: common + [
                OptionSpecification(
                    "python", "PATH", "a Python that has ONNX Runtime, to compare with", isRepeatable: true)
            ])
    ) { call in
        let threads: Int = try call.arguments.integer("threads", in: 1...256) ?? processors
        let peer = Contestant.onnxRuntime(
            pythons: call.arguments.all("python"), folder: "Tests/Benchmarks/peers", threads: threads,
            seconds: try seconds(call))
        for workload in try workloads(call) {
            for rows in [1, 100] {
                var results: [LatencyMeasurement] = []
                for engine in Engine.allCases {
                    for way in LatencyMeasurement.Way.allCases {
                        results.append(
                            try .measure(
                                workload, engine: engine, way: way, rows: rows, threads: threads,
                                seconds: try seconds(call)))
                    }
                }
                if let peer, !workload.convolves {
                    results.append(try peer(workload, rows).run(LatencyMeasurement.self))
                }
                for result in results {
                    let time: String = Report.number(result.microseconds, 1)
                    call.console.print("\(workload.name) \(result.name): \(rows) encoded and decoded in \(time) us")
                }
            }
        }
    }

    /// `vae-benchmark curves`: step time against sizes.
    private static let curves = Command(
        CommandSpecification(
            "curves", summary: "Time steps against hidden size and batch", options: Array(common.dropFirst()))
    ) { call in
        let threads: Int = try call.arguments.integer("threads", in: 1...256) ?? processors
        call.console.print(Report.row("hidden, batch", ["ms/step", "compute", "memory", "x floor"]))
        for size in ScalingCurves.sizes {
            let point: ScalingCurves.Point = try ScalingCurves.point(
                hidden: size.hidden, batch: size.batch, threads: threads, seconds: try seconds(call))
            let columns: [Double] = [point.milliseconds, point.computing, point.moving, point.ratio]
            call.console.print(Report.row("\(size.hidden), \(size.batch)", columns.map { Report.number($0, 3) }))
        }
    }

    /// `vae-benchmark measure`: what the other commands run in processes of their own.
    private static let measure = Command(
        CommandSpecification(
            "measure", summary: "Time one engine on one workload in this process; prints JSON",
            positionals: [PositionalSpecification("WORKLOAD", "its name")],
            options: Array(common.dropFirst()) + [OptionSpecification("engine", "NAME", "compiled or interpreted")])
    ) { call in
        let name: String = call.arguments.positionals.first ?? ""
        let engine: String = try call.arguments.choice("engine", among: Engine.allCases.map(\.rawValue)) ?? "compiled"
        let start: UInt64? = ProcessInfo.processInfo.environment[Child.startVariable].flatMap { UInt64($0) }
        let result: StepMeasurement = try .measure(
            try workload(name), engine: Engine(rawValue: engine) ?? .compiled,
            threads: try call.arguments.integer("threads", in: 1...256) ?? processors, seconds: try seconds(call),
            start: start)
        call.console.print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }

    // MARK: - Arguments

    private static func seconds(_ call: Invocation) throws -> Double {
        try call.arguments.number("seconds", in: 0.1...3600) ?? 3
    }

    private static func workload(_ name: String) throws -> Workload {
        guard let workload = Workload.all.first(where: { $0.name == name }) else {
            let names: String = Workload.all.map(\.name).joined(separator: ", ")
            throw UsageError("there is no workload '\(name)'; there are \(names)")
        }
        return workload
    }

    private static func workloads(_ call: Invocation) throws -> [Workload] {
        let names: [String] = call.arguments.all("workload")
        return names.isEmpty ? Workload.all : try names.map(workload)
    }

    /// Says what machine this is, and gives its peak.
    private static func machine(_ call: Invocation, threads: Int) -> Double {
        let peak: Double = MachineLimits.peakGigaflops(threads: threads)
        call.console.print(machine(threads: threads, peak: peak))
        return peak
    }

    private static func machine(threads: Int, peak: Double) -> String {
        "\(MachineLimits.processor), built for \(ProcessorSupport.built.rawValue); multiply-add peak of \(threads) threads "
            + "\(Report.number(peak, 0)) GFLOP/s"
    }
}
