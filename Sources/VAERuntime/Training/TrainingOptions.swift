/// How to train, where it differs from what the model's text says.
public struct TrainingOptions: Equatable, Sendable {
    /// Passes over the training data in all, those before a resumption included.
    public var epochs: Int
    /// Rows of a minibatch, at most the batch the model was compiled for.
    public var batch: Int
    /// Where the order of the examples and all noise start.
    public var seed: UInt64
    /// Whether the bound on the test data is computed after each epoch.
    public var testsEachEpoch: Bool
    /// The only alternative to train, by place; nil to let the model's policy choose.
    public var alternative: Int?

    /// The defaults of a model, with exceptions.
    public init(
        _ training: ModelDescription.Training, epochs: Int? = nil, batch: Int? = nil, seed: UInt64? = nil,
        testsEachEpoch: Bool = true, alternative: Int? = nil
    ) {
        self.epochs = epochs ?? training.epochs
        self.batch = batch ?? training.batch
        self.seed = seed ?? training.seed
        self.testsEachEpoch = testsEachEpoch
        self.alternative = alternative
    }

    /// The largest number of epochs.
    static let mostEpochs = 1_000_000_000

    /// - Throws: `ModelError.wrongArgument` that says which number makes no sense.
    func check(largestBatch: Int) throws(ModelError) {
        guard epochs > 0, epochs <= TrainingOptions.mostEpochs else {
            throw ModelError.wrongArgument("epochs", expected: "1 to \(TrainingOptions.mostEpochs)", found: "\(epochs)")
        }
        guard batch > 0, batch <= largestBatch else {
            throw ModelError.wrongArgument(
                "batch", expected: "1 to \(largestBatch), the batch that its text states", found: "\(batch)")
        }
    }
}

/// How far training has come.
public struct TrainingPosition: Equatable, Sendable {
    /// Whole epochs done.
    public internal(set) var epoch: Int = 0
    /// Steps done in the epoch after those.
    public internal(set) var stepOfEpoch: Int = 0
    /// Steps done in all.
    public internal(set) var step: Int = 0
}

/// What training is at, for a person who waits.
public struct TrainingProgress: Equatable, Sendable {
    /// The epoch in work, the first being 1.
    public var epoch: Int
    /// Epochs in all.
    public var epochs: Int
    /// Steps done in this epoch.
    public var step: Int
    /// Steps of an epoch.
    public var steps: Int
    /// Means over this epoch so far.
    public var metrics: EpochMetrics
    /// Speed.
    public var examplesPerSecond: Double
    /// An estimate of the time to the end of training.
    public var secondsLeft: Double
}
