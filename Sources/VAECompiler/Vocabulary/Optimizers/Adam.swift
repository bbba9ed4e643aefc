import Foundation
import VAEGraph
import VAELanguage

extension Optimizer {
    /// Adam (Kingma and Ba 2015, algorithm 1), epsilon beside √(v / (1 − beta2ᵗ)) as in PyTorch.
    static let adam = Optimizer(
        signature: Signature(
            "adam", .optimizer,
            summary: "m ← beta1 · m + (1 − beta1) · g; v ← beta2 · v + (1 − beta2) · g²; "
                + "p ← p − rate · m̂ / (√v̂ + epsilon) with m̂ = m / (1 − beta1ᵗ), v̂ = v / (1 − beta2ᵗ)",
            parameters: adamParameters),
        moments: { _ in 2 },
        countsSteps: true
    ) { step in adamUpdate(step, weightDecay: 0) }

    /// AdamW: Adam with the weights' decay beside the gradient, not in it (Loshchilov and Hutter 2019, algorithm 2).
    static let adamw = Optimizer(
        signature: Signature(
            "adamw", .optimizer, summary: "p ← p − rate · weightDecay · p, then as adam",
            parameters: adamParameters + [
                .number("weightDecay", 0...1, default: "0.01", "how fast weights shrink, in units of the rate")
            ]),
        moments: { _ in 2 },
        countsSteps: true
    ) { step in adamUpdate(step, weightDecay: step.settings.number("weightDecay")) }

    private static let adamParameters: [Signature.Parameter] = [
        .rate(default: "0.001"),
        .number("beta1", 0...0.999_999, default: "0.9", "how slowly the mean forgets"),
        .number("beta2", 0...0.999_999_9, default: "0.999", "how slowly the mean square forgets"),
        .number("epsilon", 0...1, default: "1e-8", "keeps the quotient finite"),
    ]

    /// The corrections 1 − βᵗ are folded into two scalars of the step, α = rate · √c₂ / c₁ and ε = epsilon · √c₂, so
    /// that an element costs one root and one division: p − α · m / (√v + ε).
    private static func adamUpdate(
        _ step: OptimizerStep, weightDecay: Double
    ) -> (ParameterStep) -> ParameterUpdate {
        let beta1: Double = step.settings.number("beta1")
        let beta2: Double = step.settings.number("beta2")
        let correction1: Tensor = correction(beta1, step.count)
        let correction2: Tensor = sqrt(correction(beta2, step.count))
        let alpha: Tensor = step.rate * correction2 / correction1
        let epsilon: Tensor = correction2 * step.settings.number("epsilon")
        return { parameter in
            let g: Tensor = parameter.gradient
            let mean: Tensor = parameter.moments[0] * beta1 + g * (1 - beta1)
            let square: Tensor = parameter.moments[1] * beta2 + VAEGraph.square(g) * (1 - beta2)
            let change: Tensor = alpha * mean / (sqrt(square) + epsilon)
            var value: Tensor = parameter.value
            if weightDecay > 0 { value = value * (1 - step.rate * weightDecay) }
            return ParameterUpdate(value: value - change, moments: [mean, square])
        }
    }

    /// 1 − βᵗ = −(exp(t · log β) − 1), accurate for β close to 1.
    private static func correction(_ beta: Double, _ count: Tensor) -> Tensor {
        guard beta > 0 else { return count.builder.constant(1) }
        return -(count * Foundation.log(beta)).apply(.exponentialMinusOne)
    }
}
