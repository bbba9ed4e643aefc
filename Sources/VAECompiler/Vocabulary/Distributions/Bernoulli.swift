import VAEGraph
import VAELanguage

extension Distribution {
    /// Bernoulli distribution, probability λ of 1. With logits l the log-probability of x is x·l − log(1 + exp(l)),
    /// which no l makes overflow; its gradient is x − sigmoid(l). Data between 0 and 1 is accepted as the usual
    /// relaxation.
    static let bernoulli = Distribution(
        "bernoulli", on: .binary, summary: "λˣ (1 − λ)¹⁻ˣ", [.probability], reported: ["logits"],
        logDensity: { x, p in
            let logits: Tensor = p["logits"]
            return x * logits - softplus(logits)
        },
        sampler: .discrete { u, p in
            let isOne: Tensor = u.compare(.less, p["probs"])
            return isOne.select(u.filled(1), u.filled(0))
        },
        mean: { p in p["probs"] },
        entropy: { p in softplus(p["logits"]) - p["probs"] * p["logits"] },
        divergences: [
            "bernoulli": { q, p in
                let difference: Tensor = q["logits"] - p["logits"]
                return q["probs"] * difference - softplus(q["logits"]) + softplus(p["logits"])
            }
        ],
        relaxedSupports: [.unit])
}
