import VAELanguage

/// One encoder with one decoder, by their places in the model. A model without alternatives has only the first.
public struct Alternative: Hashable, Sendable {
    /// The encoder's place.
    public var encoder: Int
    /// The decoder's place.
    public var decoder: Int

    /// An encoder with a decoder.
    public init(encoder: Int = 0, decoder: Int = 0) {
        self.encoder = encoder
        self.decoder = decoder
    }

    /// All pairs of a model, encoder by encoder.
    public static func all(of model: Model) -> [Alternative] {
        model.encoders.indices.flatMap { encoder in
            model.decoders.indices.map { Alternative(encoder: encoder, decoder: $0) }
        }
    }

    /// What it is called: the names of its blocks, as far as there are several to choose from, joined by a dot; empty for
    /// the only one.
    public func name(in model: Model) -> String {
        var names: [String] = []
        if model.encoders.count > 1 { names.append(model.encoders[encoder].name ?? "\(encoder + 1)") }
        if model.decoders.count > 1 { names.append(model.decoders[decoder].name ?? "\(decoder + 1)") }
        return names.joined(separator: ".")
    }

    /// The name of an entry point of it: that of the entry for the first, and `trainStep@deconv` for the others.
    public func graphName(of entry: String, in model: Model) -> String {
        self == Alternative() ? entry : "\(entry)@\(name(in: model))"
    }
}

/// The slots in which optimizers count steps: a parameter counts the steps that train it, and an alternative that is not
/// chosen trains none of the parameters that it does not share.
///
/// Parameters that are trained by the same alternatives have one count: `optimizer.count` for those of all, and
/// `optimizer.count.mlp`, `optimizer.count.mlp+deconv` for those of some.
struct StepCounts: Sendable {
    /// For each learned slot that not all alternatives train, the slot that counts its steps.
    private var names: [String: String] = [:]

    /// The slot for the parameters of all alternatives.
    static let common = "optimizer.count"

    /// The counts of a model.
    ///
    /// - Throws: `LoweringError` for what the compiler does not have yet.
    init(_ model: Model, vocabulary: Vocabulary) throws(LoweringError) {
        let alternatives: [Alternative] = Alternative.all(of: model)
        guard alternatives.count > 1 else { return }
        var users: [String: [String]] = [:]
        for alternative in alternatives {
            var lowering = try Lowering(
                model, vocabulary: vocabulary, alternative: alternative, entry: .bound, counts: nil, line: { _ in 0 })
            try Entry.bound.build(&lowering)
            for slot in lowering.table.slots where slot.kind == .parameter {
                users[slot.name, default: []].append(alternative.name(in: model))
            }
        }
        for (slot, users) in users where users.count < alternatives.count {
            names[slot] = "\(StepCounts.common).\(users.joined(separator: "+"))"
        }
    }

    /// The slot that counts the steps of a parameter.
    func name(for parameter: String) -> String { names[parameter] ?? StepCounts.common }
}
