import VAELanguage

/// Every word of the language with its meaning: the signature that the checker reads, beside the lowering.
///
/// A word is one value in one place; adding one means writing that value and naming it in `standard`.
public struct Vocabulary: Sendable {
    /// Layers, elementwise functions and combinations of tensors.
    let layers: [Layer]
    /// What the checker writes out as layers.
    let repetitions: [Signature]
    /// Distributions of data and latents.
    let distributions: [Distribution]
    /// What is maximised.
    let objectives: [Objective]
    /// How an objective measures the distance of posterior and prior.
    let divergences: [Divergence]
    /// How a step turns gradients into new parameters.
    let optimizers: [Optimizer]
    /// Numbers that change with the epoch.
    let schedules: [ScheduleWord]
    /// How parameters start.
    let initialisations: [Initialisation]
    /// What lies between stored values and a data variable.
    let transforms: [Transform]
    /// Built-in data.
    let sources: [Signature]
    /// How a bandit chooses among alternatives.
    let policies: [Signature]
    /// Words of the language that are parsed and answered with "not supported yet".
    let planned: [Signature]

    /// The language as its reference page has it.
    public static let standard = Vocabulary(
        layers: [
            .dense, .conv2d, .convTranspose2d, .maxPool2d, .averagePool2d, .globalAveragePool, .upsample, .flatten,
            .reshape, .permute, .broadcast, .slice, .concat, .residual, .oneHot, .embedding, .softmax, .batchNorm,
            .layerNorm, .groupNorm, .instanceNorm, .dropout,
        ] + Layer.elementwiseFunctions,
        repetitions: [repetition],
        distributions: [.normal, .laplace, .bernoulli, .continuousBernoulli],
        objectives: [.elbo, .reconstruction],
        divergences: [.analytic, .sampled],
        optimizers: [.sgd, .adagrad, .rmsprop, .adam, .adamw],
        schedules: ScheduleWord.all,
        initialisations: Initialisation.all,
        transforms: [.binarize],
        sources: builtInSources,
        policies: policies,
        planned: plannedWords)

    /// What the checker needs to know, in the order of the reference page.
    public var signatures: [Signature] {
        var all: [Signature] = layers.map(\.signature)
        all += repetitions
        all += distributions.map(\.signature)
        all += objectives.map(\.signature)
        all += divergences.map(\.signature)
        all += optimizers.map(\.signature)
        all += schedules.map(\.signature)
        all += initialisations.map(\.signature)
        all += transforms.map(\.signature)
        return all + sources + policies + planned
    }
}

// MARK: - Looking words up

extension Vocabulary {
    /// The layer, function or combination of that name.
    func layer(_ name: String, at range: SourceRange) throws(LoweringError) -> Layer {
        try found(layers.first { $0.signature.name == name }, name, at: range)
    }

    /// The distribution of that name.
    func distribution(_ name: String, at range: SourceRange) throws(LoweringError) -> Distribution {
        try found(distributions.first { $0.signature.name == name }, name, at: range)
    }

    /// The objective of that name.
    func objective(_ call: Call) throws(LoweringError) -> Objective {
        try found(objectives.first { $0.signature.name == call.name }, call.name, at: call.range)
    }

    /// The divergence of that name.
    func divergence(_ call: Call) throws(LoweringError) -> Divergence {
        try found(divergences.first { $0.signature.name == call.name }, call.name, at: call.range)
    }

    /// The optimizer of that name.
    func optimizer(_ call: Call) throws(LoweringError) -> Optimizer {
        try found(optimizers.first { $0.signature.name == call.name }, call.name, at: call.range)
    }

    /// The schedule of that name.
    func schedule(_ call: Call) throws(LoweringError) -> ScheduleWord {
        try found(schedules.first { $0.signature.name == call.name }, call.name, at: call.range)
    }

    /// The initialisation of that name.
    func initialisation(_ call: Call) throws(LoweringError) -> Initialisation {
        try found(initialisations.first { $0.signature.name == call.name }, call.name, at: call.range)
    }

    /// The transform of that name.
    func transform(_ call: Call) throws(LoweringError) -> Transform {
        try found(transforms.first { $0.signature.name == call.name }, call.name, at: call.range)
    }

    /// The policy of that name.
    func policy(_ call: Call) throws(LoweringError) -> Signature {
        try found(policies.first { $0.name == call.name }, call.name, at: call.range)
    }

    private func found<Word>(
        _ word: Word?, _ name: String, at range: SourceRange
    ) throws(LoweringError) -> Word {
        guard let word else { throw LoweringError("\(name) is not supported yet", at: range) }
        return word
    }
}
