import VAELanguage

/// A small vocabulary with a word for every rule of the checker. The real one belongs to the compiler.
enum TestVocabulary {
    static let all: [Signature] =
        layers + functions + combinations + distributions + objectives + schedules + optimizers + others + planned

    private static let initial = Signature.Parameter(
        "initial", .call(.initialisation), optional: true, summary: "how the weights start")
    private static let bias = Signature.Parameter(
        "bias", .boolean, default: "true", summary: "whether a bias is added")

    // MARK: Layers

    static let layers: [Signature] = [
        dense, flatten, reshape, permute, upsample, broadcast, conv2d, convTranspose2d, maxPool2d, batchNorm, residual,
        oneHot, softmax,
        dropout,
    ]

    static let dense = Signature(
        "dense", .layer, summary: "a linear map and a bias",
        parameters: [
            Signature.Parameter("extents", .extents, positional: true, summary: "the extents of the result"),
            bias, initial,
        ],
        isAffine: true, addsBias: true,
        learnedTensors: { query in
            let outputs: [Int] = denseExtents(query)
            let count: Int = product(outputs)
            var inputs: Int = query.inputs[0].last ?? 1
            if case .extents? = query.arguments["extents"] { inputs = product(query.inputs[0]) }
            let weight = Signature.LearnedTensor("weight", [count, inputs])
            if case .boolean(false)? = query.arguments["bias"] { return [weight] }
            return [weight, Signature.LearnedTensor("bias", [count])]
        },
        shape: { query throws(Signature.ShapeProblem) in
            guard case .integer(let width)? = query.arguments["extents"] else { return denseExtents(query) }
            guard !query.inputs[0].isEmpty else {
                throw Signature.ShapeProblem(
                    "acts on the last axis, and its input is a scalar", advice: "use broadcast")
            }
            return query.inputs[0].dropLast() + [width]
        })

    private static func denseExtents(_ query: Signature.ShapeQuery) -> [Int] {
        switch query.arguments["extents"] {
        case .integer(let width)?: [width]
        case .extents(let extents)?: extents
        default: []
        }
    }

    private static func product(_ extents: [Int]) -> Int {
        extents.reduce(1, { $0.multipliedReportingOverflow(by: $1).partialValue })
    }

    static let flatten = Signature(
        "flatten", .layer, summary: "one axis of all", keepsSupport: true,
        shape: { query throws(Signature.ShapeProblem) in [product(query.inputs[0])] })

    static let reshape = Signature(
        "reshape", .layer, summary: "other axes for the same elements",
        parameters: [Signature.Parameter("extents", .extents, positional: true, summary: "the new extents")],
        keepsSupport: true,
        shape: { query throws(Signature.ShapeProblem) in
            let extents: [Int] = denseExtents(query)
            guard product(extents) == product(query.inputs[0]) else {
                throw Signature.ShapeProblem(
                    "cannot make \(product(extents)) elements of \(product(query.inputs[0]))")
            }
            return extents
        })

    static let permute = Signature(
        "permute", .layer, summary: "axes in another order",
        parameters: [Signature.Parameter("axes", .axes, positional: true, summary: "the order")],
        keepsSupport: true,
        shape: { query throws(Signature.ShapeProblem) in
            guard case .extents(let axes)? = query.arguments["axes"], axes.sorted() == Array(query.inputs[0].indices)
            else { throw Signature.ShapeProblem("needs each axis of \(query.inputs[0]) once") }
            return axes.map { query.inputs[0][$0] }
        })

    static let upsample = Signature(
        "upsample", .layer, summary: "repeats rows and columns",
        parameters: [Signature.Parameter("factor", .pair(1...64), positional: true, summary: "how often")],
        shape: { query throws(Signature.ShapeProblem) in
            let input: [Int] = query.inputs[0]
            guard case .extents(let factor)? = query.arguments["factor"], input.count == 3 else {
                throw Signature.ShapeProblem("needs the axes channels, height and width")
            }
            return [input[0], input[1] * factor[0], input[2] * factor[1]]
        })

    static let broadcast = Signature(
        "broadcast", .layer, summary: "repeats along new first axes",
        parameters: [Signature.Parameter("extents", .extents, positional: true, summary: "the new extents")],
        keepsSupport: true, shape: { query throws(Signature.ShapeProblem) in denseExtents(query) })

    private static let convolutionParameters: [Signature.Parameter] = [
        Signature.Parameter("channels", .integer(1...65536), positional: true, summary: "channels of the result"),
        Signature.Parameter("kernel", .integer(1...64), default: "3", summary: "the size of the kernel"),
        Signature.Parameter("stride", .integer(1...64), default: "1", summary: "the step of the kernel"),
        Signature.Parameter("padding", .integer(0...64), default: "0", summary: "zeros around the input"),
        bias,
    ]

    static let convTranspose2d = Signature(
        "convTranspose2d", .layer, summary: "the adjoint of a convolution", parameters: convolutionParameters,
        isAffine: true, addsBias: true, hasBiasPerChannel: true,
        learnedTensors: { query in
            guard case .integer(let channels)? = query.arguments["channels"],
                case .integer(let kernel)? = query.arguments["kernel"]
            else { return [] }
            return [Signature.LearnedTensor("weight", [query.inputs[0][0], channels, kernel, kernel])]
        },
        shape: { query throws(Signature.ShapeProblem) in
            guard query.inputs[0].count == 3, case .integer(let channels)? = query.arguments["channels"],
                case .integer(let kernel)? = query.arguments["kernel"],
                case .integer(let stride)? = query.arguments["stride"],
                case .integer(let padding)? = query.arguments["padding"]
            else { throw Signature.ShapeProblem("needs the axes channels, height and width") }
            let extents: [Int] = query.inputs[0].dropFirst().map { ($0 - 1) * stride + kernel - 2 * padding }
            guard extents.allSatisfy({ $0 > 0 }) else { throw Signature.ShapeProblem("pads more than there is") }
            return [channels] + extents
        })

    static let conv2d = Signature(
        "conv2d", .layer, summary: "a convolution", parameters: convolutionParameters,
        isAffine: true, addsBias: true, hasBiasPerChannel: true,
        learnedTensors: { query in
            guard case .integer(let channels)? = query.arguments["channels"],
                case .integer(let kernel)? = query.arguments["kernel"]
            else { return [] }
            let weight = Signature.LearnedTensor("weight", [channels, query.inputs[0][0], kernel, kernel])
            if case .boolean(false)? = query.arguments["bias"] { return [weight] }
            return [weight, Signature.LearnedTensor("bias", [channels])]
        },
        shape: { query throws(Signature.ShapeProblem) in
            guard query.inputs[0].count == 3 else {
                throw Signature.ShapeProblem("needs the axes channels, height and width")
            }
            guard case .integer(let channels)? = query.arguments["channels"],
                case .integer(let kernel)? = query.arguments["kernel"],
                case .integer(let stride)? = query.arguments["stride"],
                case .integer(let padding)? = query.arguments["padding"]
            else { return [] }
            var result: [Int] = [channels]
            for extent in query.inputs[0].dropFirst() {
                let room: Int = extent + 2 * padding - kernel
                guard room >= 0, room % stride == 0 else {
                    throw Signature.ShapeProblem(
                        "does not divide: extent \(extent), padding \(padding), kernel \(kernel), stride \(stride)",
                        advice: "an extent of \(extent + stride - (max(room, 0) % stride)) would")
                }
                result.append(room / stride + 1)
            }
            return result
        })

    static let maxPool2d = Signature("maxPool2d", .layer, summary: "the largest of each window", isSupported: false)
    static let batchNorm = Signature("batchNorm", .layer, summary: "normalises channels", cancelsBias: true)
    static let softmax = Signature("softmax", .layer, summary: "positive, sums to one", range: .unit)

    static let residual = Signature(
        "residual", .layer, summary: "its input plus a pipeline of it",
        parameters: [Signature.Parameter("pipeline", .pipeline, positional: true, summary: "what is added")],
        shape: { query throws(Signature.ShapeProblem) in
            guard case .pipeline(let inner)? = query.arguments["pipeline"], inner.shape == query.inputs[0] else {
                throw Signature.ShapeProblem("needs a pipeline that keeps the shape \(query.inputs[0])")
            }
            return query.inputs[0]
        })

    static let oneHot = Signature(
        "oneHot", .layer, summary: "1 at the category, 0 elsewhere", range: .binary, acceptsCategories: true,
        shape: { query throws(Signature.ShapeProblem) in
            guard case .category(let count)? = query.supports.first else {
                throw Signature.ShapeProblem("needs values of category(k)")
            }
            return query.inputs[0] + [count]
        })

    static let dropout = Signature(
        "dropout", .layer, summary: "sets elements to zero while training",
        parameters: [Signature.Parameter("rate", .number(0...0.999), positional: true, summary: "how many")])

    // MARK: Functions and combinations

    static let functions: [Signature] = [
        Signature("tanh", .function, summary: "the hyperbolic tangent"),
        Signature("relu", .function, summary: "max(x, 0)"),
        Signature("exp", .function, summary: "the exponential", range: .positive),
        Signature("softplus", .function, summary: "log(1 + exp(x))", range: .positive),
        Signature("sigmoid", .function, summary: "1 / (1 + exp(-x))", range: .unit),
        Signature(
            "leakyRelu", .function, summary: "max(x, slope x)",
            parameters: [
                Signature.Parameter("slope", .number(0...1), default: "0.01", positional: true, summary: "below zero")
            ]),
    ]

    static let combinations: [Signature] = [
        Signature(
            "concat", .combination, summary: "joins tensors",
            parameters: [Signature.Parameter("axis", .integer(0...7), default: "0", summary: "along which axis")],
            keepsSupport: true,
            shape: { query throws(Signature.ShapeProblem) in
                guard case .integer(let axis)? = query.arguments["axis"], let first = query.inputs.first,
                    axis < first.count
                else { throw Signature.ShapeProblem("needs inputs that have the axis") }
                var result: [Int] = first
                for input in query.inputs.dropFirst() {
                    guard input.count == first.count else {
                        throw Signature.ShapeProblem("needs inputs of as many axes")
                    }
                    for position in first.indices where position != axis && input[position] != first[position] {
                        throw Signature.ShapeProblem("needs inputs that differ along axis \(axis) only")
                    }
                    result[axis] += input[axis]
                }
                return result
            })
    ]

    // MARK: Distributions

    private static func tensor(
        _ label: String, default text: String? = nil, support: Support = .real, clamp: ClosedRange<Double>? = nil
    ) -> Signature.Parameter {
        Signature.Parameter(label, .tensor, default: text, support: support, clamp: clamp, summary: "see the formula")
    }

    private static let scales: [Signature.Parameter] = [
        tensor("mean", default: "0"), tensor("scale", support: .positive), tensor("logScale"),
        tensor("variance", support: .positive), tensor("logVariance", clamp: -30...20),
    ]

    static let distributions: [Signature] = [
        Signature(
            "normal", .distribution, summary: "the Gaussian", parameters: scales,
            oneOf: [["scale", "logScale", "variance", "logVariance"]], closedFormDivergences: ["normal"],
            isReparameterised: true),
        Signature(
            "laplace", .distribution, summary: "two exponentials", parameters: Array(scales.prefix(3)),
            oneOf: [["scale", "logScale"]], closedFormDivergences: ["laplace"], isReparameterised: true),
        Signature(
            "bernoulli", .distribution, summary: "a coin",
            parameters: [tensor("logits"), tensor("probs", support: .unit)], oneOf: [["logits", "probs"]],
            range: .binary, relaxedSupports: [.unit]),
        Signature(
            "exponential", .distribution, summary: "waiting times",
            parameters: [tensor("rate", support: .positive), tensor("logRate")], oneOf: [["rate", "logRate"]],
            range: .positive, closedFormDivergences: ["exponential"], isReparameterised: true),
        Signature(
            "uniform", .distribution, summary: "equally likely from 0 to 1", range: .unit, isReparameterised: true),
        Signature("vonMises", .distribution, summary: "on the circle", isSupported: false),
    ]

    // MARK: Settings

    static let objectives: [Signature] = [
        Signature(
            "elbo", .objective, summary: "the evidence lower bound",
            parameters: [
                Signature.Parameter("samples", .integer(1...1024), default: "1", summary: "draws per example"),
                Signature.Parameter(
                    "divergence", .call(.divergence), default: "analytic", summary: "how it is computed"),
                Signature.Parameter("weight", .call(.schedule), default: "1", summary: "of the divergence"),
                Signature.Parameter(
                    "gradient", .choice(["reparameterized", "scoreFunction"]), default: "reparameterized",
                    planned: ["straightThrough"], summary: "how it is estimated"),
            ], comparesWithPrior: true),
        Signature("reconstruction", .objective, summary: "the plain autoencoder"),
        Signature("analytic", .divergence, summary: "in closed form", needsClosedForm: true),
        Signature("sampled", .divergence, summary: "by the sample"),
    ]

    private static func number(
        _ label: String, _ range: ClosedRange<Double> = 0...1e30, default text: String? = nil
    ) -> Signature.Parameter {
        Signature.Parameter(label, .number(range), default: text, summary: "a number")
    }

    static let schedules: [Signature] = [
        Signature("constant", .schedule, summary: "the same", parameters: [number("value")], levels: ["value"]),
        Signature(
            "ramp", .schedule, summary: "linear, then constant",
            parameters: [
                number("from"), number("to"),
                Signature.Parameter("epochs", .integer(1...1_000_000), summary: "how long"),
            ], levels: ["from", "to"]),
    ]

    static let optimizers: [Signature] = [
        Signature(
            "adam", .optimizer, summary: "Kingma and Ba 2015",
            parameters: [
                Signature.Parameter("rate", .call(.schedule), default: "0.001", summary: "the step"),
                number("beta1", 0...1, default: "0.9"), number("beta2", 0...1, default: "0.999"),
                number("epsilon", default: "1e-8"),
            ]),
        Signature(
            "sgd", .optimizer, summary: "the gradient",
            parameters: [Signature.Parameter("rate", .call(.schedule), default: "0.01", summary: "the step")]),
    ]

    static let others: [Signature] = [
        Signature(
            "binarize", .transform, summary: "to 0 and 1",
            parameters: [
                Signature.Parameter("how", .choice(["stochastic", "threshold"]), positional: true, summary: "how")
            ], range: .binary),
        Signature("repeat", .repetition, summary: "several times"),
        Signature("heNormal", .initialisation, summary: "He et al. 2015"),
        Signature("zeros", .initialisation, summary: "zero"),
        Signature(
            "normal", .initialisation, summary: "Gaussian",
            parameters: [Signature.Parameter("scale", .number(0...10), positional: true, summary: "its scale")]),
        Signature("digits", .source, summary: "drawn digits"),
        Signature("networks", .source, summary: "random graphs"),
        Signature("uniformly", .policy, summary: "each as often"),
    ]

    static let planned: [Signature] = [
        Signature("ucb1", .policy, summary: "upper confidence bounds", isSupported: false),
        Signature("planar", .layer, summary: "a flow", isSupported: false),
        Signature("mmd", .divergence, summary: "maximum mean discrepancy", isSupported: false),
    ]
}
