import VAEGraph
import VAELanguage

// Layers that subtract a mean and divide by a standard deviation of the example's own elements. What they have in common
// is here; each says over which axes it averages and along which axes it has a scale and a shift.

extension Layer {
    /// (x − mean) / √(variance + epsilon) over the last axes of each example, times a weight of those axes, plus a bias
    /// (Ba, Kiros and Hinton 2016, equation 4).
    static let layerNorm = Layer(
        Signature(
            "layerNorm", .layer,
            summary: "(x − mean) / √(variance + epsilon) · weight + bias; mean and variance over the last `axes` axes "
                + "of each example, over all of them where `axes` is left out.",
            parameters: [
                .init("axes", .integer(1...8), optional: true, summary: "over how many of the last axes"),
                .epsilon, .affine,
            ],
            learnedTensors: { scaleAndShift($0, shape: lastAxes($0)) },
            shape: { query throws(Signature.ShapeProblem) in
                let shape: [Int] = try shapeWithAxes(query)
                guard query.integer("axes") <= shape.count else {
                    throw Signature.ShapeProblem(
                        "averages over \(query.integer("axes")) axes, and \(shape) has \(shape.count)")
                }
                return shape
            }),
        role: .transparent,
        lower: { call, lowering throws(LoweringError) in
            let x: Tensor = call.input.tensor
            let extents: [Int] = lastAxes(call.query)
            let axes: [Int] = Array((x.rank - extents.count)..<x.rank)
            let (mean, variance) = moments(of: x, over: axes)
            let y: Tensor = normalised(x, mean, variance, over: axes, call)
            return lowering.scaledAndShifted(Field(y, leading: call.input.leading), call, shape: extents, axes: axes)
        })

    /// As `layerNorm` over groups of neighbouring channels and all that follows them, with a weight and a bias for each
    /// channel (Wu and He 2018, equations 1 and 7).
    static let groupNorm = Layer(
        Signature(
            "groupNorm", .layer,
            summary: "(x − mean) / √(variance + epsilon) · weight + bias; mean and variance of each example over each "
                + "of `groups` groups of channels, weight and bias for each channel.",
            parameters: [
                .init(
                    "groups", .integer(1...65_536), positional: true, summary: "into how many groups channels are put"),
                .epsilon, .affine,
            ],
            learnedTensors: { scaleAndShift($0, shape: channels($0)) },
            shape: { query throws(Signature.ShapeProblem) in
                let shape: [Int] = try shapeWithAxes(query)
                let groups: Int = query.integer("groups")
                guard shape[0] % groups == 0 else {
                    throw Signature.ShapeProblem(
                        "cannot put \(shape[0]) channels into \(groups) groups of one size",
                        advice: "groups could be \(commonDivisors(shape[0]))")
                }
                return shape
            }),
        role: .transparent,
        lower: { call, lowering throws(LoweringError) in
            lowering.groupNormalised(call, groups: call.settings.integer("groups"))
        })

    /// As `groupNorm` with a group for each channel (Ulyanov, Vedaldi and Lempitsky 2016, equation 3).
    static let instanceNorm = Layer(
        Signature(
            "instanceNorm", .layer,
            summary: "(x − mean) / √(variance + epsilon) · weight + bias; mean and variance of each channel of each "
                + "example, weight and bias for each channel.",
            parameters: [.epsilon, .affine],
            cancelsBias: true,
            learnedTensors: { scaleAndShift($0, shape: channels($0)) },
            shape: { query throws(Signature.ShapeProblem) in
                let shape: [Int] = query.inputs.first ?? []
                guard shape.count > 1 else {
                    throw Signature.ShapeProblem(
                        "averages over the axes after the channels, and \(shape) has none",
                        advice: "layerNorm averages over all axes, batchNorm over the batch")
                }
                return shape
            }),
        role: .transparent,
        lower: { call, lowering throws(LoweringError) in
            lowering.groupNormalised(call, groups: call.input.shape[0])
        })

    // MARK: What normalisations share

    /// The extents of the axes that `layerNorm` averages over.
    private static func lastAxes(_ query: Signature.ShapeQuery) -> [Int] {
        let shape: [Int] = query.inputs.first ?? []
        return shape.suffix(query.arguments["axes"] == nil ? shape.count : query.integer("axes"))
    }

    /// The number of channels, as a shape.
    static func channels(_ query: Signature.ShapeQuery) -> [Int] { Array((query.inputs.first ?? []).prefix(1)) }

    /// The weight and bias of a normalisation, unless it is told `affine: false`.
    static func scaleAndShift(_ query: Signature.ShapeQuery, shape: [Int]) -> [Signature.LearnedTensor] {
        if case .boolean(false)? = query.arguments["affine"] { return [] }
        return [Signature.LearnedTensor("weight", shape), Signature.LearnedTensor("bias", shape)]
    }

    /// The input's shape, which must have an axis.
    static func shapeWithAxes(_ query: Signature.ShapeQuery) throws(Signature.ShapeProblem) -> [Int] {
        let shape: [Int] = query.inputs.first ?? []
        guard !shape.isEmpty else { throw Signature.ShapeProblem("needs an axis, and a scalar has none") }
        return shape
    }

    /// The mean and the variance (the mean of squared distances) over axes that are not the batch, which are removed.
    fileprivate static func moments(of x: Tensor, over axes: [Int]) -> (mean: Tensor, variance: Tensor) {
        let count: Int = axes.reduce(1) { $0 * x.shape.axes[$1].factor }
        let mean: Tensor = x.sum(axes: axes) / Double(count)
        let variance: Tensor = square(x - mean.repeated(over: axes, of: x)).sum(axes: axes) / Double(count)
        return (mean, variance)
    }

    /// (x − mean) / √(variance + epsilon), with a mean and a variance that lack the axes.
    static func normalised(
        _ x: Tensor, _ mean: Tensor, _ variance: Tensor, over axes: [Int], _ call: LayerCall
    ) -> Tensor {
        // One division for each mean instead of one for each element.
        let scale: Tensor = 1 / sqrt(variance + call.settings.number("epsilon"))
        return (x - mean.repeated(over: axes, of: x)) * scale.repeated(over: axes, of: x)
    }
}

extension Tensor {
    /// This repeated along axes of another tensor that it lacks.
    func repeated(over axes: [Int], of other: Tensor) -> Tensor {
        broadcast(to: other.shape, axes: (0..<other.rank).filter { !axes.contains($0) })
    }
}

extension Lowering {
    /// What `groupNorm` does.
    fileprivate mutating func groupNormalised(_ call: LayerCall, groups: Int) -> Field {
        let field: Field = call.input
        let shape: [Int] = field.shape
        let rest: Int = shape.reduce(1, *) / groups
        let grouped: Tensor = field.reshaped([groups, rest]).tensor
        let axis: Int = field.leading + 1
        let (mean, variance) = Layer.moments(of: grouped, over: [axis])
        let y: Tensor = Layer.normalised(grouped, mean, variance, over: [axis], call)
        let whole: Field = Field(y, leading: field.leading).reshaped(shape)
        return scaledAndShifted(whole, call, shape: [shape[0]], axes: [field.leading])
    }

    /// The field times a learned weight plus a learned bias along some of its axes, unless told `affine: false`.
    mutating func scaledAndShifted(_ field: Field, _ call: LayerCall, shape: [Int], axes: [Int]) -> Field {
        guard call.settings.boolean("affine") else { return field }
        let weight: Tensor = parameter(call.path + ".weight", shape: shape, initial: .constant(1))
        let bias: Tensor = parameter(call.path + ".bias", shape: shape, initial: .constant(0))
        return field.map { x in
            x * weight.broadcast(to: x.shape, axes: axes) + bias.broadcast(to: x.shape, axes: axes)
        }
    }
}

extension Signature.Parameter {
    /// What is added to the variance of a normalisation.
    static let epsilon = Signature.Parameter(
        "epsilon", .number(1e-12...1), default: "1e-5", summary: "what is added to the variance")
    /// Whether a normalisation learns a scale and a shift.
    static let affine = Signature.Parameter(
        "affine", .boolean, default: "true", summary: "whether weight (starting at 1) and bias (at 0) are learned")
}
