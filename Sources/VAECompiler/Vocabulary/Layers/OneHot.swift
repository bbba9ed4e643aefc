import VAEGraph
import VAELanguage

extension Layer {
    /// One axis more, as long as there are categories: 1 where the category's number stands, 0 elsewhere.
    static let oneHot = Layer(
        Signature(
            "oneHot", .layer, summary: "Of a category(k): k numbers, 1 at the category and 0 elsewhere.",
            range: .binary,
            acceptsCategories: true,
            shape: { query throws(Signature.ShapeProblem) in
                guard case .category(let count)? = query.supports.first else {
                    throw Signature.ShapeProblem(
                        "takes a category", advice: "declare one, as in `given y: category(10)`")
                }
                return (query.inputs.first ?? []) + [count]
            }),
        lower: { call, lowering throws(LoweringError) in
            guard case .category(let count)? = call.supports.first else {
                throw LoweringError("oneHot needs a category, as in `given y: category(10)`", at: call.range)
            }
            return lowering.oneHot(call.input, categories: count)
        })
}

extension Lowering {
    /// One axis more: 1 where the category's number stands, 0 elsewhere.
    func oneHot(_ field: Field, categories count: Int) -> Field {
        let shape = Shape(field.tensor.shape.axes + [Extent(count)])
        let numbers: Tensor = field.tensor.broadcast(to: shape, axes: Array(0..<field.tensor.rank))
        let places: Tensor = builder.index(shape: shape)
        let isPlace: Tensor = numbers.compare(.equal, places)
        return Field(isPlace.select(builder.constant(1), builder.constant(0)), leading: field.leading)
    }
}
