import Foundation

/// The names of what a checkpoint holds beside the parameter table.
enum CheckpointNames {
    /// In front of everything that is not a slot of the table.
    static let prefix = "training."
    static let codeMean = "training.codes.mean"
    static let codeFactor = "training.codes.factor"
    static let history = "training.history"
    static let arms = "training.pulls.alternative"
    static let reconstructions = "training.pulls.reconstruction"
    static let format = "vae.format"
    static let model = "vae.model"
    static let alternative = "vae.alternative"

    /// The version of what is written.
    static let currentFormat = "1"

    /// Whether a tensor is an optimizer's: a model can be used with the moments of any, or with none.
    static func isMoment(_ name: String) -> Bool {
        let last: Substring = name.split(separator: ".").last ?? ""
        return name.hasPrefix("optimizer.") || last.hasPrefix("moment")
    }
}

extension ModelInstance {
    /// The model that a checkpoint file holds. Where the file has no moments of the optimizer, they start anew.
    ///
    /// - Throws: `DataError` if the file cannot be read or is damaged, `CheckpointMismatch` if it is another model's,
    ///   `ModelError.outOfMemory`.
    public init(_ program: Program, checkpoint url: URL, threads: Int? = nil) throws {
        let checkpoint = try Checkpoint(contentsOf: url)
        try self.init(program, checkpoint, file: url.relativePath, threads: threads)
    }

    /// The model that a checkpoint holds.
    ///
    /// - Parameters:
    ///   - file: the checkpoint's name for messages.
    ///   - needsMoments: whether the optimizer's moments have to be there too.
    /// - Throws: as `init(_:checkpoint:)`.
    public init(
        _ program: Program, _ checkpoint: Checkpoint, file: String, threads: Int? = nil, needsMoments: Bool = false
    ) throws {
        let format: String? = checkpoint.metadata[CheckpointNames.format]
        guard format == nil || format == CheckpointNames.currentFormat else {
            throw DataError(
                file, expected: "a checkpoint of format \(CheckpointNames.currentFormat)",
                found: "one of format \(format ?? "")", advice: "It was written by another version of the compiler.")
        }
        let slots: [TableLayout.Slot] = program.table.slots
        let expected: [TableLayout.Slot] = slots.filter { needsMoments || $0.kind != .moment }
        let mismatch = CheckpointMismatch(
            checkpoint, file: file, expected: expected.map { CheckpointMismatch.Entry($0.name, $0.shape) },
            isOptional: { name in
                name.hasPrefix(CheckpointNames.prefix) || !needsMoments && CheckpointNames.isMoment(name)
            })
        if let mismatch { throw mismatch }
        var parameters = try ParameterStore(layout: program.table, seed: 0)
        for slot in slots {
            guard let tensor = checkpoint[slot.name], tensor.shape == slot.shape else { continue }
            guard case .floats(let values) = tensor.elements else {
                throw DataError(
                    file, .array(slot.name), expected: "32-bit floats", found: "elements of another type",
                    advice: "Convert the tensor to F32.")
            }
            try parameters.set(slot, to: values)
        }
        let codes: CodeDistribution? = try CodeDistribution(
            checkpoint, file: file, dimension: program.description.latents.reduce(0) { $0 + $1.count })
        var alternative = 0
        if let name = checkpoint.metadata[CheckpointNames.alternative] {
            do {
                alternative = try program.description.alternative(name)
            } catch {
                throw DataError(file, expected: "a checkpoint of this model", found: error.description)
            }
        }
        self.init(program, parameters: parameters, codes: codes, alternative: alternative, threads: threads)
    }

    /// Everything that the model consists of, moments of the optimizer included.
    public var checkpoint: Checkpoint {
        var tensors: [Checkpoint.Tensor] = program.table.slots.map { slot in
            Checkpoint.Tensor(slot.name, shape: slot.shape, .floats(parameters.values(of: slot)))
        }
        if let codes {
            tensors.append(Checkpoint.Tensor(CheckpointNames.codeMean, shape: [codes.mean.count], .doubles(codes.mean)))
            tensors.append(
                Checkpoint.Tensor(CheckpointNames.codeFactor, shape: [codes.factor.count], .doubles(codes.factor)))
        }
        var metadata: [String: String] = [
            CheckpointNames.format: CheckpointNames.currentFormat, CheckpointNames.model: description.name,
        ]
        if description.alternatives.indices.contains(alternative) {
            metadata[CheckpointNames.alternative] = description.alternatives[alternative].name
        }
        return Checkpoint(tensors: tensors, metadata: metadata)
    }
}

extension CodeDistribution {
    /// The codes that a checkpoint keeps; nil if it keeps none.
    ///
    /// - Throws: `DataError` for numbers that are not those of a distribution of `dimension` codes.
    fileprivate init?(_ checkpoint: Checkpoint, file: String, dimension: Int) throws(DataError) {
        func numbers(_ name: String, _ count: Int) throws(DataError) -> [Double]? {
            guard let tensor = checkpoint[name] else { return nil }
            guard case .doubles(let values) = tensor.elements, values.count == count, values.allSatisfy(\.isFinite)
            else {
                throw DataError(
                    file, .array(name), expected: "\(count) finite 64-bit floats, as the model's codes have",
                    found: "\(tensor.elements.count) elements", advice: "The file is damaged.")
            }
            return values
        }
        let mean: [Double]? = try numbers(CheckpointNames.codeMean, dimension)
        let factor: [Double]? = try numbers(CheckpointNames.codeFactor, dimension * (dimension + 1) / 2)
        if mean == nil, factor == nil { return nil }
        guard let mean, let factor else {
            let missing: String = mean == nil ? CheckpointNames.codeMean : CheckpointNames.codeFactor
            throw DataError(
                file, .array(missing), expected: "what is known of the codes", found: "one half of it",
                advice: "The file is damaged.")
        }
        self.init(mean: mean, factor: factor)
    }
}
