import VAEGraph
import VAELanguage

extension Layer {
    /// In training, elements are zero with the given probability and the others are scaled up to keep the mean
    /// (Srivastava et al. 2014, "inverted" form); elsewhere nothing happens.
    static let dropout = Layer(
        Signature(
            "dropout", .layer,
            summary: "In training: zero with probability `rate`, else x / (1 − rate). Elsewhere: x.",
            parameters: [
                .init("rate", .number(0...0.999), positional: true, summary: "the probability of dropping an element")
            ]),
        role: .transparent,
        lower: { call, lowering throws(LoweringError) in
            let rate: Double = call.settings.number("rate")
            guard lowering.isTraining, rate > 0 else { return call.input }
            let field: Field = lowering.leadingAxes.spread(call.input, to: max(call.input.leading, 1))
            let noise = Noise(.uniform, stream: lowering.stream(call.path))
            let uniform: Tensor = lowering.builder.noise(noise, shape: field.tensor.shape)
            let isKept: Tensor = uniform.compare(.less, lowering.builder.constant(1 - rate))
            return field.map { isKept.select($0 / (1 - rate), lowering.builder.constant(0)) }
        })
}
