/// Trains a model epoch by epoch: shuffled minibatches, metrics, and a state that can be kept at any step and continued
/// bit for bit.
public struct Trainer: Sendable {
    /// The model as it is now.
    public internal(set) var model: ModelInstance
    /// How to train.
    public let options: TrainingOptions
    /// How far training has come.
    public internal(set) var position = TrainingPosition()
    /// The epochs done.
    public internal(set) var history = History()
    /// The training data by variable.
    let inputs: [String: Batch]
    let data: Dataset
    /// A hash of the training data.
    let fingerprint: UInt64
    var sums = StepSums()
    /// What chooses the alternative of each step; nil where there is nothing to choose.
    var bandit: Bandit?
    /// Memory for the parameters that the next epoch trains.
    var spare: ParameterStore?

    /// How an epoch ended.
    public enum Outcome: Sendable {
        /// All its steps are done.
        case finished
        /// Stopped on request; another call goes on.
        case stopped
    }

    /// A trainer that begins at the beginning.
    ///
    /// - Parameters:
    ///   - model: where training starts.
    ///   - data: bound to the model's variables.
    /// - Throws: `ModelError` if data or options do not fit the model.
    public init(_ model: ModelInstance, data: Dataset, options: TrainingOptions) throws {
        let arms: [ModelDescription.Alternative] = model.description.alternatives
        if let only = options.alternative {
            guard arms.indices.contains(only) else {
                throw ModelError.wrongArgument(
                    "the alternative", expected: "a place below \(arms.count)", found: "\(only)")
            }
        } else if let policy = model.description.training.selection, !arms.isEmpty {
            bandit = Bandit(policy, arms: arms.count, seed: options.seed)
        }
        let entry: EntryPoint = try model.entry(EntryNames.trainStep, of: 0)
        try options.check(largestBatch: entry.batch)
        self.inputs = data.training.batches
        // One alternative may read what another does not.
        for place in arms.isEmpty ? 0..<1 : arms.indices {
            let entry: EntryPoint = try model.entry(EntryNames.trainStep, of: place)
            _ = try model.checked(inputs, rows: nil, for: entry)
        }
        self.fingerprint = inputs.sorted { $0.key < $1.key }.reduce(0) { $1.value.fingerprint(continuing: $0) }
        self.model = model
        self.model.alternative = options.alternative ?? 0
        self.data = data
        self.options = options
    }

    /// The pulls of the bandit that chooses among the model's alternatives, one for each step; empty where there is
    /// nothing to choose.
    public var pulls: [Pull] { bandit?.pulls ?? [] }

    /// Steps of an epoch; the last may have fewer rows.
    public var stepsOfEpoch: Int { (data.training.count + options.batch - 1) / options.batch }

    /// Whether all epochs are done.
    public var isFinished: Bool { position.epoch >= options.epochs }

    /// The epoch in work, the first being 1.
    var epochNumber: Int { position.epoch + 1 }

    /// The numbers that the training step wants in the epoch in work.
    var scalars: [String: Float] {
        typealias Name = EntryNames.Scalar
        let training: ModelDescription.Training = model.description.training
        var scalars: [String: Float] = [
            Name.rate: Float(training.rate.value(epoch: position.epoch)),
            Name.weight: Float(training.divergenceWeight.value(epoch: position.epoch)),
            Name.exampleCount: Float(data.training.count),
        ]
        if let norm = training.clipNorm { scalars[Name.clipNorm] = Float(norm) }
        return scalars
    }

    /// Trains to the end of the epoch in work.
    ///
    /// - Parameters:
    ///   - stop: looked at after each step.
    ///   - progress: called some ten times a second.
    ///   - afterStep: called after each step.
    /// - Throws: `TrainingDiverged` if the bound is not finite; the model is then as it was when the epoch (or this part
    ///   of it) began.
    public mutating func trainEpoch(
        stop: StopRequest = StopRequest(), progress: (TrainingProgress) -> Void = { _ in }, afterStep: () -> Void = {}
    ) throws -> Outcome {
        guard !isFinished else { return .finished }
        guard try trainSteps(stop: stop, progress: progress, afterStep: afterStep) == .finished else { return .stopped }
        if let best = bandit?.best { model.alternative = best }
        var metrics: EpochMetrics = sums.metrics(epoch: epochNumber)
        if options.testsEachEpoch, let test = data.test {
            let bound: Bound = try model.bound(test.batches, seed: options.seed)
            metrics.test = EpochMetrics.TestMetrics(
                bound: bound.value, reconstruction: bound.reconstruction, divergence: bound.divergence)
        }
        history.epochs.append(metrics)
        position.epoch += 1
        position.stepOfEpoch = 0
        sums = StepSums()
        if !model.description.hasPrior { try fitCodes() }
        return .finished
    }

    /// Trains to the end, or until stopped.
    ///
    /// - Throws: see `trainEpoch`.
    public mutating func train(
        stop: StopRequest = StopRequest(), progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> History {
        while !isFinished, try trainEpoch(stop: stop, progress: progress) == .finished {}
        return history
    }
}

extension Examples {
    /// The rows by variable.
    public var batches: [String: Batch] {
        var result: [String: Batch] = [:]
        for variable in variables { result[variable.name] = Batch(variable) }
        return result
    }
}
