import VAEGraph
import VAELanguage

extension Layer {
    /// x + f(x) for a pipeline f (He et al. 2016, equation 1), or s(x) + f(x) (equation 2).
    static let residual = Layer(
        Signature(
            "residual", .layer,
            summary:
                "The input plus a pipeline of it: `h |> residual(dense(20) |> tanh)`. Where the pipeline changes the "
                + "shape, a second one does the same to the input.",
            parameters: [
                .init("pipeline", .pipeline, positional: true, summary: "what is added to the input"),
                .init("skip", .pipeline, optional: true, summary: "what the input goes through before it is added"),
            ],
            shape: { query throws(Signature.ShapeProblem) in
                let input: [Int] = query.inputs.first ?? []
                guard case .pipeline(let added)? = query.arguments["pipeline"] else { return input }
                guard case .pipeline(let skip)? = query.arguments["skip"] else {
                    guard added.shape == input else {
                        throw Signature.ShapeProblem(
                            "cannot add a pipeline that makes \(added.shape) of its input \(input)",
                            advice: "its last stage must give \(input), or `skip:` must make \(added.shape) too")
                    }
                    return input
                }
                guard added.shape == skip.shape else {
                    throw Signature.ShapeProblem(
                        "cannot add \(added.shape), which the pipeline makes of \(input), and \(skip.shape), which "
                            + "`skip` makes of it")
                }
                return added.shape
            }),
        role: .transparent,
        lower: { call, lowering throws(LoweringError) in
            guard let added = call.settings.pipeline("pipeline") else { return call.input }
            lowering.pipelineInputs.append(call.input)
            defer { lowering.pipelineInputs.removeLast() }
            let f: Field = try lowering.lower(added)
            let x: Field =
                try call.settings.pipeline("skip").map { skip throws(LoweringError) in
                    try lowering.lower(skip)
                } ?? call.input
            let (a, b) = lowering.matched(x, f)
            return Field(a.tensor + b.tensor, leading: max(a.leading, b.leading))
        })
}
