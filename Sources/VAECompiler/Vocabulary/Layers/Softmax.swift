import VAEGraph
import VAELanguage

extension Layer {
    /// exp(xᵢ) / Σⱼ exp(xⱼ) along the last axis; the largest is subtracted first, so that nothing overflows.
    static let softmax = Layer(
        Signature(
            "softmax", .layer, summary: "exp(xᵢ) / Σⱼ exp(xⱼ) along the last axis.", range: .unit,
            shape: { query throws(Signature.ShapeProblem) in
                let shape: [Int] = query.inputs.first ?? []
                guard !shape.isEmpty else {
                    throw Signature.ShapeProblem("needs an axis, and a scalar has none")
                }
                return shape
            }),
        lower: { call, _ throws(LoweringError) in
            call.input.map { x in
                let last: Int = x.rank - 1
                let others: [Int] = Array(0..<last)
                let largest: Tensor = x.reduce(.maximum, axes: [last]).stopGradient
                let e: Tensor = exp(x - largest.broadcast(to: x.shape, axes: others))
                return e / e.sum(axes: [last]).broadcast(to: x.shape, axes: others)
            }
        })
}
