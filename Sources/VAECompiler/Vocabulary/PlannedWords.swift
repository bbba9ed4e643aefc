import VAELanguage

// Words of the language that the compiler does not have yet: parsed, and answered with "not supported yet". A word
// leaves this table when its value with a lowering joins the vocabulary.

extension Vocabulary {
    /// The signatures of the words to come.
    static let plannedWords: [Signature] = [
        planned(
            .layer, ["planar", "inverseAutoregressive", "realNVP"]),
        planned(
            .distribution,
            [
                "multivariateNormal", "logistic", "studentT", "cauchy", "uniform", "triangular", "logNormal",
                "exponential", "gumbel", "rayleigh", "pareto", "weibull", "gamma", "beta", "dirichlet", "binomial",
                "categorical", "relaxedCategorical", "poisson", "negativeBinomial", "discretizedLogistic",
                "truncatedNormal", "mixture", "vamp",
            ]),
        planned(.objective, ["importanceWeighted"]),
        planned(.divergence, ["mmd", "jensenShannon"]),
        planned(.transform, ["resize", "pad"]),
    ].flatMap { $0 }

    private static func planned(_ kind: Signature.Kind, _ names: [String]) -> [Signature] {
        names.map { Signature($0, kind, summary: "", isSupported: false) }
    }
}
