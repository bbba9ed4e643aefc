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
                        "oneHot takes a category", advice: "declare one, as in `given y: category(10)`")
                }
                return (query.inputs.first ?? []) + [count]
            }),
        lower: { call, lowering throws(LoweringError) in
            guard case .category(let count)? = call.supports.first else {
                throw LoweringError("oneHot needs a category, as in `given y: category(10)`", at: call.range)
            }
            let field: Field = call.input
            let shape = Shape(field.tensor.shape.axes + [Extent(count)])
            let numbers: Tensor = field.tensor.broadcast(to: shape, axes: Array(0..<field.tensor.rank))
            let places: Tensor = lowering.builder.index(shape: shape)
            let isPlace: Tensor = numbers.compare(.equal, places)
            let one: Tensor = lowering.builder.constant(1)
            return Field(isPlace.select(one, lowering.builder.constant(0)), leading: field.leading)
        })
}
