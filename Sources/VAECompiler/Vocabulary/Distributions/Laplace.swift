import Foundation
import VAEGraph

extension Distribution {
    /// Laplace distribution, density exp(−|x − μ| / b) / 2b.
    static let laplace = Distribution(
        "laplace", on: .real, summary: "exp(−|x − μ| / b) / 2b", [.location, .scale], reported: ["mean", "logScale"],
        logDensity: { x, p in -abs(x - p["mean"]) / p["scale"] - p["logScale"] - Foundation.log(2) },
        // The distribution function is exp((x − μ) / b) / 2 left of μ; right of it, the mirror image.
        sampler: .inverseCDF { u, p in
            let tail: Tensor = min(u, 1 - u) * 2
            return p["mean"] - p["scale"] * sign(u - 0.5) * log(tail)
        },
        mean: { p in p["mean"] },
        entropy: { p in p["logScale"] + 1 + Foundation.log(2) },
        divergences: [
            // log(bp / bq) + |μq − μp| / bp + bq / bp · exp(−|μq − μp| / bq) − 1 (Gil, Alajaji and Linder 2013, table
            // 3)
            "laplace": { q, p in
                let distance: Tensor = abs(q["mean"] - p["mean"])
                let near: Tensor = q["scale"] * exp(-distance / q["scale"])
                return p["logScale"] - q["logScale"] + (distance + near) / p["scale"] - 1
            }
        ])
}
