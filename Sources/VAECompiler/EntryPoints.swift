import VAEGraph
import VAELanguage

/// One thing that a model can be asked: its name, and how it becomes a graph.
///
/// Inputs are [batch, n], named after data variables, conditions and latents; a category is its number. Results are
/// [batch, n] (n elements of an example, row-major), [batch] for one number per example, or scalars. All are in nats
/// where they are log-densities.
public struct Entry: Sendable {
    /// The name: `trainStep`.
    public let name: String
    /// What it is asked and what it answers.
    public let summary: String
    /// Whether layers behave as in training.
    public let isTraining: Bool
    /// Whether it draws as many samples per example as the objective says; others draw one.
    let usesAllSamples: Bool
    /// Whether a model can be asked that.
    let isAvailable: @Sendable (Model) -> Bool
    /// Writes the graph down.
    let build: @Sendable (inout Lowering) throws(LoweringError) -> Void

    /// All entry points.
    public static let all: [Entry] = [
        .trainStep, .gradients, .bound, .logWeights, .encode, .decode, .reconstruct, .sample,
    ]

    /// Those that a model can be asked: one with point codes has no `logWeights`, and one without a prior no `sample`.
    public static func available(for model: Model) -> [Entry] { all.filter { $0.isAvailable(model) } }
}

extension Entry {
    /// One step of the optimizer. Scalars `rate`, and where the model needs them `weight` (of the divergence),
    /// `exampleCount` (examples in the training data) and `clipNorm`. Results: `objective`, `bound` (the divergence
    /// with weight 1), `reconstruction`, `divergence`, each a mean over the batch.
    public static let trainStep = Entry(
        name: "trainStep", summary: "One step of the optimizer on a minibatch", isTraining: true, usesAllSamples: true,
        isAvailable: { _ in true }
    ) { lowering throws(LoweringError) in
        try lowering.bindData()
        try lowering.bindGivens()
        let value: ObjectiveValue = try lowering.objective()
        lowering.outputMeans(value)
        let gradients = lowering.gradients(of: -value.objective)
        try lowering.update(gradients)
    }

    /// The loss, which is minus the objective, and `gradient.<slot>` for every learned slot, in training mode.
    public static let gradients = Entry(
        name: "gradients", summary: "The loss and its gradient with respect to every parameter", isTraining: true,
        usesAllSamples: true, isAvailable: { _ in true }
    ) { lowering throws(LoweringError) in
        try lowering.bindData()
        try lowering.bindGivens()
        let loss: Tensor = -(try lowering.objective().objective)
        lowering.builder.output("loss", loss)
        for (slot, gradient) in lowering.gradients(of: loss) {
            lowering.builder.output("gradient.\(slot.name)", gradient)
        }
    }

    /// `bound`, `reconstruction` and `divergence` of each example, with the objective's samples.
    public static let bound = Entry(
        name: "bound", summary: "The bound and its parts, for each example", isTraining: false, usesAllSamples: true,
        isAvailable: { _ in true }
    ) { lowering throws(LoweringError) in
        try lowering.bindData()
        try lowering.bindGivens()
        let terms: BoundTerms = try lowering.boundTerms()
        let reconstruction: Tensor = terms.perExample(terms.reconstructions)
        let divergence: Tensor = terms.perExample(terms.divergences)
        lowering.builder.output("bound", reconstruction - divergence)
        lowering.builder.output("reconstruction", reconstruction)
        lowering.builder.output("divergence", divergence)
    }

    /// `logWeight` = log p(x, z) − log q(z | x) of each example at one draw of z: log p(x) is the logarithm of the mean
    /// of exp(logWeight) over many draws (Burda, Grosse and Salakhutdinov 2016, equation 8).
    public static let logWeights = Entry(
        name: "logWeights", summary: "log p(x, z) − log q(z | x) of each example at one draw", isTraining: false,
        usesAllSamples: false,
        isAvailable: { model in !model.hasPointCodes && model.hasAllPriors }
    ) { lowering throws(LoweringError) in
        try lowering.bindData()
        try lowering.bindGivens()
        let encoding: Encoding = try lowering.encode(.drawn)
        let decoding: Decoding = try lowering.decode(.known)
        let terms: BoundTerms = try lowering.terms(encoding, decoding, divergence: .sampled)
        let logWeight: Tensor = terms.perExample(terms.reconstructions) - terms.perExample(terms.divergences)
        lowering.builder.output("logWeight", logWeight)
    }

    /// For each latent z the parameters of its posterior, `z.mean`, `z.logVariance`, …, and `z`, the posterior's mean
    /// or the point code. A latent whose posterior depends on others sees their means.
    public static let encode = Entry(
        name: "encode", summary: "The posterior of each latent", isTraining: false, usesAllSamples: false,
        isAvailable: { _ in true }
    ) { lowering throws(LoweringError) in
        try lowering.bindData()
        try lowering.bindGivens()
        let encoding: Encoding = try lowering.encode(.mean)
        for latent in lowering.model.latents {
            if let posterior = encoding.posteriors.first(where: { $0.variable == latent.name })?.distribution {
                lowering.outputParameters(posterior, of: latent.name)
            }
            if let value = lowering.variables[latent.name] { lowering.output(latent.name, value) }
        }
    }

    /// For each data variable x the parameters of its likelihood, `x.logits`, …, and `x.mean`, from values of the
    /// latents.
    public static let decode = Entry(
        name: "decode", summary: "The likelihood of each data variable at given latents", isTraining: false,
        usesAllSamples: false, isAvailable: { _ in true }
    ) { lowering throws(LoweringError) in
        try lowering.bindLatents()
        try lowering.bindGivens()
        for (variable, likelihood) in try lowering.decode(.known).likelihoods {
            lowering.outputParameters(likelihood, of: variable)
            if !likelihood.distribution.reported.contains("mean") {
                lowering.output("\(variable).mean", likelihood.mean(lowering.leadingAxes))
            }
        }
    }

    /// `x.mean` of each data variable at the posterior means of the latents.
    public static let reconstruct = Entry(
        name: "reconstruct", summary: "The mean of each data variable, from the posterior means of its latents",
        isTraining: false, usesAllSamples: false, isAvailable: { _ in true }
    ) { lowering throws(LoweringError) in
        try lowering.bindData()
        try lowering.bindGivens()
        _ = try lowering.encode(.mean)
        for (variable, likelihood) in try lowering.decode(.known).likelihoods {
            lowering.output("\(variable).mean", likelihood.mean(lowering.leadingAxes))
        }
    }

    /// Latents drawn from the prior, their distance from its mean times the scalar `temperature`; `x.mean` there, and
    /// `x.sample` drawn from the likelihood.
    public static let sample = Entry(
        name: "sample", summary: "Latents drawn from the prior, and data drawn at them", isTraining: false,
        usesAllSamples: false, isAvailable: { $0.hasAllPriors }
    ) { lowering throws(LoweringError) in
        try lowering.bindGivens()
        let temperature: Tensor = lowering.builder.scalar("temperature")
        let decoding: Decoding = try lowering.decode(.drawn, temperature: temperature)
        for latent in lowering.model.latents {
            if let value = lowering.variables[latent.name] { lowering.output(latent.name, value) }
        }
        for (variable, likelihood) in decoding.likelihoods {
            lowering.output("\(variable).mean", likelihood.mean(lowering.leadingAxes))
            let stream: String = lowering.stream("decoder.\(variable)")
            let drawn = likelihood.sample(stream: stream, leading: 1, lowering.leadingAxes)
            lowering.output("\(variable).sample", drawn)
        }
    }
}

extension Lowering {
    /// The means over the batch that a training step reports.
    func outputMeans(_ value: ObjectiveValue) {
        let reconstruction: Tensor = value.terms.meanReconstruction
        let divergence: Tensor = value.terms.meanDivergence
        builder.output("objective", value.objective)
        builder.output("bound", reconstruction - divergence)
        builder.output("reconstruction", reconstruction)
        builder.output("divergence", divergence)
    }

    /// The parameters of a distribution under the labels in which it is reported.
    func outputParameters(_ distribution: DistributionInstance, of variable: String) {
        for label in distribution.distribution.reported {
            output("\(variable).\(label)", distribution.parameter(label, leadingAxes))
        }
    }
}

extension Model {
    /// Whether some latent is a point code.
    var hasPointCodes: Bool {
        encoders.contains { block in
            block.statements.contains {
                if case .point = $0.kind { return true }
                return false
            }
        }
    }

    /// Whether every latent has a prior, so that the model can be sampled.
    var hasAllPriors: Bool {
        let inDecoders: [Set<String>] = decoders.map { block in
            Set(
                block.statements.compactMap { statement in
                    if case .distributed(let variable, _) = statement.kind { return variable }
                    return nil
                })
        }
        return latents.allSatisfy { latent in
            latent.prior != nil || (!inDecoders.isEmpty && inDecoders.allSatisfy { $0.contains(latent.name) })
        }
    }
}
