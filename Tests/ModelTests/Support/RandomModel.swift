import PlanSamples

/// The text of a small model of random structure: layers of every kind over shapes with short axes, axes of one element,
/// and several of them; the same for the same seed.
struct RandomModel {
    /// The text.
    let text: String

    init(seed: UInt64) {
        var writer = Writer(generator: SeededGenerator(seed: seed))
        text = writer.model()
    }
}

/// A named value with its shape for each example.
private struct Known {
    var name: String
    var shape: [Int]
}

private func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }

private func list(_ numbers: [Int]) -> String { numbers.map { "\($0)" }.joined(separator: ", ") }

private struct Writer {
    var generator: SeededGenerator
    private var names = 0

    init(generator: SeededGenerator) { self.generator = generator }

    private mutating func whole(_ range: ClosedRange<Int>) -> Int { generator.whole(range) }

    // MARK: Model

    mutating func model() -> String {
        let data: [Int] = generator.pick([
            [4], [1], [6], [2, 3], [1, 4, 4], [2, 3, 5], [3, 1, 4], [2, 4, 4], [1, 1, 1], [2, 2, 2, 2], [5, 1], [17],
        ])
        let latent: [Int] = generator.pick([[2], [1], [3], [2, 2], [1, 2, 3], [2, 1, 3]])
        let hasCondition: Bool = generator.chance(0.4)
        let family: String = generator.pick(["normal", "laplace"])
        let likelihood: String = generator.pick(["bernoulli", "normal", "laplace"])
        let support: String = likelihood == "bernoulli" ? "binary" : "real"
        let given: [Known] = hasCondition ? [Known(name: "c", shape: [3])] : []
        var (encoder, code) = network(from: Known(name: "x", shape: data), [])
        var (decoder, answer) = network(from: Known(name: "z", shape: latent), [])
        // The condition is read in one place or the other, or in both.
        let readers: Int = hasCondition ? whole(1...3) : 0
        if readers & 1 == 1 { condition(&encoder, &code, on: given) }
        if readers & 2 == 2 { condition(&decoder, &answer, on: given) }
        let spread: String = generator.pick(["scale: 0.7", "logScale: CODE |> dense(SHAPE.shape) |> tanh"])
        func parameters(_ code: Known, _ variable: String) -> String {
            "mean: \(code.name) |> dense(\(variable).shape), "
                + spread.replacing("CODE", with: code.name).replacing("SHAPE", with: variable)
        }
        let bernoulli = "logits: \(answer.name) |> dense(x.shape)"
        return """
            model Random
            data x: \(support)[\(list(data))]
            \(hasCondition ? "given g: category(3)" : "")
            latent z: real[\(list(latent))] ~ \(generator.pick(["normal", "laplace"]))(mean: 0, scale: 1)
            encoder {
            \(encoder.joined(separator: "\n"))
                z ~ \(family)(\(parameters(code, "z")))
            }
            decoder {
            \(decoder.joined(separator: "\n"))
                x ~ \(likelihood)(\(likelihood == "bernoulli" ? bernoulli : parameters(answer, "x")))
            }
            objective \(generator.pick(["elbo", "elbo(samples: 2)", "elbo(samples: 3, divergence: sampled)"]))
            training {
                optimizer \(generator.pick(["adam", "sgd(0.001, momentum: 0.5)", "adagrad", "rmsprop(0.001)"]))
                batch \(whole(3...20))
            }
            """
    }

    private mutating func condition(_ lines: inout [String], _ value: inout Known, on given: [Known]) {
        lines += given.map { "    let \($0.name) = g |> oneHot" }
        let others: String = given.map { ", " + $0.name }.joined()
        lines.append("    let joined = concat(\(value.name) |> flatten\(others))")
        value = Known(name: "joined", shape: [count(value.shape) + given.reduce(0) { $0 + count($1.shape) }])
    }

    // MARK: Networks

    /// A chain of named pipelines, some of which meet earlier ones again.
    private mutating func network(from head: Known, _ others: [Known]) -> (lines: [String], last: Known) {
        var lines: [String] = []
        var known: [Known] = [head] + others
        var last: Known = head
        for _ in 0..<whole(1...3) {
            var pipeline: String = last.name
            var shape: [Int] = last.shape
            for _ in 0..<whole(1...3) {
                let stage = stage(over: shape)
                pipeline += " |> " + stage.text
                shape = stage.shape
                if count(shape) > 300 {
                    pipeline += " |> flatten |> dense(6)"
                    shape = [6]
                }
            }
            let alike: [Known] = known.filter { $0.shape == shape }
            if !alike.isEmpty, generator.chance(0.4) {
                pipeline = "(\(pipeline)) \(generator.pick(["+", "-", "*"])) \(generator.pick(alike).name)"
            } else if shape.count == 1, let other = known.last(where: { $0.shape.count == 1 }), generator.chance(0.3) {
                pipeline = "concat(\(pipeline), \(other.name))"
                shape = [shape[0] + other.shape[0]]
            }
            names += 1
            last = Known(name: "h\(names)", shape: shape)
            known.append(last)
            lines.append("    let \(last.name) = \(pipeline)")
        }
        return (lines, last)
    }

    // MARK: Layers

    private typealias Stage = (text: String, shape: [Int])

    private mutating func stage(over shape: [Int]) -> Stage {
        while true {
            let found: Stage? =
                switch whole(0...5) {
                case 0: dense(over: shape)
                case 1: moved(shape)
                case 2: normalised(shape)
                case 3: image(shape)
                default: (activation(), shape)
                }
            if let found { return found }
        }
    }

    private mutating func activation() -> String {
        generator.pick(["tanh", "sigmoid", "softplus", "leakyRelu(0.2)", "elu", "relu", "silu", "dropout(0.3)"])
    }

    private mutating func dense(over shape: [Int]) -> Stage {
        switch whole(0...3) {
        case 0:
            let sizes: [Int] = (0..<whole(2...4)).map { _ in whole(1...4) }
            return ("dense(\(list(sizes)))", sizes)
        case 1:
            return ("residual(dense(\(shape[shape.count - 1])) |> tanh)", shape)
        default:
            let size: Int = generator.pick([1, 2, 3, 5, 18])
            return ("dense(\(size)\(generator.pick(["", ", bias: false"])))", shape.dropLast() + [size])
        }
    }

    private mutating func moved(_ shape: [Int]) -> Stage? {
        switch whole(0...4) {
        case 0:
            var rest: Int = count(shape)
            var sizes: [Int] = []
            for factor in [2, 3, 2, 5] where rest % factor == 0 && generator.chance(0.6) {
                sizes.append(factor)
                rest /= factor
            }
            sizes.append(rest)
            if generator.chance(0.4) { sizes.insert(1, at: whole(0...sizes.count)) }
            sizes.shuffle(using: &generator)
            return ("reshape(\(list(sizes)))", sizes)
        case 1:
            guard shape.count > 1 else { return nil }
            let order: [Int] = Array(shape.indices).shuffled(using: &generator)
            return ("permute(\(list(order)))", order.map { shape[$0] })
        case 2:
            let axis: Int = whole(0...(shape.count - 1))
            let size: Int = whole(1...shape[axis])
            let start: Int = whole(0...(shape[axis] - size))
            var result: [Int] = shape
            result[axis] = size
            return ("slice(\(start), \(size), axis: \(axis))", result)
        case 3:
            guard shape.count < 5 else { return nil }
            let result: [Int] = [whole(1...3)] + shape
            return ("broadcast(\(list(result)))", result)
        default:
            return ("flatten", [count(shape)])
        }
    }

    private mutating func normalised(_ shape: [Int]) -> Stage? {
        switch whole(0...4) {
        case 0: return ("softmax", shape)
        case 1: return (generator.pick(["batchNorm", "batchNorm(affine: false)"]), shape)
        case 2: return ("layerNorm(axes: \(whole(1...shape.count)))", shape)
        case 3:
            let divisors: [Int] = (1...shape[0]).filter { shape[0] % $0 == 0 }
            return ("groupNorm(\(generator.pick(divisors)))", shape)
        default: return shape.count > 1 ? ("instanceNorm", shape) : nil
        }
    }

    private mutating func image(_ shape: [Int]) -> Stage? {
        guard shape.count == 3 else { return nil }
        let (height, width) = (shape[1], shape[2])
        let channels: Int = whole(1...4)
        switch whole(0...6) {
        case 0: return ("conv2d(\(channels), kernel: 3, padding: 1)", [channels, height, width])
        case 1 where height > 1 && width > 1:
            return ("conv2d(\(channels), kernel: 2)", [channels, height - 1, width - 1])
        case 2 where height % 2 == 0 && width % 2 == 0:
            return ("conv2d(\(channels), kernel: 4, stride: 2, padding: 1)", [channels, height / 2, width / 2])
        case 3:
            return (
                "convTranspose2d(\(channels), kernel: 4, stride: 2, padding: 1)", [channels, 2 * height, 2 * width]
            )
        case 4 where height % 2 == 0 && width % 2 == 0:
            let kind: String = generator.pick(["maxPool2d", "averagePool2d"])
            return ("\(kind)(2)", [shape[0], height / 2, width / 2])
        case 5:
            let mode: String = generator.pick(["nearest", "bilinear"])
            return ("upsample(2, mode: \(mode))", [shape[0], 2 * height, 2 * width])
        default: return ("globalAveragePool", [shape[0]])
        }
    }
}
