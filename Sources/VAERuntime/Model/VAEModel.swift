import Foundation

/// A model that was compiled to a Swift type. The compiler writes the type with its typed queries (`bound(x:)`,
/// `encode(x:)`, …); everything that needs no types stands here.
///
/// Models are values: copies share parameters until one of them trains. Queries may run at the same time.
public protocol VAEModel: Sendable {
    /// The compiled program.
    static var program: Program { get }
    /// The program with its parameters.
    var instance: ModelInstance { get set }
    /// The model with these parameters.
    init(instance: ModelInstance)
}

extension VAEModel {
    /// An untrained model, its parameters drawn from the seed.
    ///
    /// - Throws: `ModelError.outOfMemory`.
    public init(seed: UInt64) throws {
        self.init(instance: try ModelInstance(Self.program, seed: seed))
    }

    /// The model that a checkpoint file holds.
    ///
    /// - Throws: `DataError` if the file cannot be read or is damaged, `CheckpointMismatch` if it is another model's.
    public init(checkpoint: URL) throws {
        self.init(instance: try ModelInstance(Self.program, checkpoint: checkpoint))
    }

    /// Writes a checkpoint file: safetensors, with every parameter under its path in the model's text.
    ///
    /// - Throws: `DataError` if it cannot be written; an old file then stands.
    public func save(to url: URL) throws {
        try instance.checkpoint.write(to: url)
    }

    /// Trains on a data set.
    ///
    /// - Parameters:
    ///   - epochs: passes over the data; nil for what the model's text says.
    ///   - seed: of order and noise; nil for what the model's text says.
    ///   - progress: called some ten times a second.
    /// - Returns: bound and parts for each epoch, in nats per example.
    /// - Throws: `ModelError` if the data does not fit; `TrainingDiverged` if the bound stops being finite. The model is
    ///   then what it was after the last whole epoch.
    @discardableResult
    public mutating func train(
        on data: Dataset, epochs: Int? = nil, seed: UInt64? = nil,
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> History {
        let options = TrainingOptions(instance.description.training, epochs: epochs, seed: seed)
        var trainer = try Trainer(instance, data: data, options: options)
        defer { instance = trainer.model }
        return try trainer.train(progress: progress)
    }

    /// How many threads a call uses; all cores at first. Results do not depend on it.
    public var threads: Int {
        get { instance.threads }
        set { instance.threads = max(1, newValue) }
    }

    /// The names of the pairs of an encoder and a decoder that training chooses among; empty where there is nothing to
    /// choose.
    public static var alternatives: [String] { program.description.alternatives.map(\.name) }

    /// The model with another of its alternatives answering; after training it is the best one.
    ///
    /// - Throws: `ModelError.unknownAlternative`.
    public func answering(as alternative: String) throws -> Self {
        Self(instance: try instance.answering(as: alternative))
    }
}
