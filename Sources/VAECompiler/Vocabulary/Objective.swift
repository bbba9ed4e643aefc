import VAEGraph
import VAELanguage

/// What training maximises, and how many samples of each latent it takes for it.
struct Objective: Sendable {
    /// What the checker and the reference page know.
    let signature: Signature
    /// Whether the weight of the divergence is a number set at run time, scheduled by the argument `weight`.
    let isWeighted: Bool
    /// The number to maximise, of scalar shape, from the parts of the bound.
    let value: @Sendable (BoundTerms, Settings, GraphBuilder) -> Tensor
}
