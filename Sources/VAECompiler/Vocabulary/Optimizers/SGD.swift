import VAEGraph
import VAELanguage

extension Optimizer {
    /// Stochastic gradient descent, p ← p − rate · b with b ← momentum · b + g (PyTorch's form, Sutskever et al. 2013).
    static let sgd = Optimizer(
        signature: Signature(
            "sgd", .optimizer, summary: "b ← momentum · b + g; p ← p − rate · b",
            parameters: [
                .rate(default: "0.01"),
                .number("momentum", 0...0.9999, default: "0", "how much of the last direction stays"),
            ]),
        moments: { $0.number("momentum") > 0 ? 1 : 0 },
        countsSteps: false
    ) { step in
        let momentum: Double = step.settings.number("momentum")
        return { parameter in
            guard let last = parameter.moments.first else {
                return ParameterUpdate(value: parameter.value - step.rate * parameter.gradient, moments: [])
            }
            let direction: Tensor = last * momentum + parameter.gradient
            return ParameterUpdate(value: parameter.value - step.rate * direction, moments: [direction])
        }
    }
}
