import VAEGraph
import VAELanguage

/// A way to measure how far a posterior is from the prior.
struct Divergence: Sendable {
    /// What the checker and the reference page know.
    let signature: Signature
    /// The terms, elementwise over the latent, whose sum over its axes is the divergence of an example, or an unbiased
    /// estimate of it.
    let terms: @Sendable (LatentPair, LeadingAxes) -> Field

    /// KL(q ‖ p) in closed form where the two families have one, else from the samples.
    static let analytic = Divergence(
        signature: Signature(
            "analytic", .divergence, summary: "KL(q ‖ p) in closed form where there is one, else from the samples",
            needsClosedForm: true)
    ) { pair, axes in
        let formula = pair.posterior.distribution.divergences[pair.prior.distribution.signature.name]
        guard let formula, pair.allowsClosedForm else { return sampled.terms(pair, axes) }
        let leading: Int = max(pair.posterior.leading, pair.prior.leading, 1)
        let q: DistributionParameters = pair.posterior.parameters(leading: leading, axes)
        let p: DistributionParameters = pair.prior.parameters(leading: leading, axes)
        return pair.posterior.complete(formula(q, p), leading: leading, axes)
    }

    /// log q(z) − log p(z) at the samples.
    static let sampled = Divergence(
        signature: Signature("sampled", .divergence, summary: "log q(z) − log p(z) at the samples")
    ) { pair, axes in
        let q: Field = pair.posterior.logDensity(of: pair.sample, axes)
        let p: Field = pair.prior.logDensity(of: pair.sample, axes)
        let leading: Int = max(q.leading, p.leading)
        return Field(axes.raise(q, to: leading).tensor - axes.raise(p, to: leading).tensor, leading: leading)
    }
}

/// Posterior and prior of one latent, with the sample between them.
struct LatentPair {
    /// q(z | x)
    let posterior: DistributionInstance
    /// p(z)
    let prior: DistributionInstance
    /// z drawn from q.
    let sample: Field
    /// False where the prior depends on a latent that was drawn with the help of z: the mean over z for a fixed prior
    /// is not what the bound needs then.
    let allowsClosedForm: Bool
}
