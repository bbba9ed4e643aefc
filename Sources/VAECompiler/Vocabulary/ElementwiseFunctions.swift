import VAEGraph
import VAELanguage

// Elementwise functions: one row each. Whatever is not a number stays so, and no branch that is not taken can overflow.

extension Layer {
    /// The elementwise functions of the language.
    static let elementwiseFunctions: [Layer] = [
        Layer(function: "relu", "max(x, 0)", role: .rectifier) { x, _ in max(x, x.filled(0)) },
        Layer(
            function: "leakyRelu", "x for x > 0, else slope · x",
            parameters: [
                .init("slope", .number(0...1), default: "0.01", positional: true, summary: "the slope below zero")
            ], role: .rectifier
        ) { x, settings in max(x, x * settings.number("slope")) },
        Layer(
            function: "elu", "x for x > 0, else alpha · (exp(x) − 1)",
            parameters: [
                .init("alpha", .number(0...1000), default: "1", positional: true, summary: "minus the limit at −∞")
            ], role: .rectifier
        ) { x, settings in x.exponentialLinear(settings.number("alpha")) },
        // Klambauer et al. 2017, equation 2, with the constants for which mean 0 and variance 1 are a fixed point.
        Layer(function: "selu", "1.0507 · elu(x, 1.6733)", role: .rectifier) { x, _ in
            x.exponentialLinear(1.6732632423543772) * 1.0507009873554805
        },
        // Hendrycks and Gimpel 2016, section 2.
        Layer(function: "gelu", "x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))", role: .rectifier) { x, _ in
            let inner: Tensor = (x + square(x) * x * 0.044715) * (2 / Double.pi).squareRoot()
            return x * (tanh(inner) + 1) * 0.5
        },
        Layer(function: "silu", "x · sigmoid(x)", role: .rectifier) { x, _ in x * sigmoid(x) },
        Layer(function: "tanh", "(exp(x) − exp(−x)) / (exp(x) + exp(−x))") { x, _ in tanh(x) },
        Layer(function: "sigmoid", "1 / (1 + exp(−x))", range: .unit) { x, _ in sigmoid(x) },
        Layer(function: "softplus", "log(1 + exp(x))", range: .positive) { x, _ in softplus(x) },
        Layer(function: "exp", "eˣ", range: .positive) { x, _ in exp(x) },
        Layer(function: "log", "The natural logarithm") { x, _ in log(x) },
        Layer(function: "sqrt", "√x") { x, _ in sqrt(x) },
        Layer(function: "square", "x²") { x, _ in square(x) },
        Layer(function: "abs", "|x|") { x, _ in abs(x) },
    ]
}

extension Tensor {
    /// A number of this tensor's shape.
    func filled(_ number: Double) -> Tensor { builder.constant(number, shape: shape) }

    /// This where it is above zero, `alpha`·(eˣ − 1) elsewhere.
    fileprivate func exponentialLinear(_ alpha: Double) -> Tensor {
        let isPositive: Tensor = builder.constant(0).compare(.less, self)
        let negativePart: Tensor = isPositive.select(builder.constant(0), self)
        return isPositive.select(self, negativePart.apply(.exponentialMinusOne) * alpha)
    }

    /// This kept within bounds: the gradient is zero outside, and what is not a number stays so.
    func clamped(_ lower: Double, _ upper: Double) -> Tensor {
        let low: Tensor = builder.constant(lower)
        let high: Tensor = builder.constant(upper)
        let below: Tensor = compare(.less, low)
        let above: Tensor = high.compare(.less, self)
        return below.select(low, above.select(high, self))
    }
}
