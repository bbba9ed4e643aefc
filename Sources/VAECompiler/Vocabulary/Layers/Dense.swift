import VAEGraph
import VAELanguage

extension Layer {
    /// Affine map y = x·W + b. The weight is [in, out] in the graph and PyTorch's (out, in) in a checkpoint.
    static let dense = Layer(
        Signature(
            "dense", .layer,
            summary:
                "Affine map x·W + b: one number acts on the last axis, several numbers or a variable's `.shape` map "
                + "the flattened input to that shape.",
            parameters: [
                .init("shape", .extents, positional: true, summary: "size of the result"),
                .init("bias", .boolean, default: "true", summary: "whether to add b"),
                .init(
                    "initial", .call(.initialisation), optional: true,
                    summary: "how the weight starts: `heUniform` before the relu family, else `xavierUniform`"),
            ],
            isAffine: true, addsBias: true,
            learnedTensors: { query in
                let (inputs, outputs): (Int, Int) = denseSize(query)
                let weight = Signature.LearnedTensor("weight", [outputs, inputs])
                guard case .boolean(false)? = query.arguments["bias"] else {
                    return [weight, Signature.LearnedTensor("bias", [outputs])]
                }
                return [weight]
            },
            shape: { query throws(Signature.ShapeProblem) in
                let input: [Int] = query.inputs.first ?? []
                switch query.arguments["shape"] {
                case .integer(let size)?: return input.dropLast() + [size]
                case .extents(let extents)?: return extents
                default: throw Signature.ShapeProblem("needs the size of its result, as in dense(20)")
                }
            }),
        lower: { call, lowering throws(LoweringError) in
            let (inputs, outputs): (Int, Int) = denseSize(call.query)
            let initial = try lowering.initial(call, fanIn: inputs, fanOut: outputs)
            let weight = lowering.parameter(
                call.path + ".weight", shape: [inputs, outputs], logicalAxes: [1, 0], initial: initial)
            var y: Tensor = call.input.matrix(columns: inputs).contract(weight)
            if call.settings.boolean("bias") {
                let bias = lowering.parameter(call.path + ".bias", shape: [outputs], initial: .constant(0))
                y = y + bias.broadcast(to: y.shape, axes: [1])
            }
            let shape = Shape(call.input.leadingAxes + call.shape.map { Extent($0) })
            return Field(y.reshape(shape), leading: call.input.leading)
        })

    /// How many numbers the affine map takes and gives: the last axis where one number was asked for, else all.
    private static func denseSize(_ query: Signature.ShapeQuery) -> (inputs: Int, outputs: Int) {
        let input: [Int] = query.inputs.first ?? []
        if case .integer(let size)? = query.arguments["shape"] { return (input.last ?? 1, size) }
        return (input.reduce(1, *), query.extents("shape").reduce(1, *))
    }
}
