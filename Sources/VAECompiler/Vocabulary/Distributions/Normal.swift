import Foundation
import VAEGraph

extension Distribution {
    /// Normal distribution, density exp(−(x − μ)² / 2σ²) / √(2πσ²).
    static let normal = Distribution(
        "normal", on: .real, summary: "exp(−(x − μ)² / 2σ²) / √(2πσ²)", [.location, .scaleOrVariance],
        reported: ["mean", "logVariance"],
        logDensity: { x, p in
            let logVariance: Tensor = p["logVariance"]
            let distance: Tensor = square(x - p["mean"]) * exp(-logVariance)
            return (distance + logVariance + Foundation.log(2 * Double.pi)) * -0.5
        },
        sampler: .locationScale { epsilon, p in p["mean"] + p["scale"] * epsilon },
        mean: { p in p["mean"] },
        entropy: { p in p["logVariance"] * 0.5 + 0.5 * (1 + Foundation.log(2 * Double.pi)) },
        divergences: [
            // With d = log σq² − log σp²: (exp(d) − 1 − d + (μq − μp)² / σp²) / 2 (Kingma and Welling 2014, appendix B,
            // for p = N(0, 1)).
            "normal": { q, p in
                let logVariance: Tensor = p["logVariance"]
                let ratio: Tensor = q["logVariance"] - logVariance
                let distance: Tensor = square(q["mean"] - p["mean"]) * exp(-logVariance)
                return (ratio.apply(.exponentialMinusOne) - ratio + distance) * 0.5
            }
        ])
}
