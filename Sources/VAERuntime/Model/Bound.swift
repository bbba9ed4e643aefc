/// The evidence lower bound of some examples and its parts, in nats: sums over the data's dimensions.
///
/// log p(x) ≥ E[log p(x | z)] − KL(q(z | x) ‖ p(z)) (Kingma and Welling 2014, equation 3), always with weight 1,
/// whatever objective was trained. For a plain autoencoder the divergence is 0 and the bound is the reconstruction.
public struct Bound: Equatable, Sendable {
    /// The bound of each example.
    public var values: [Float]
    /// The reconstruction term of each example, E[log p(x | z)].
    public var reconstructions: [Float]
    /// The divergence of each example.
    public var divergences: [Float]

    /// A bound.
    public init(values: [Float], reconstructions: [Float], divergences: [Float]) {
        self.values = values
        self.reconstructions = reconstructions
        self.divergences = divergences
    }

    /// The mean over the examples.
    public var value: Double { Bound.mean(values) }
    /// The mean reconstruction term.
    public var reconstruction: Double { Bound.mean(reconstructions) }
    /// The mean divergence.
    public var divergence: Double { Bound.mean(divergences) }
    /// How many examples there are.
    public var count: Int { values.count }

    /// Added up in Double in the order of the examples.
    static func mean(_ values: [Float]) -> Double {
        values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
    }
}
