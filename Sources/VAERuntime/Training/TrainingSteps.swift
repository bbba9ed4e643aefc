import Foundation

/// The training step bound to its data, run for one minibatch after another.
struct StepRunner {
    let frame: Frame
    let order: [Int]
    let options: TrainingOptions
    let epoch: Int
    private let outputs: [EntryPoint.Output]

    init(frame: Frame, order: [Int], options: TrainingOptions, epoch: Int) throws {
        self.frame = frame
        self.order = order
        self.options = options
        self.epoch = epoch
        typealias Name = EntryNames.Output
        outputs = try [Name.objective, Name.bound, Name.reconstruction, Name.divergence].map {
            try frame.entry.output($0)
        }
    }

    /// Writes the numbers of the minibatch's examples.
    ///
    /// - Returns: how many there are.
    func choose(_ position: TrainingPosition) -> Int {
        let start: Int = position.stepOfEpoch * options.batch
        let end: Int = min(order.count, start + options.batch)
        for index in start..<end { frame.examples[index - start] = UInt32(truncatingIfNeeded: order[index]) }
        return end - start
    }

    /// The noise of the step after `position`.
    func noise(_ position: TrainingPosition) -> NoiseKey {
        .training(seed: options.seed, step: position.step + 1, epoch: epoch)
    }

    /// Does the step after `position`.
    ///
    /// - Returns: how many rows it had, and the means of objective, bound, reconstruction and divergence.
    func step(
        _ position: TrainingPosition, on team: borrowing Team, table: UnsafeMutablePointer<Float>
    ) -> (rows: Int, means: SIMD4<Float>) {
        let rows: Int = choose(position)
        frame.run(on: team, table: table, rows: rows, noise: noise(position))
        let means = SIMD4<Float>(
            frame.scalar(outputs[0], table: table), frame.scalar(outputs[1], table: table),
            frame.scalar(outputs[2], table: table), frame.scalar(outputs[3], table: table))
        return (rows, means)
    }
}

extension Trainer {
    /// Does the steps of the epoch that are left.
    mutating func trainSteps(
        stop: StopRequest, progress: (TrainingProgress) -> Void, afterStep: () -> Void
    ) throws -> Outcome {
        // The model keeps the parameters of the beginning, a copy of them is trained. When all went well the two change
        // places, and the next epoch writes into the memory of this one's beginning.
        var parameters: ParameterStore = model.parameters
        if var spare {
            self.spare = nil
            try spare.copy(from: model.parameters)
            parameters = spare
        }
        var position: TrainingPosition = self.position
        var sums: StepSums = self.sums
        var bandit: Bandit? = self.bandit
        var safe = SafePoint(parameters: model.parameters, position: position)
        var failure: Failure?
        let steps: Int = stepsOfEpoch
        try withRunners { runners, team in
            try parameters.withMutableTable { table in
                var pace = Pace(examples: sums.examples)
                while position.stepOfEpoch < steps {
                    let arm: Int = bandit?.choose() ?? 0
                    let (rows, means) = runners[arm].step(position, on: team, table: table)
                    guard means[0].isFinite, means[1].isFinite else {
                        failure = Failure(bound: means[1], position: position, arm: arm, pulls: bandit?.pulls ?? [])
                        return
                    }
                    sums.add(means, rows: rows)
                    bandit?.learn(arm: arm, reconstruction: means[2])
                    position.step += 1
                    position.stepOfEpoch += 1
                    afterStep()
                    if let speed = pace.report(examples: sums.examples) {
                        progress(report(position, sums, speed: speed))
                        try safe.renew(table, position, seconds: pace.seconds)
                    }
                    if stop.isRequested { break }
                }
            }
        }
        if failure == nil, parameters.firstNonFinite() != nil {
            failure = Failure(bound: .nan, position: position, arm: bandit?.choose() ?? 0, pulls: bandit?.pulls ?? [])
        }
        if let failure { throw try diagnose(failure, from: safe) }
        spare = model.parameters
        model.parameters = parameters
        self.position = position
        self.sums = sums
        self.bandit = bandit
        return position.stepOfEpoch == steps ? .finished : .stopped
    }

    /// Calls `body` with the training steps of the epoch in work, one for each alternative that may be trained, and a team
    /// for them.
    func withRunners<Result>(_ body: ([StepRunner], borrowing Team) throws -> Result) throws -> Result {
        let arms: Range<Int> = bandit.map { 0..<$0.arms } ?? model.alternative..<(model.alternative + 1)
        let entries: [EntryPoint] = try arms.map { try model.entry(EntryNames.trainStep, of: $0) }
        let order: [Int] = EpochOrder(count: data.training.count, seed: options.seed).indices(epoch: position.epoch)
        let variables: [(key: String, value: Batch)] = inputs.sorted { $0.key < $1.key }
        return try withBindings(of: variables.map(\.value)[...], isIndexed: true) { bindings in
            let bound = Dictionary(uniqueKeysWithValues: zip(variables.map(\.key), bindings))
            return try withFrames(of: entries[...]) { frames in
                let runners: [StepRunner] = try frames.map { frame in
                    try frame.set(scalars)
                    for (index, input) in frame.entry.inputs.enumerated() {
                        guard let binding = bound[input.name] else {
                            throw ModelError.missingInput(input.name, expected: frame.entry.inputs.map(\.name))
                        }
                        frame.bindings[index] = binding
                    }
                    return try StepRunner(frame: frame, order: order, options: options, epoch: epochNumber)
                }
                return try Team.withTeam(threads: model.threads) { team in try body(runners, team) }
            }
        }
    }

    /// Calls `body` with a frame for each entry point.
    private func withFrames<Result>(
        of entries: ArraySlice<EntryPoint>, _ body: ([Frame]) throws -> Result
    ) throws -> Result {
        guard let first = entries.first else { return try body([]) }
        return try model.frames.withFrame(of: first) { frame in
            try withFrames(of: entries.dropFirst()) { try body([frame] + $0) }
        }
    }

    private func report(_ position: TrainingPosition, _ sums: StepSums, speed: Double) -> TrainingProgress {
        let all: Int = data.training.count
        let left: Int = (options.epochs - position.epoch) * all - sums.examples
        return TrainingProgress(
            epoch: position.epoch + 1, epochs: options.epochs, step: position.stepOfEpoch, steps: stepsOfEpoch,
            metrics: sums.metrics(epoch: position.epoch + 1), examplesPerSecond: speed,
            secondsLeft: speed > 0 ? Double(left) / speed : 0)
    }
}

/// Measures time and speed, and says when a report is due.
private struct Pace {
    private let start: ContinuousClock.Instant = .now
    private let firstExamples: Int
    private var next: ContinuousClock.Instant = .now + .milliseconds(50)
    /// Seconds since the beginning.
    private(set) var seconds: Double = 0

    init(examples: Int) { firstExamples = examples }

    /// Examples per second, if a report is due.
    mutating func report(examples: Int) -> Double? {
        let now: ContinuousClock.Instant = .now
        guard now >= next else { return nil }
        next = now + .milliseconds(100)
        let elapsed: Duration = now - start
        seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        return Double(examples - firstExamples) / max(seconds, 1e-9)
    }
}
