import VAEGraph
import VAELanguage

extension Layer {
    /// The convolution (cross-correlation) of an image with a learned kernel for each channel of the result. The weight is
    /// (out, in / groups, height, width), as in PyTorch.
    static let conv2d = Layer(
        Signature(
            "conv2d", .layer,
            summary:
                "Convolution of an image [channels, height, width]: each channel of the result is a weighted sum of "
                + "what lies under the kernel, plus a bias; its height is (height + 2 padding − dilation (kernel − 1) "
                + "− 1) / stride + 1, which must be a whole number.",
            parameters: convolutionParameters,
            isAffine: true, addsBias: true, hasBiasPerChannel: true,
            learnedTensors: { query in
                let kernel: [Int] = query.pair("kernel", default: 1)
                let inputs: Int = (query.inputs.first?.first ?? 1) / Swift.max(query.integer("groups"), 1)
                return weightAndBias(query, [query.integer("channels"), inputs] + kernel)
            },
            shape: { query throws(Signature.ShapeProblem) in
                let image = try ImageShape(query)
                try checkGroups(query, image)
                let (height, width) = try Window(query).counts(over: image)
                return [query.integer("channels"), height, width]
            }),
        lower: { call, lowering throws(LoweringError) in
            let window = Window(call.query)
            let groups: Int = call.settings.integer("groups")
            let channels: Int = call.settings.integer("channels")
            let inputs: Int = call.input.shape[0] / groups
            let initial = try lowering.initial(
                call, fanIn: inputs * window.count, fanOut: channels / groups * window.count)
            let weight: Tensor = lowering.parameter(
                call.path + ".weight", shape: [channels, inputs, window.vertical.size, window.horizontal.size],
                initial: initial)
            let y: Tensor = call.input.images.convolve(weight, window, groups: groups)
            return call.input.replacingImages(with: lowering.biased(y, call))
        })

    /// The adjoint of a convolution: every element of the input puts the kernel, times itself, onto the result. The
    /// weight is (in, out / groups, height, width), as in PyTorch.
    static let convTranspose2d = Layer(
        Signature(
            "convTranspose2d", .layer,
            summary:
                "Transposed convolution of an image [channels, height, width], the way back from a `conv2d` of the "
                + "same settings: the result's height is (height − 1) stride − 2 padding + dilation (kernel − 1) + 1 "
                + "+ outputPadding.",
            parameters: convolutionParameters + [
                .init(
                    "outputPadding", .pair(0...999), default: "0",
                    summary: "rows and columns more at the lower right, fewer than `stride`")
            ],
            isAffine: true, addsBias: true, hasBiasPerChannel: true,
            learnedTensors: { query in
                let kernel: [Int] = query.pair("kernel", default: 1)
                let outputs: Int = query.integer("channels") / Swift.max(query.integer("groups"), 1)
                return weightAndBias(query, [query.inputs.first?.first ?? 1, outputs] + kernel)
            },
            shape: { query throws(Signature.ShapeProblem) in
                let image = try ImageShape(query)
                try checkGroups(query, image)
                let (height, width) = try transposedSize(query, image)
                return [query.integer("channels"), height, width]
            }),
        lower: { call, lowering throws(LoweringError) in
            let window = Window(call.query)
            let groups: Int = call.settings.integer("groups")
            let channels: Int = call.settings.integer("channels")
            let inputs: Int = call.input.shape[0]
            // An element of the result lies under one kernel in stride × stride of the window's elements, on average.
            let overlap: Int = Swift.max(window.count / (window.vertical.stride * window.horizontal.stride), 1)
            let initial = try lowering.initial(
                call, fanIn: inputs / groups * overlap, fanOut: channels / groups * window.count)
            let weight: Tensor = lowering.parameter(
                call.path + ".weight",
                shape: [inputs, channels / groups, window.vertical.size, window.horizontal.size], initial: initial)
            let y: Tensor = call.input.images.convolveTransposed(
                weight, window, groups: groups, height: call.shape[1], width: call.shape[2])
            return call.input.replacingImages(with: lowering.biased(y, call))
        })

    // MARK: What both share

    private static let convolutionParameters: [Signature.Parameter] = [
        .init("channels", .integer(1...1_000_000), positional: true, summary: "channels of the result"),
        .kernel(), .stride, .padding, .dilation,
        .init(
            "groups", .integer(1...1_000_000), default: "1",
            summary: "channels are divided into so many groups that do not see each other"),
        .init("bias", .boolean, default: "true", summary: "whether to add a bias for each channel"),
        .init(
            "initial", .call(.initialisation), optional: true,
            summary: "how the weight starts: `heUniform` before the relu family, else `xavierUniform`"),
    ]

    private static func weightAndBias(_ query: Signature.ShapeQuery, _ weight: [Int]) -> [Signature.LearnedTensor] {
        let tensors: [Signature.LearnedTensor] = [Signature.LearnedTensor("weight", weight)]
        if case .boolean(false)? = query.arguments["bias"] { return tensors }
        return tensors + [Signature.LearnedTensor("bias", [query.integer("channels")])]
    }

    private static func checkGroups(
        _ query: Signature.ShapeQuery, _ image: ImageShape
    ) throws(Signature.ShapeProblem) {
        let (groups, channels) = (query.integer("groups"), query.integer("channels"))
        guard image.channels % groups != 0 || channels % groups != 0 else { return }
        let isInput: Bool = image.channels % groups != 0
        throw Signature.ShapeProblem(
            "cannot divide \(isInput ? image.channels : channels) channels of its \(isInput ? "input" : "result") "
                + "into \(groups) groups",
            advice: "from \(image.channels) channels to \(channels), groups could be "
                + commonDivisors(image.channels, channels))
    }

    /// The height and width of a transposed convolution's result.
    private static func transposedSize(
        _ query: Signature.ShapeQuery, _ image: ImageShape
    ) throws(Signature.ShapeProblem) -> (height: Int, width: Int) {
        let window = Window(query)
        let extra: [Int] = query.pair("outputPadding", default: 0)
        let axes: [(Window.Axis, Int, Int, String)] = [
            (window.vertical, image.height, extra[0], "height"), (window.horizontal, image.width, extra[1], "width"),
        ]
        var sizes: [Int] = []
        for (axis, length, extra, name) in axes {
            guard extra < axis.stride else {
                throw Signature.ShapeProblem(
                    "has an outputPadding of \(extra) and a stride of \(axis.stride)",
                    advice: "outputPadding picks one of the sizes that the stride leaves open: 0 to \(axis.stride - 1)")
            }
            let size: Int = axis.length(under: length) + extra
            guard size > 0 else {
                let most: Int = (size + 2 * axis.before - 1) / 2
                throw Signature.ShapeProblem(
                    "makes a \(name) of \(size) of \(length): padding \(axis.before) takes more than there is",
                    advice: "padding up to \(most) would fit")
            }
            sizes.append(size)
        }
        return (sizes[0], sizes[1])
    }
}

extension Lowering {
    /// Images plus a learned bias for each channel, unless the layer is told `bias: false`.
    fileprivate mutating func biased(_ images: Tensor, _ call: LayerCall) -> Tensor {
        guard call.settings.boolean("bias") else { return images }
        let bias = parameter(call.path + ".bias", shape: [call.shape[0]], initial: .constant(0))
        return images + bias.broadcast(to: images.shape, axes: [1])
    }
}
