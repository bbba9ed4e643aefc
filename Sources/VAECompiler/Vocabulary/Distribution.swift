import VAEGraph
import VAELanguage

/// A family of distributions and all there is about it. Formulas are elementwise and in nats: the lowering sums them
/// over the variable's axes.
struct Distribution: Sendable {
    /// A formula of the parameters alone.
    typealias Moment = @Sendable (DistributionParameters) -> Tensor
    /// A formula of a value and the parameters.
    typealias Density = @Sendable (Tensor, DistributionParameters) -> Tensor
    /// KL(q ‖ p) of two distributions.
    typealias DivergenceFormula = @Sendable (_ q: DistributionParameters, _ p: DistributionParameters) -> Tensor

    /// How values are drawn: noise from the generator, then a formula of it.
    struct Sampler: Sendable {
        /// What is drawn.
        let noise: Noise.Kind
        /// Whether the gradient passes through the formula to the parameters.
        let isReparameterised: Bool
        /// The value.
        let transform: Density

        /// Standard normal noise ε, and a differentiable formula of it.
        static func locationScale(_ transform: @escaping Density) -> Sampler {
            Sampler(noise: .normal, isReparameterised: true, transform: transform)
        }

        /// Uniform noise u in (0, 1), and the inverse of the distribution function.
        static func inverseCDF(_ transform: @escaping Density) -> Sampler {
            Sampler(noise: .uniform, isReparameterised: true, transform: transform)
        }

        /// Uniform noise u in (0, 1), and a formula with steps.
        static func discrete(_ transform: @escaping Density) -> Sampler {
            Sampler(noise: .uniform, isReparameterised: false, transform: transform)
        }
    }

    /// What the checker and the reference page know.
    let signature: Signature
    /// Its parameters, each in the forms it may be given in.
    let parameters: [ParameterForms]
    /// The labels under which posteriors and likelihoods are reported: `mean`, `logVariance`.
    let reported: [String]
    /// log p(x)
    let logDensity: Density
    /// How values are drawn.
    let sampler: Sampler
    /// The expectation.
    let mean: Moment
    /// −E log p
    let entropy: Moment
    /// KL(self ‖ other) by the name of the other's family.
    let divergences: [String: DivergenceFormula]

    /// A family; the signature's fields follow from the rest.
    init(
        _ name: String, on support: Support, summary: String, _ parameters: [ParameterForms], reported: [String],
        logDensity: @escaping Density, sampler: Sampler, mean: @escaping Moment, entropy: @escaping Moment,
        divergences: [String: DivergenceFormula] = [:], relaxedSupports: [Support] = []
    ) {
        let groups: [[String]] = parameters.map { $0.forms.map(\.parameter.label) }
        signature = Signature(
            name, .distribution, summary: summary, parameters: parameters.flatMap { $0.forms.map(\.parameter) },
            oneOf: groups.filter { $0.count > 1 }, range: support, closedFormDivergences: Set(divergences.keys),
            isReparameterised: sampler.isReparameterised, relaxedSupports: relaxedSupports)
        self.parameters = parameters
        self.reported = reported
        self.logDensity = logDensity
        self.sampler = sampler
        self.mean = mean
        self.entropy = entropy
        self.divergences = divergences
    }
}
