import VAEGraph
import VAELanguage

extension Layer {
    /// [c, h, w] → [c]: the mean of each channel (Lin, Chen and Yan 2014, section 3.2).
    static let globalAveragePool = Layer(
        Signature(
            "globalAveragePool", .layer, summary: "The mean of each channel, over all axes after the first.",
            shape: { query throws(Signature.ShapeProblem) in
                let shape: [Int] = query.inputs.first ?? []
                guard shape.count > 1 else {
                    throw Signature.ShapeProblem(
                        "averages over the axes after the channels, and \(shape) has none")
                }
                return [shape[0]]
            }),
        lower: { call, _ throws(LoweringError) in
            let field: Field = call.input
            let count: Int = field.shape.dropFirst().reduce(1, *)
            return field.map { $0.sum(axes: Array((field.leading + 1)..<$0.rank)) / Double(count) }
        })
}
