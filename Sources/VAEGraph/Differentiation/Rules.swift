/// The gradient rule of one operation. Given the gradient with respect to the result, the result and the operands, it
/// gives the gradients with respect to the operands, in order; nil stands for zero.
package typealias GradientRule = @Sendable (_ g: Tensor, _ y: Tensor, _ x: [Tensor]) -> [Tensor?]

/// The rules of differentiation, one row per operation.
///
/// Where a function has a kink, one side is chosen: at a tie `maximum` and `minimum` pass the gradient to their second
/// operand, so that max(x, 0) has gradient 0 at 0; `absolute` has gradient 0 at 0; the maximum over axes shares the
/// gradient evenly among the elements that attain it; `power` has gradient 0 with respect to an exponent over base 0.
/// `select` passes it to the chosen operand alone, so that what is not chosen may be infinite.
package enum Rules {
    package static let table: [Operation.Kind: GradientRule] = [
        leaves, elementwise, binary, movement, combination, images,
    ]
    .reduce(into: [:]) { table, rows in table.merge(rows) { first, _ in first } }

    /// Operands, if there are any, do not change the result in a way that has a slope.
    private static let zero: GradientRule = { _, _, x in x.map { _ in nil } }

    private static let leaves: [Operation.Kind: GradientRule] = [
        .input: zero, .slot: zero, .constant: zero, .scalar: zero, .batch: zero, .noise: zero, .index: zero,
        // Expanded before anything is differentiated through it.
        .gradient: zero,
    ]

    private static let elementwise: [Operation.Kind: GradientRule] = [
        .unary(.negate): { g, _, _ in [-g] },
        .unary(.reciprocal): { g, y, _ in [-(g * square(y))] },
        .unary(.square): { g, _, x in [g * (x[0] * 2)] },
        .unary(.squareRoot): { g, y, _ in [g * 0.5 / y] },
        .unary(.absolute): { g, _, x in [g * sign(x[0])] },
        .unary(.sign): zero,
        .unary(.exponential): { g, y, _ in [g * y] },
        .unary(.logarithm): { g, _, x in [g / x[0]] },
        .unary(.logarithmOfOnePlus): { g, _, x in [g / (x[0] + 1)] },
        .unary(.exponentialMinusOne): { g, y, _ in [g * (y + 1)] },
        .unary(.tanh): { g, y, _ in [g * (1 - square(y))] },
        .unary(.sigmoid): { g, y, _ in [g * (y - square(y))] },
        .unary(.softplus): { g, _, x in [g * sigmoid(x[0])] },
        .unary(.sine): { g, _, x in [g * x[0].apply(.cosine)] },
        .unary(.cosine): { g, _, x in [-(g * x[0].apply(.sine))] },
        .unary(.floor): zero,
        .compare: zero,
        .select: { g, _, x in [nil, x[0].select(g, zeros(g)), x[0].select(zeros(g), g)] },
        .stopGradient: zero,
    ]

    private static let binary: [Operation.Kind: GradientRule] = [
        .binary(.add): { g, _, _ in [g, g] },
        .binary(.subtract): { g, _, _ in [g, -g] },
        .binary(.multiply): { g, _, x in [g * x[1], g * x[0]] },
        .binary(.divide): { g, y, x in [g / x[1], -(g * y / x[1])] },
        // Which one it was is asked of the result, which is stored more often than both.
        .binary(.maximum): { g, y, x in
            let second: Tensor = y.compare(.lessOrEqual, x[1])
            return [second.select(zeros(g), g), second.select(g, zeros(g))]
        },
        .binary(.minimum): { g, y, x in
            let second: Tensor = x[1].compare(.lessOrEqual, y)
            return [second.select(zeros(g), g), second.select(g, zeros(g))]
        },
        .binary(.power): { g, y, x in
            let base: Tensor = g * x[1] * power(x[0], x[1] - 1)
            let isPositive: Tensor = zeros(x[0]).compare(.less, x[0])
            return [base, isPositive.select(g * y * log(x[0]), zeros(g))]
        },
    ]

    private static let movement: [Operation.Kind: GradientRule] = [
        .reshape: { g, _, x in [g.reshape(x[0].shape)] },
        .permute: { g, y, _ in
            guard case .permute(let permutation) = y.node.operation else { return [] }
            return [g.permute(inverse(permutation))]
        },
        .broadcast: { g, y, _ in
            guard case .broadcast(let axes) = y.node.operation else { return [] }
            return [g.sum(axes: (0..<y.rank).filter { !axes.contains($0) })]
        },
        .slice: { g, y, x in
            guard case .slice(let axis, let start) = y.node.operation else { return [] }
            let after: Int = x[0].shape.axes[axis].factor - start - y.shape.axes[axis].factor
            return [g.pad(axis: axis, before: start, after: after)]
        },
        .pad: { g, y, x in
            guard case .pad(let axis, let before, _) = y.node.operation else { return [] }
            return [g.slice(axis: axis, start: before, count: x[0].shape.axes[axis].factor)]
        },
        .concat: { g, y, x in
            guard case .concat(let axis) = y.node.operation else { return [] }
            var start = 0
            return x.map { part in
                let count: Int = part.shape.axes[axis].factor
                defer { start += count }
                return g.slice(axis: axis, start: start, count: count)
            }
        },
    ]

    private static let combination: [Operation.Kind: GradientRule] = [
        .reduce(.sum): { g, y, x in [spread(g, over: x[0], of: y)] },
        .reduce(.maximum): { g, y, x in
            guard case .reduce(_, let axes) = y.node.operation else { return [] }
            let attains: Tensor = x[0].compare(.equal, spread(y, over: x[0], of: y))
            let number: Tensor = attains.select(ones(x[0]), zeros(x[0])).sum(axes: axes)
            return [attains.select(spread(g / number, over: x[0], of: y), zeros(x[0]))]
        },
        .contract: { g, y, x in
            guard case .contract(let transposeA, let transposeB) = y.node.operation else { return [] }
            // For a·b: g·bᵀ and aᵀ·g. A transposed operand's gradient is the transpose of that.
            let a: Tensor =
                transposeA
                ? x[1].contract(g, transposed: transposeB, otherTransposed: true)
                : g.contract(x[1], otherTransposed: !transposeB)
            let b: Tensor =
                transposeB
                ? g.contract(x[0], transposed: true, otherTransposed: transposeA)
                : x[0].contract(g, transposed: !transposeA)
            return [a, b]
        },
    ]
}

// MARK: - Helpers of the rules

private func zeros(_ x: Tensor) -> Tensor { x.builder.constant(0, shape: x.shape) }

private func ones(_ x: Tensor) -> Tensor { x.builder.constant(1, shape: x.shape) }

/// What has the shape of a reduction `y` of `x`, repeated along the axes that were reduced.
private func spread(_ tensor: Tensor, over x: Tensor, of y: Tensor) -> Tensor {
    guard case .reduce(_, let axes) = y.node.operation else { return tensor }
    return tensor.broadcast(to: x.shape, axes: (0..<x.rank).filter { !axes.contains($0) })
}

/// The permutation that undoes another.
func inverse(_ permutation: [Int]) -> [Int] {
    permutation.indices.sorted { permutation[$0] < permutation[$1] }
}
