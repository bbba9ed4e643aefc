import VAEGraph
import VAELanguage

extension Optimizer {
    /// RMSprop (Hinton, lecture 6e, 2012), in PyTorch's form.
    static let rmsprop = Optimizer(
        signature: Signature(
            "rmsprop", .optimizer,
            summary: "v ← decay · v + (1 − decay) · g²; b ← momentum · b + g / (√v + epsilon); p ← p − rate · b",
            parameters: [
                .rate(default: "0.01"),
                .number("decay", 0...0.999_999, default: "0.99", "how slowly the mean square forgets"),
                .number("momentum", 0...0.9999, default: "0", "how much of the last direction stays"),
                .number("epsilon", 0...1, default: "1e-8", "keeps the quotient finite"),
            ]),
        moments: { $0.number("momentum") > 0 ? 2 : 1 },
        countsSteps: false
    ) { step in
        let decay: Double = step.settings.number("decay")
        let momentum: Double = step.settings.number("momentum")
        let epsilon: Double = step.settings.number("epsilon")
        return { parameter in
            let mean: Tensor = parameter.moments[0] * decay + square(parameter.gradient) * (1 - decay)
            var direction: Tensor = parameter.gradient / (sqrt(mean) + epsilon)
            var moments: [Tensor] = [mean]
            if parameter.moments.count > 1 {
                direction = parameter.moments[1] * momentum + direction
                moments.append(direction)
            }
            return ParameterUpdate(value: parameter.value - step.rate * direction, moments: moments)
        }
    }
}
