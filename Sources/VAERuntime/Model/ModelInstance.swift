import Foundation

/// A model that can run: a program and its parameters. A value: copies share parameters until one of them trains, and
/// queries may run at the same time.
public struct ModelInstance: Sendable {
    /// The program.
    public let program: Program
    /// The parameters.
    public internal(set) var parameters: ParameterStore
    /// The Gaussian fitted to the codes of the training data; what a model without a prior is sampled from.
    public internal(set) var codes: CodeDistribution?
    /// How many threads a call uses; results do not depend on it.
    public var threads: Int
    /// Which of the model's alternatives answers, by place: the best one after training.
    public internal(set) var alternative: Int
    let frames: FramePool

    /// An untrained model.
    ///
    /// - Throws: `ModelError.outOfMemory`.
    public init(_ program: Program, seed: UInt64, threads: Int? = nil) throws {
        self.init(program, parameters: try ParameterStore(layout: program.table, seed: seed), threads: threads)
    }

    init(
        _ program: Program, parameters: ParameterStore, codes: CodeDistribution? = nil, alternative: Int = 0,
        threads: Int? = nil
    ) {
        self.program = program
        self.parameters = parameters
        self.codes = codes
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        self.alternative = alternative
        self.frames = FramePool()
    }

    /// What the program says about the model.
    public var description: ModelDescription { program.description }

    /// The model with another of its alternatives answering.
    ///
    /// - Throws: `ModelError.unknownAlternative`.
    public func answering(as name: String) throws(ModelError) -> ModelInstance {
        var copy: ModelInstance = self
        copy.alternative = try description.alternative(name)
        // Codes of one encoder mean nothing to the decoder of another.
        if description.alternatives[copy.alternative].encoder != description.alternatives[alternative].encoder {
            copy.codes = nil
        }
        return copy
    }

    /// The entry point of that name, of the alternative that answers.
    ///
    /// - Throws: `ModelError.missingEntry`.
    func entry(_ name: String) throws(ModelError) -> EntryPoint {
        try entry(name, of: alternative)
    }

    /// The entry point of that name, of an alternative.
    ///
    /// - Throws: `ModelError.missingEntry`.
    func entry(_ name: String, of alternative: Int) throws(ModelError) -> EntryPoint {
        let name: String = EntryNames.name(name, of: alternative, in: description)
        guard let entry = program.entries[name] else {
            throw ModelError.missingEntry(name, model: description.name)
        }
        return entry
    }

    /// The entry point of that name, of the alternative that answers, if it leaves the parameters as they are: copies of the
    /// model share them, and other queries may be reading them.
    ///
    /// - Throws: `ModelError.missingEntry`, `ModelError.changesParameters`.
    func question(_ name: String) throws(ModelError) -> EntryPoint {
        let entry: EntryPoint = try self.entry(name)
        if EntryNames.changesParameters(entry.name) { throw ModelError.changesParameters(entry: entry.name) }
        return entry
    }

    /// Runs an entry point on rows of any number: in chunks of the largest batch, with noise keyed by the row's number,
    /// so that results do not depend on the chunks.
    ///
    /// - Parameters:
    ///   - inputs: rows for each input, equally many.
    ///   - rows: how many rows, for entry points without inputs.
    ///   - scalars: the numbers that the entry point wants.
    ///   - outputs: the names of the outputs to return; nil for all.
    ///   - noise: where random numbers come from.
    /// - Returns: each output, a row for each example.
    /// - Throws: `ModelError` if anything is missing or does not fit, or if the entry point is a training step, which is for
    ///   `Trainer`.
    public func run(
        _ name: String, inputs: [String: Batch] = [:], rows: Int? = nil, scalars: [String: Float] = [:],
        outputs: [String]? = nil, noise: NoiseKey
    ) throws -> [String: Batch] {
        let entry: EntryPoint = try question(name)
        let wanted: [EntryPoint.Output] = try entry.outputs(named: outputs)
        var gathered: [GatheredOutput] = []
        try forEachChunk(of: entry, inputs: inputs, rows: rows, scalars: scalars) { call, chunk in
            if gathered.isEmpty {
                gathered = try wanted.map { try GatheredOutput($0, rows: chunk.total, entry: entry) }
            }
            call.run(chunk, noise: noise)
            for index in gathered.indices { gathered[index].add(from: call, chunk) }
        }
        var result: [String: Batch] = [:]
        for output in gathered { result[output.output.name] = output.batch }
        return result
    }
}

extension ModelDescription {
    /// The variable of that name: data, a condition or a latent.
    func variable(_ name: String) -> Variable? { (data + givens + latents).first { $0.name == name } }

    /// The place of an alternative.
    ///
    /// - Throws: `ModelError.unknownAlternative`.
    public func alternative(_ name: String) throws(ModelError) -> Int {
        guard let place = alternatives.firstIndex(where: { $0.name == name }) else {
            throw ModelError.unknownAlternative(name, model: self.name, expected: alternatives.map(\.name))
        }
        return place
    }
}
