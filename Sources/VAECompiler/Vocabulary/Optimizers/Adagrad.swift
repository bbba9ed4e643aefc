import VAEGraph
import VAELanguage

extension Optimizer {
    /// Adagrad (Duchi, Hazan and Singer 2011), in PyTorch's form.
    static let adagrad = Optimizer(
        signature: Signature(
            "adagrad", .optimizer, summary: "s ← s + g²; p ← p − rate · g / (√s + epsilon)",
            parameters: [
                .rate(default: "0.01"),
                .number("epsilon", 0...1, default: "1e-10", "keeps the quotient finite"),
            ]),
        moments: { _ in 1 },
        countsSteps: false
    ) { step in
        let epsilon: Double = step.settings.number("epsilon")
        return { parameter in
            let sum: Tensor = parameter.moments[0] + square(parameter.gradient)
            let change: Tensor = step.rate * parameter.gradient / (sqrt(sum) + epsilon)
            return ParameterUpdate(value: parameter.value - change, moments: [sum])
        }
    }
}
