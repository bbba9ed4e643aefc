import VAEGraph
import VAELanguage

extension Objective {
    /// The reconstruction alone: what the plain autoencoder is trained for.
    static let reconstruction = Objective(
        signature: Signature(
            "reconstruction", .objective, summary: "E log p(x | z), in nats, a mean over examples",
            parameters: [
                .init("samples", .integer(1...1000), default: "1", summary: "samples of the latents per example, L")
            ]),
        isWeighted: false
    ) { terms, _, _ in terms.meanReconstruction }
}
