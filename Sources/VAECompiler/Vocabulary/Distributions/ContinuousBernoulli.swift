import Foundation
import VAEGraph

extension Distribution {
    /// Continuous Bernoulli distribution on [0, 1], density C(λ) λˣ (1 − λ)¹⁻ˣ (Loaiza-Ganem and Cunningham 2019).
    ///
    /// In logits l the normaliser is C = l / tanh(l / 2), an even function without cancellation; close to l = 0 (λ = ½)
    /// its logarithm and the mean are Taylor polynomials, whose gradients do not cancel either.
    static let continuousBernoulli = Distribution(
        "continuousBernoulli", on: .unit, summary: "C(λ) λˣ (1 − λ)¹⁻ˣ, C(λ) = 2 artanh(1 − 2λ) / (1 − 2λ)",
        [.probability], reported: ["logits"],
        logDensity: { x, p in
            let logits: Tensor = p["logits"]
            return x * logits - softplus(logits) + logNormaliser(logits)
        },
        sampler: .inverseCDF { u, p in quantile(u, p["logits"]) },
        mean: { p in expectation(p["logits"]) },
        entropy: { p in
            let logits: Tensor = p["logits"]
            return softplus(logits) - logNormaliser(logits) - expectation(logits) * logits
        },
        divergences: [
            "continuousBernoulli": { q, p in
                let (a, b): (Tensor, Tensor) = (q["logits"], p["logits"])
                let normalisers: Tensor = logNormaliser(a) - logNormaliser(b)
                return expectation(a) * (a - b) - softplus(a) + softplus(b) + normalisers
            }
        ])

    /// Bernoulli's numbers B₂ₙ / (2n)!, n = 1, 2, …, of which both Taylor polynomials are made.
    private static let bernoulliNumbers: [Double] = [
        1 / 12, -1 / 720, 1 / 30240, -1 / 1_209_600, 1 / 47_900_160, -691 / 1_307_674_368_000, 1 / 74_724_249_600,
        -3617 / 10_670_622_842_880_000,
    ]

    /// log C = log(l / tanh(l / 2)) = log 2 + Σₙ (4ⁿ − 2) / 2n · B₂ₙ / (2n)! · l²ⁿ
    private static func logNormaliser(_ logits: Tensor) -> Tensor {
        var coefficients: [Double] = []
        for (index, number) in bernoulliNumbers.enumerated() {
            let n = Double(index + 1)
            coefficients.append((pow(4, n) - 2) / (2 * n) * number)
        }
        return logits.near { l in
            square(l).polynomial(coefficients) * square(l) + Foundation.log(2)
        } far: { l in
            log(l / tanh(l * 0.5))
        }
    }

    /// The mean ½ + coth(l / 2) / 2 − 1 / l = ½ + Σₙ B₂ₙ / (2n)! · l²ⁿ⁻¹
    private static func expectation(_ logits: Tensor) -> Tensor {
        logits.near { l in
            square(l).polynomial(bernoulliNumbers) * l + 0.5
        } far: { l in
            0.5 / tanh(l * 0.5) - 1 / l + 0.5
        }
    }

    /// The value below which the fraction u of the mass lies: log(1 + u (eˡ − 1)) / l. For l > 0 it is one minus that
    /// of 1 − u and −l, so that no exponential overflows; close to l = 0 it is u + l u (1 − u) (1 + l (1 − 2u) / 3) /
    /// 2.
    private static func quantile(_ u: Tensor, _ logits: Tensor) -> Tensor {
        let (uniform, l) = (u, logits.rank == 0 ? logits.broadcast(to: u.shape, axes: []) : logits)
        let zero: Tensor = l.builder.constant(0)
        let isPositive: Tensor = zero.compare(.less, l)
        let isSmall: Tensor = abs(l).compare(.less, l.builder.constant(0.01))
        let safe: Tensor = isSmall.select(l.filled(-1), -abs(l))
        let v: Tensor = isPositive.select(1 - uniform, uniform)
        let far: Tensor = (v * safe.apply(.exponentialMinusOne)).apply(.logarithmOfOnePlus) / safe
        let mirrored: Tensor = isPositive.select(1 - far, far)
        let spread: Tensor = l * uniform * (1 - uniform) * 0.5
        let skew: Tensor = l * (1 - uniform * 2) / 3 + 1
        return isSmall.select(uniform + spread * skew, mirrored)
    }
}

extension Tensor {
    /// One formula close to zero and another elsewhere, each fed only what it can take: a value that is not taken
    /// leaves no infinity behind whose gradient would be no number.
    fileprivate func near(_ near: (Tensor) -> Tensor, far: (Tensor) -> Tensor) -> Tensor {
        let isSmall: Tensor = abs(self).compare(.less, builder.constant(0.75))
        let small: Tensor = isSmall.select(self, filled(0))
        let large: Tensor = isSmall.select(filled(1), self)
        return isSmall.select(near(small), far(large))
    }

    /// c₀ + c₁ x + c₂ x² + …
    fileprivate func polynomial(_ coefficients: [Double]) -> Tensor {
        var sum: Tensor = filled(coefficients[coefficients.count - 1])
        for coefficient in coefficients.dropLast().reversed() { sum = sum * self + coefficient }
        return sum
    }
}
