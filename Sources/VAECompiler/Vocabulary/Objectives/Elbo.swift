import VAEGraph
import VAELanguage

extension Objective {
    /// The evidence lower bound, E log p(x | z) − weight · KL(q(z | x) ‖ p(z)) (Kingma and Welling 2014, equation 3;
    /// the weight is β of Higgins et al. 2017), with free bits (Kingma et al. 2016, appendix C.8): each element of a
    /// latent counts with at least so many nats, averaged over the minibatch.
    static let elbo = Objective(
        signature: Signature(
            "elbo", .objective, summary: "E log p(x | z) − weight · KL(q(z | x) ‖ p(z)), in nats, a mean over examples",
            parameters: [
                .init("samples", .integer(1...1000), default: "1", summary: "samples of the latents per example, L"),
                .init("divergence", .call(.divergence), default: "analytic", summary: "how KL is found"),
                .init("weight", .call(.schedule), default: "1", summary: "the weight of the divergence, by epoch"),
                .init(
                    "freeBits", .number(0...1000), default: "0",
                    summary: "nats below which an element's divergence costs no less"),
                .init(
                    "gradient", .choice(["reparameterized"]), default: "reparameterized", planned: ["scoreFunction"],
                    summary: "how the gradient passes through the samples"),
            ],
            comparesWithPrior: true),
        isWeighted: true
    ) { terms, settings, builder in
        let weight: Tensor = builder.scalar("weight")
        let freeBits: Double = settings.number("freeBits")
        guard freeBits > 0 else { return terms.meanReconstruction - weight * terms.meanDivergence }
        var divergence: Tensor = builder.constant(0)
        for field in terms.divergences {
            let elements: Tensor = terms.meanOverExamples(field)
            divergence = divergence + max(elements, elements.filled(freeBits)).sum()
        }
        return terms.meanReconstruction - weight * divergence
    }
}
