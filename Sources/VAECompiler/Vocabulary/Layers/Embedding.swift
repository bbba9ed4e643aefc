import VAEGraph
import VAELanguage

extension Layer {
    /// A learned row for each category. The weight is [categories, size], as in PyTorch.
    static let embedding = Layer(
        Signature(
            "embedding", .layer, summary: "Of a category(k): the category's row of a learned weight (k, size).",
            parameters: [
                .init("size", .integer(1...1_000_000), positional: true, summary: "how many numbers for a category"),
                .init(
                    "initial", .call(.initialisation), optional: true,
                    summary: "how the weight starts: normal with σ = 1 where left out"),
            ],
            acceptsCategories: true,
            learnedTensors: { query in
                guard case .category(let count)? = query.supports.first else { return [] }
                return [Signature.LearnedTensor("weight", [count, query.integer("size")])]
            },
            shape: { query throws(Signature.ShapeProblem) in
                guard case .category? = query.supports.first else {
                    throw Signature.ShapeProblem(
                        "takes a category", advice: "declare one, as in `given y: category(10)`")
                }
                return (query.inputs.first ?? []) + [query.integer("size")]
            }),
        lower: { call, lowering throws(LoweringError) in
            guard case .category(let count)? = call.supports.first else {
                throw LoweringError("embedding needs a category, as in `given y: category(10)`", at: call.range)
            }
            let size: Int = call.settings.integer("size")
            let start: Call = call.settings.givenCall("initial") ?? Call("normal", ["scale": .number(1)])
            let initial = try lowering.initial(start, fanIn: count, fanOut: size)
            let weight: Tensor = lowering.parameter(call.path + ".weight", shape: [count, size], initial: initial)
            let places: Field = lowering.oneHot(call.input, categories: count)
            let rows: Tensor = places.matrix(columns: count).contract(weight)
            let shape = Shape(places.leadingAxes + call.shape.map { Extent($0) })
            return Field(rows.reshape(shape), leading: places.leading)
        })
}
