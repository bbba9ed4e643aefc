import PlanSamples
import TestSupport
import VAEGraph

/// Formulas that one or another rewriting is about and random graphs rarely hold.
struct RewriteExample: Sendable {
    /// Of two tensors with positive elements and two positive scalars.
    let make: @Sendable (_ x: Tensor, _ y: Tensor, _ s: Tensor, _ t: Tensor) -> Tensor

    init(_ make: @escaping @Sendable (Tensor, Tensor, Tensor, Tensor) -> Tensor) { self.make = make }

    /// A graph of the formula, the loss that is its sum, and the numbers to evaluate it on.
    var graph: Graph {
        let builder = GraphBuilder(name: "example")
        let shape: Shape = [2, 3]
        let y: Tensor = make(
            builder.slot("x", shape: shape), builder.slot("y", shape: shape), builder.scalar("s"), builder.scalar("t"))
        builder.output("loss", y.sum())
        builder.output("value", y)
        return builder.graph
    }

    static var bindings: Reference.Bindings {
        var generator = SeededGenerator(seed: 5)
        var bindings = Reference.Bindings(batch: 2)
        bindings.slots["x"] = generator.numbers(6, 0.2...1.5)
        bindings.slots["y"] = generator.numbers(6, 0.2...1.5)
        bindings.scalars = ["s": 0.7, "t": 1.3]
        bindings.noise = simpleNoise
        return bindings
    }

    static let all: [RewriteExample] = logarithms + fractions + sums + signs + movement + reductions

    private static let logarithms: [RewriteExample] = [
        RewriteExample { x, _, _, _ in (-sigmoid(x)).apply(.logarithmOfOnePlus) },
        RewriteExample { x, _, _, _ in log(sqrt(x)) + log(x.apply(.reciprocal)) },
        RewriteExample { x, y, _, _ in log(exp(x) / square(y)) },
        RewriteExample { x, y, _, _ in log(exp(x) * square(y)) },
        RewriteExample { x, _, _, _ in (exp(x) + 1).apply(.reciprocal) },
        RewriteExample { x, y, _, _ in exp(x) / (exp(x) + 1) + y / (exp(x) + 1) },
        RewriteExample { x, _, _, _ in sqrt(exp(x)) + exp(x).apply(.reciprocal) },
        RewriteExample { x, y, _, _ in y / exp(x) },
        RewriteExample { x, y, _, _ in (exp(x) - 1) * (exp(y) + -1) },
        RewriteExample { x, _, _, _ in exp(log(square(x))) + exp(softplus(x)) + exp(-softplus(x)) },
        RewriteExample { x, _, _, _ in (softplus(x) - x) * (x - softplus(x)) },
    ]

    private static let fractions: [RewriteExample] = [
        RewriteExample { x, _, _, _ in x.apply(.reciprocal).apply(.reciprocal) },
        RewriteExample { x, y, _, _ in x * y.apply(.reciprocal) },
        RewriteExample { x, y, _, _ in x / y.apply(.reciprocal) },
        RewriteExample { x, y, _, _ in x / y + y / y },
        RewriteExample { x, y, _, _ in x / y - square(x) / y },
        RewriteExample { x, _, s, t in x / s / t },
        RewriteExample { x, _, s, t in x * s / t + x / s * t },
        RewriteExample { x, _, _, _ in x / -8 + x / 3 },
        RewriteExample { x, y, _, _ in
            power(x, y.builder.constant(2)) + power(x, y.builder.constant(0.5)) * power(x, y.builder.constant(1))
                - power(x, y.builder.constant(-1))
        },
        RewriteExample { x, _, _, _ in sqrt(square(x)) + square(abs(x)) },
        RewriteExample { x, _, _, _ in max(x, x) + min(x, x) },
    ]

    private static let sums: [RewriteExample] = [
        RewriteExample { x, _, s, t in x + s + t },
        RewriteExample { x, _, s, t in x - s + t },
        RewriteExample { x, _, s, t in s - x + t },
        RewriteExample { x, _, s, t in x + s - t },
        RewriteExample { x, _, s, t in x - s - t },
        RewriteExample { x, y, s, _ in x * s + y * s - x * y },
        RewriteExample { x, y, s, _ in x * s + y * (-s) },
        RewriteExample { x, y, s, _ in
            let c: Tensor = s.broadcast(to: x.shape, axes: [])
            return (exp(x) * c - c) * (exp(y) * c + c)
        },
    ]

    private static let signs: [RewriteExample] = [
        RewriteExample { x, _, _, _ in square(-x) + (-x).apply(.cosine) + abs(-x) },
        RewriteExample { x, _, _, _ in tanh(-x) + (-x).apply(.sine) + sign(-x) + (-x).apply(.reciprocal) },
        RewriteExample { x, y, _, _ in x.compare(.less, y).select(-x, -y) + x.compare(.less, y).select(-y, y.filled(0))
        },
        RewriteExample { x, y, s, _ in x + y * (-s) },
        RewriteExample { x, y, s, _ in x - y * (-s) },
        RewriteExample { x, y, _, _ in x + y * -3 },
        RewriteExample { x, y, _, _ in (-x) / y + x / (-y) },
        RewriteExample { x, y, s, _ in (x - y) * (-s) },
        RewriteExample { x, y, _, _ in -x - y },
        RewriteExample { x, y, _, _ in (-x) * y - -(x - y) },
        RewriteExample { x, _, _, _ in -(x * 3) + (-x) * 2 },
        RewriteExample { x, _, _, _ in (-x).sum(axes: [0]) },
    ]

    private static let reductions: [RewriteExample] = [
        RewriteExample { x, _, _, _ in x.sum(axes: [0]).sum(axes: [0]) + x.permute([1, 0]).sum(axes: [0]).sum() },
        RewriteExample { x, _, _, _ in x.reduce(.maximum, axes: [1]).reduce(.maximum, axes: [0]) },
        RewriteExample { x, y, s, _ in
            let rows: Tensor = y.sum(axes: [1]).broadcast(to: [2, 3], axes: [0])
            return (x / rows).sum(axes: [1]) + (x * rows).sum(axes: [1]) + (x * s).sum(axes: [1])
        },
        RewriteExample { x, _, _, _ in
            let repeated: Tensor = x.broadcast(to: [4, 2, .batch, 3], axes: [1, 3])
            return repeated.sum(axes: [0, 2]) + repeated.reduce(.maximum, axes: [0, 2])
        },
        RewriteExample { x, _, _, _ in x.reshape([2, 1, 3]).sum(axes: [1]) + x.reshape([2, 3, 1]).sum(axes: [2]) },
        RewriteExample { x, _, _, _ in x.reshape([2, 3, 1]).sum(axes: [1, 2]) + x.reshape([6]).sum() },
        RewriteExample { x, _, _, _ in x.pad(axis: 1, before: 1, after: 1).sum(axes: [1]) },
        RewriteExample { x, y, s, _ in
            // What is left of the gradient of a normalisation.
            let kept: Tensor = x.sum(axes: [0])
            let centred: Tensor = x - (kept / 2).broadcast(to: [2, 3], axes: [1])
            let scaled: Tensor = centred * exp(kept).broadcast(to: [2, 3], axes: [1])
            let sums: Tensor = (y + scaled * s).sum(axes: [0]) + (y - scaled).sum(axes: [0])
            return sums + (scaled / s - y).sum(axes: [0]) - (-scaled).sum(axes: [0])
        },
        RewriteExample { x, y, _, _ in
            let rows: Tensor = x * y.sum(axes: [1]).broadcast(to: [2, 3], axes: [0])
            return rows.sum(axes: [1]) + (rows * y).sum(axes: [1]) + (rows * rows).sum(axes: [1])
        },
        RewriteExample { x, y, _, _ in x.contract(y, otherTransposed: true).permute([1, 0]) },
        RewriteExample { x, y, _, _ in x.contract(y.permute([1, 0])).slice(axis: 1, start: 1, count: 1) },
        RewriteExample { x, y, _, _ in tanh(x.permute([1, 0]) * y.permute([1, 0])).slice(axis: 0, start: 1, count: 2) },
        RewriteExample { x, _, _, _ in exp(x).permute([1, 0]).slice(axis: 0, start: 1, count: 2) },
        RewriteExample { x, _, _, _ in
            let repeated: Tensor = x.sum(axes: [0]).broadcast(to: [4, 3], axes: [1])
            return repeated.slice(axis: 1, start: 1, count: 2).slice(axis: 0, start: 1, count: 3)
        },
    ]

    private static let movement: [RewriteExample] = [
        RewriteExample { x, y, s, _ in
            let c: Tensor = s.broadcast(to: x.shape, axes: [])
            return (c - x * c) * y
        },
        RewriteExample { x, y, _, _ in
            let ramp: Tensor = x - 0.8
            let below: Tensor = ramp * 0.2
            let leaky: Tensor = max(ramp, below)
            return leaky.compare(.lessOrEqual, below).select(y, leaky)
        },
        RewriteExample { x, y, _, _ in
            let mask: Tensor = x.compare(.less, y)
            let (a, b) = (mask.select(x.filled(0), y), mask.select(y, x.filled(0)))
            return (a + b * 0.2) * (mask.select(x, y.filled(0)) - mask.select(x.filled(0), y))
        },
        RewriteExample { x, _, _, _ in
            let noise: Tensor = x.builder.noise(Noise(.normal, stream: "a"), shape: [1, 3, .batch, 2, 1])
            return noise.reshape([3, .batch, 2]).sum(axes: [1]).sum() + x
        },
        RewriteExample { x, y, _, _ in (x - 0) * (0 - y) },
        RewriteExample { x, y, _, _ in
            let rows: Tensor = .concat([x, y], axis: 1).slice(axis: 1, start: 1, count: 4)
            return rows.slice(axis: 1, start: 1, count: 2)
        },
        RewriteExample { x, y, _, _ in
            let (a, b) = (x.sum(axes: [0]), y.sum(axes: [0]))
            return .concat([a.broadcast(to: [4, 3], axes: [1]), b.broadcast(to: [4, 3], axes: [1])], axis: 1)
        },
        RewriteExample { x, _, _, _ in x.pad(axis: 1, before: 1, after: 2).pad(axis: 1, before: 0, after: 1) },
        RewriteExample { x, _, _, _ in x.filled(0).pad(axis: 0, before: 1, after: 0) },
        RewriteExample { x, _, _, _ in
            .concat([x.slice(axis: 1, start: 0, count: 1), x.slice(axis: 1, start: 1, count: 2)], axis: 1)
        },
        RewriteExample { x, y, _, _ in
            let mask: Tensor = x.filled(1).compare(.less, x.filled(2))
            return mask.select(x, y) + x.filled(3).compare(.less, x.filled(2)).select(x, y)
        },
        RewriteExample { x, y, _, _ in
            let left: Tensor = x.pad(axis: 1, before: 3, after: 3)
            let right: Tensor = y.pad(axis: 1, before: 6, after: 0)
            return left + right + square(x).pad(axis: 1, before: 0, after: 6)
        },
        RewriteExample { x, y, _, _ in
            (x + y.permute([1, 0]).reshape([2, 3])).reshape([3, 2]).permute([1, 0]).contract(x.permute([1, 0]))
        },
    ]
}

extension Tensor {
    /// A number in every element of this tensor's shape.
    fileprivate func filled(_ number: Double) -> Tensor { builder.constant(number, shape: shape) }
}
