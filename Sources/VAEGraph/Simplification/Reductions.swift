extension Pass {
    /// Reductions meet and get less to reduce.
    static let reductions = Pass("reductions", "merges reductions and takes factors out of sums", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("Σ (x · s) = s · Σ x where s does not vary along the sum", at: .reduce(.sum)) { t, uses in
            guard let (source, _, axes) = t.reduceSource, uses.isSingle(source) else { return nil }
            return source.either(.multiply) { x, factor in
                if x.uniform != nil { return nil }
                return factor.constant(along: axes).map { x.sum(axes: axes) * $0 }
            }
        },
        Rewrite("Σ (x / s) = Σ x / s where s does not vary along the sum", at: .reduce(.sum)) { t, uses in
            guard let (source, _, axes) = t.reduceSource, uses.isSingle(source) else { return nil }
            guard let (x, divisor) = source.arguments(of: .divide), x.uniform == nil else { return nil }
            return divisor.constant(along: axes).map { x.sum(axes: axes) / $0 }
        },
        Rewrite("a reduction of a reduction is one", at: Operation.Kind.everyReduction) { t, uses in
            guard let (middle, reduction, outer) = t.reduceSource, uses.isSingle(middle) else { return nil }
            guard let (x, same, inner) = middle.reduceSource, same == reduction else { return nil }
            let left: [Int] = (0..<x.rank).filter { !inner.contains($0) }
            return x.reduce(reduction, axes: inner + outer.map { left[$0] })
        },
        Rewrite("a reduction along repeated axes", at: Operation.Kind.everyReduction) { t, _ in
            guard let (repeated, reduction, reduced) = t.reduceSource else { return nil }
            guard let (x, axes) = repeated.broadcastSource else { return nil }
            let extents: [Extent] = reduced.filter { !axes.contains($0) }.map { repeated.shape.axes[$0] }
            if extents.isEmpty { return nil }
            let inner: [Int] = axes.indices.filter { reduced.contains(axes[$0]) }
            let kept: [Int] = (0..<repeated.rank).filter { !reduced.contains($0) }
            let places: [Int] = axes.compactMap { kept.firstIndex(of: $0) }
            let once: Tensor = x.reduce(reduction, axes: inner)
            let result: Tensor = reduction == .sum ? once * count(extents, in: t.builder) : once
            return result.broadcast(to: t.shape, axes: places)
        },
        Rewrite("a reduction over axes of one element is a reshape", at: Operation.Kind.everyReduction) { t, _ in
            guard let (x, _, axes) = t.reduceSource, axes.allSatisfy({ x.shape.axes[$0] == .one }) else { return nil }
            return x.reshape(t.shape)
        },
        Rewrite("a reduction of zeros around x is x's", at: .reduce(.sum)) { t, _ in
            guard let (padded, _, axes) = t.reduceSource else { return nil }
            guard case .pad(let axis, _, _) = padded.node.operation, axes.contains(axis) else { return nil }
            return padded.operands[0].sum(axes: axes)
        },
    ]

    /// The number of elements, as a scalar tensor.
    private static func count(_ extents: [Extent], in builder: GraphBuilder) -> Tensor {
        let literal: Double = extents.reduce(1) { $0 * Double($1.factor) }
        let batches: Int = extents.filter(\.isBatch).count
        return (0..<batches).reduce(builder.constant(literal)) { product, _ in product * builder.batch }
    }
}
