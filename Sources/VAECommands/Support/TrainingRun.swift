import Foundation
import VAECommandLine
import VAERuntime

/// A training on the command line: epochs, progress, checkpoints, and pictures at the end.
struct TrainingRun {
    let call: ModelCall
    let folder: RunFolder
    let data: Dataset
    var trainer: Trainer

    /// Checkpoints are at least so many seconds apart, the last one aside: epochs of a few milliseconds would otherwise
    /// spend their time waiting for the disk.
    private static let interval = Duration.seconds(2)

    /// Trains to the end.
    ///
    /// - Throws: `TrainingDiverged`, with the last good checkpoint on the disk; `DataError` if a file cannot be written.
    mutating func run() throws {
        let console: Console = call.console
        introduce()
        guard !trainer.isFinished else {
            console.say("all \(trainer.options.epochs) epochs are done; --epochs N goes on to N in all")
            // The run may have been killed before it wrote what follows the checkpoint.
            try writeTables()
            try finish()
            return
        }
        let interruption = Interruption()
        let progress = ProgressLine(console)
        var written: ContinuousClock.Instant = .now
        do {
            while !trainer.isFinished {
                let outcome = try trainer.trainEpoch(stop: interruption.stop) { progress.show($0) }
                if outcome == .stopped { break }
                if let metrics = trainer.history.epochs.last { say(metrics, progress) }
                if trainer.isFinished || .now - written > TrainingRun.interval {
                    try save()
                    written = .now
                }
                if interruption.stop.isRequested { break }
            }
        } catch let error as TrainingDiverged {
            progress.clear()
            try save()
            console.say("the last good state, after epoch \(trainer.position.epoch), is in \(folder.checkpoint)")
            throw error
        }
        progress.clear()
        if !trainer.isFinished {
            try save()
            console.say("stopped in epoch \(trainer.position.epoch + 1); to go on: \(resumption)")
            interruption.finish()
            return
        }
        try finish()
        interruption.finish()
    }

    /// Says what is going to be done.
    private func introduce() {
        let program: Program = call.program
        let threads: String = trainer.model.threads == 1 ? "1 thread" : "\(trainer.model.threads) threads"
        var line: String = "\(trainer.position.step > 0 ? "resuming" : "training") \(program.description.name) "
        line += "(\(program.engine), \(program.description.instructionSet), \(threads)) on "
        line += "\(data.training.count) examples of \(data.source)"
        if let test = data.test { line += ", testing on \(test.count)" }
        call.console.say(line)
        var second: String = "epochs \(trainer.position.epoch + 1) to \(trainer.options.epochs), "
        second += "\(trainer.stepsOfEpoch) steps of \(trainer.options.batch) each; writing to \(folder.path)"
        if !trainer.isFinished { call.console.say(second) }
        guard !alternatives.isEmpty else { return }
        if let only = trainer.options.alternative {
            call.console.say(
                "alternatives \(alternatives.joined(separator: ", ")); training only \(alternatives[only])")
        } else if let policy = program.description.training.selection {
            call.console.say("alternatives \(alternatives.joined(separator: ", ")), chosen by \(policy.text)")
        }
    }

    /// How often each alternative was pulled in the epoch that ended: `pulls mlp 40% deconv 60%, best deconv`.
    private var shares: String? {
        guard !trainer.pulls.isEmpty else { return nil }
        let last: ArraySlice<Pull> = trainer.pulls.suffix(trainer.stepsOfEpoch)
        let parts: [String] = alternatives.enumerated().map { arm, name in
            let count: Int = last.count { $0.arm == arm }
            return "\(name) \(Int((100 * Double(count) / Double(max(1, last.count))).rounded()))%"
        }
        return "pulls \(parts.joined(separator: " ")), best \(alternatives[trainer.model.alternative])"
    }

    private func say(_ metrics: EpochMetrics, _ progress: ProgressLine) {
        progress.finish(metrics, of: trainer.options.epochs)
        if let shares { call.console.say("    \(shares)") }
        if call.isJSON { call.console.print(TrainingRun.json(metrics).text) }
    }

    /// Writes checkpoint and metrics.
    private func save() throws {
        try trainer.checkpoint.write(to: folder.file("checkpoint.safetensors"))
        try writeTables()
    }

    /// Writes what a run is judged by: the metrics of its epochs, and the pulls of its bandit.
    private func writeTables() throws {
        try trainer.history.write(to: folder.file("metrics.csv"))
        guard !trainer.pulls.isEmpty else { return }
        try TextFile.write(PullTable.csv(trainer.pulls, names: alternatives), to: folder.file("pulls.csv"))
    }

    /// The names of what a bandit chooses among.
    private var alternatives: [String] { call.description.alternatives.map(\.name) }

    /// Draws the pictures and says what to do next.
    private func finish() throws {
        let console: Console = call.console
        console.say("drawing pictures")
        let pictures = RunPictures(
            model: trainer.model, data: data, history: trainer.history, pulls: trainer.pulls, folder: folder,
            seed: trainer.options.seed)
        let files: [String] = try pictures.draw { try GivenOptions(call).batches($0, fallback: data.training) }
        let draws: [String] = call.program.hasLikelihoodEstimate ? ["--importance-samples", "100"] : []
        let next: String = call.command("evaluate", ["--checkpoint", folder.checkpoint] + dataArguments + draws)
        if call.isJSON {
            console.print(
                JSON.object([
                    JSON.Member("checkpoint", .string(folder.checkpoint)),
                    JSON.Member("metrics", .string(folder.metrics)),
                    JSON.Member("pictures", .array(files.map { .string($0) })),
                    JSON.Member("next", .string(next)),
                ]).text)
        } else {
            console.print("checkpoint \(folder.checkpoint)")
            console.print("metrics    \(folder.metrics)")
            if !trainer.pulls.isEmpty { console.print("pulls      \(folder.pulls)") }
            console.print("pictures   \(files.joined(separator: " "))")
            console.print("next       \(next)")
        }
    }

    /// The data options as they were given.
    private var dataArguments: [String] {
        ["data", "test", "holdout", "examples", "set"].flatMap { name in
            call.arguments.all(name).flatMap { ["--" + name, $0] }
        } + (call.arguments.has("resize") ? ["--resize"] : [])
    }

    private var resumption: String {
        let epochs: [String] = call.arguments.value("epochs").map { ["--epochs", $0] } ?? []
        return call.command("train", dataArguments + epochs + ["--output", folder.path, "--resume"])
    }

    private static func json(_ metrics: EpochMetrics) -> JSON {
        var members: [JSON.Member] = [
            JSON.Member("epoch", .integer(metrics.epoch)), JSON.Member("objective", .number(metrics.objective)),
            JSON.Member("bound", .number(metrics.bound)),
            JSON.Member("reconstruction", .number(metrics.reconstruction)),
            JSON.Member("divergence", .number(metrics.divergence)),
        ]
        if let test = metrics.test {
            members.append(
                JSON.Member(
                    "test",
                    [
                        "bound": .number(test.bound), "reconstruction": .number(test.reconstruction),
                        "divergence": .number(test.divergence),
                    ]))
        }
        return .object(members)
    }
}
