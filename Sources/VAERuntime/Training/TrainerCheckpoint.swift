import Foundation

/// What a checkpoint says about the training it comes from.
public struct TrainingRecord: Equatable, Sendable {
    /// The seed.
    public var seed: UInt64
    /// Rows of a minibatch.
    public var batch: Int
    /// Examples of the training data.
    public var examples: Int
    /// A hash of the training data.
    public var fingerprint: UInt64
    /// How far training had come.
    public var position: TrainingPosition
    /// What the steps of the epoch in work had come to.
    var sums: StepSums
    /// The epochs done.
    public var history: History
    /// The only alternative that was trained, by name; nil where all were, or there is nothing to choose.
    public var alternative: String?

    /// Larger numbers than any training comes to; what is made of them does not overflow.
    private static let largest: Int = 1 << 53

    private enum Key {
        static let seed = "vae.seed", batch = "vae.batch", examples = "vae.examples", data = "vae.data"
        static let epoch = "vae.epoch", stepOfEpoch = "vae.stepOfEpoch", step = "vae.step"
        static let sums = "vae.sums", alternative = "vae.onlyAlternative"
    }

    init(
        seed: UInt64, batch: Int, examples: Int, fingerprint: UInt64, position: TrainingPosition, sums: StepSums,
        history: History, alternative: String?
    ) {
        self.seed = seed
        self.batch = batch
        self.examples = examples
        self.fingerprint = fingerprint
        self.position = position
        self.sums = sums
        self.history = history
        self.alternative = alternative
    }

    /// Reads a checkpoint's record; nil if it has none, or a damaged one.
    public init?(_ checkpoint: Checkpoint) {
        let metadata: [String: String] = checkpoint.metadata
        func integer(_ key: String) -> Int? {
            metadata[key].flatMap { Int($0) }.flatMap { (0...TrainingRecord.largest).contains($0) ? $0 : nil }
        }
        guard let seed = metadata[Key.seed].flatMap({ UInt64($0) }), let batch = integer(Key.batch),
            let examples = integer(Key.examples),
            let fingerprint = metadata[Key.data].flatMap({ UInt64($0, radix: 16) }), let epoch = integer(Key.epoch),
            let stepOfEpoch = integer(Key.stepOfEpoch), let step = integer(Key.step),
            let sums = metadata[Key.sums].flatMap({ StepSums(text: $0) }),
            case .bytes(let table) = checkpoint[CheckpointNames.history]?.elements,
            let history = String(validating: table, as: UTF8.self).flatMap({ History(csv: $0) }),
            history.epochs.map(\.epoch) == Array(1..<(history.epochs.count + 1)), history.epochs.count == epoch,
            sums.examples <= examples
        else { return nil }
        let position = TrainingPosition(epoch: epoch, stepOfEpoch: stepOfEpoch, step: step)
        self.init(
            seed: seed, batch: batch, examples: examples, fingerprint: fingerprint, position: position, sums: sums,
            history: history, alternative: metadata[Key.alternative])
    }

    /// As a checkpoint keeps it, but for the history.
    var metadata: [String: String] {
        var metadata: [String: String] = [
            Key.seed: "\(seed)", Key.batch: "\(batch)", Key.examples: "\(examples)",
            Key.data: String(fingerprint, radix: 16), Key.epoch: "\(position.epoch)",
            Key.stepOfEpoch: "\(position.stepOfEpoch)", Key.step: "\(position.step)", Key.sums: sums.text,
        ]
        metadata[Key.alternative] = alternative
        return metadata
    }
}

/// Why a training cannot go on from a checkpoint.
public enum ResumptionError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The checkpoint keeps no training.
    case noRecord(file: String)
    /// The checkpoint's training used another value.
    case differs(file: String, what: String, before: String, now: String)

    /// The message for a person.
    public var description: String {
        switch self {
        case .noRecord(let file):
            "\(file): expected a checkpoint written while training, found one that does not say how far training had come"
        case .differs(let file, let what, let before, let now):
            """
            \(file): this training began with \(what) \(before), found \(now): a resumed training goes on as it began; \
            leave the option away or start anew in another folder
            """
        }
    }
}

extension Trainer {
    /// A trainer that goes on where a checkpoint was written, to the bit as if it had never stopped.
    ///
    /// - Parameters:
    ///   - file: the checkpoint's name for messages.
    ///   - epochs: epochs in all, those done included; nil for the model's default.
    ///   - batch: if given, has to be what it was.
    ///   - seed: if given, has to be what it was.
    ///   - alternative: the only alternative to train; if given, has to be what it was.
    /// - Throws: `ResumptionError` if the checkpoint is not of such a training, `CheckpointMismatch` if it is another
    ///   model's, `ModelError` if data or options do not fit.
    public init(
        _ program: Program, resuming checkpoint: Checkpoint, file: String, data: Dataset, epochs: Int? = nil,
        batch: Int? = nil, seed: UInt64? = nil, testsEachEpoch: Bool = true, alternative: String? = nil,
        threads: Int? = nil
    ) throws {
        let model = try ModelInstance(program, checkpoint, file: file, threads: threads, needsMoments: true)
        guard let record = TrainingRecord(checkpoint) else { throw ResumptionError.noRecord(file: file) }
        func check(_ what: String, _ before: String, _ now: String?) throws(ResumptionError) {
            guard let now, now != before else { return }
            throw ResumptionError.differs(file: file, what: what, before: before, now: now)
        }
        try check("seed", "\(record.seed)", seed.map { "\($0)" })
        try check("minibatches of", "\(record.batch)", batch.map { "\($0)" })
        try check("examples:", "\(record.examples)", "\(data.training.count)")
        try check("alternative", record.alternative ?? "chosen by its policy", alternative)
        let options = TrainingOptions(
            program.description.training, epochs: epochs, batch: record.batch, seed: record.seed,
            testsEachEpoch: testsEachEpoch,
            alternative: try record.alternative.map { name throws(ModelError) in
                try program.description.alternative(name)
            })
        try self.init(model, data: data, options: options)
        try check("training data of hash", record.hash, TrainingRecord.hash(fingerprint))
        guard record.position.stepOfEpoch <= stepsOfEpoch, record.position.epoch <= TrainingOptions.mostEpochs,
            record.position.step == record.position.epoch * stepsOfEpoch + record.position.stepOfEpoch
        else { throw ResumptionError.noRecord(file: file) }
        position = record.position
        sums = record.sums
        history = record.history
        if var bandit {
            guard let pulls = [Pull](checkpoint), pulls.count == position.step,
                pulls.allSatisfy({ $0.arm < bandit.arms })
            else { throw ResumptionError.noRecord(file: file) }
            for pull in pulls { bandit.learn(arm: pull.arm, reconstruction: pull.reconstruction) }
            self.bandit = bandit
            self.model.alternative = model.alternative
        }
    }

    /// Everything that it takes to go on from here.
    public var checkpoint: Checkpoint {
        var checkpoint: Checkpoint = model.checkpoint
        let record = TrainingRecord(
            seed: options.seed, batch: options.batch, examples: data.training.count, fingerprint: fingerprint,
            position: position, sums: sums, history: history,
            alternative: options.alternative.map { model.description.alternatives[$0].name })
        if bandit != nil { checkpoint.add(pulls) }
        // A tensor, since the header with the metadata must not grow without end.
        let table = Array(history.csv.utf8)
        checkpoint[CheckpointNames.history] = Checkpoint.Tensor(
            CheckpointNames.history, shape: [table.count], .bytes(table))
        checkpoint.metadata.merge(record.metadata) { _, new in new }
        return checkpoint
    }
}

extension [Pull] {
    /// The pulls that a checkpoint keeps; nil if there are none, or damaged ones. Rewards follow from them.
    fileprivate init?(_ checkpoint: Checkpoint) {
        guard case .integers(let arms) = checkpoint[CheckpointNames.arms]?.elements,
            case .floats(let values) = checkpoint[CheckpointNames.reconstructions]?.elements, arms.count == values.count
        else { return nil }
        self = []
        for (arm, value) in zip(arms, values) {
            guard let arm = Int(exactly: arm), arm >= 0, value.isFinite else { return nil }
            append(Pull(arm: arm, reconstruction: value, reward: 0))
        }
    }
}

extension Checkpoint {
    /// Keeps the pulls of a bandit.
    fileprivate mutating func add(_ pulls: [Pull]) {
        let (arms, values): ([Int64], [Float]) = (pulls.map { Int64($0.arm) }, pulls.map(\.reconstruction))
        self[CheckpointNames.arms] = Tensor(CheckpointNames.arms, shape: [pulls.count], .integers(arms))
        self[CheckpointNames.reconstructions] = Tensor(
            CheckpointNames.reconstructions, shape: [pulls.count], .floats(values))
    }
}

extension TrainingRecord {
    static func hash(_ fingerprint: UInt64) -> String { String(fingerprint, radix: 16) }
    var hash: String { TrainingRecord.hash(fingerprint) }
}
