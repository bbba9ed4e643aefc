extension Pass {
    /// What repeats is repeated as late as possible, so that nothing is computed twice.
    static let broadcasts = Pass("broadcasts", "computes first and repeats afterwards", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("a broadcast of a broadcast is one", at: .broadcast) { t, _ in
            guard let (middle, outer) = t.broadcastSource, let (x, inner) = middle.broadcastSource else { return nil }
            return x.broadcast(to: t.shape, axes: inner.map { outer[$0] })
        },
        Rewrite("a broadcast that repeats nothing is a reshape", at: .broadcast) { t, _ in
            guard let (x, axes) = t.broadcastSource, x.rank > 0 else { return nil }
            let others: [Extent] = t.shape.axes.indices.filter { !axes.contains($0) }.map { t.shape.axes[$0] }
            return others.allSatisfy { $0 == .one } ? x.reshape(t.shape) : nil
        },
        Rewrite("a function of broadcasts is a broadcast", at: Operation.Kind.everyFunction) { t, _ in
            guard let parts = ElementwiseParts(t) else { return nil }
            let sources = parts.inputs.compactMap(\.broadcastSource)
            if sources.count != parts.inputs.count { return nil }
            let axes: [Int] = Set(sources.flatMap(\.axes)).sorted()
            if axes.count == t.rank { return nil }
            let shape = Shape(axes.map { t.shape.axes[$0] })
            let small: [Tensor] = sources.map { source in
                source.source.broadcast(to: shape, axes: source.axes.compactMap { axes.firstIndex(of: $0) })
            }
            return parts.applied(to: small).broadcast(to: t.shape, axes: axes)
        },
        Rewrite("a reshape of a broadcast is a broadcast", at: .reshape) { t, _ in
            t.reshapeSource?.reshapedBroadcast(to: t.shape)
        },
        Rewrite("a permutation of a broadcast is a broadcast", at: .permute) { t, _ in
            guard let (repeated, permutation) = t.permuteSource else { return nil }
            guard let (x, axes) = repeated.broadcastSource else { return nil }
            let places: [Int] = permutation.indices.filter { axes.contains(permutation[$0]) }
            let order: [Int] = places.compactMap { axes.firstIndex(of: permutation[$0]) }
            return x.permute(order).broadcast(to: t.shape, axes: places)
        },
        Rewrite("a slice of a broadcast is a broadcast", at: .slice) { t, _ in
            guard case .slice(let axis, let start) = t.node.operation else { return nil }
            guard let (x, axes) = t.operands[0].broadcastSource else { return nil }
            guard let place = axes.firstIndex(of: axis) else { return x.broadcast(to: t.shape, axes: axes) }
            let part: Tensor = x.slice(axis: place, start: start, count: t.shape.axes[axis].factor)
            return part.broadcast(to: t.shape, axes: axes)
        },
        Rewrite("broadcasts side by side are a broadcast", at: .concat) { t, _ in
            guard case .concat(let axis) = t.node.operation else { return nil }
            let sources = t.operands.compactMap(\.broadcastSource)
            guard sources.count == t.node.operands.count, let first = sources.first else { return nil }
            if sources.contains(where: { $0.axes != first.axes }) { return nil }
            if let place = first.axes.firstIndex(of: axis) {
                return Tensor.concat(sources.map(\.source), axis: place).broadcast(to: t.shape, axes: first.axes)
            }
            let areSame: Bool = sources.allSatisfy { $0.source.isSame(as: first.source) }
            return areSame ? first.source.broadcast(to: t.shape, axes: first.axes) : nil
        },
    ]
}
