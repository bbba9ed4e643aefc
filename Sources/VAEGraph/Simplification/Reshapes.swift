extension Pass {
    /// Elementwise operations run in the shape with the fewest axes that a reshape offers, so that a chain shares one shape,
    /// the one a contraction beside it has; reshapes gather at the ends and cancel.
    static let reshapes = Pass("reshapes", "lets chains share one shape", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("a reshape of a reshape is one", at: .reshape) { t, _ in
            guard let x = t.reshapeSource else { return nil }
            return x.shape == t.shape ? x : x.reshapeSource?.reshape(t.shape)
        },
        Rewrite("a reshape of noise is noise, if rows stay rows", at: .reshape) { t, uses in
            guard let x = t.reshapeSource, uses.isSingle(x), case .noise(let noise) = x.node.operation,
                t.shape.axes.last?.isBatch == false
            else { return nil }
            let groups = AxisGroup.groups(from: x.shape, to: t.shape)
            let keepsRows: Bool = groups.allSatisfy { group in
                !x.shape.axes[group.from].contains(.batch) || (group.from.count == 1 && group.to.count == 1)
            }
            return keepsRows ? t.builder.noise(noise, shape: t.shape) : nil
        },
        Rewrite("a function of reshapes is a reshape", at: Operation.Kind.everyFunction) { t, _ in
            guard let parts = ElementwiseParts(t) else { return nil }
            for shape in parts.inputs.compactMap({ $0.reshapeSource?.shape }) where shape.rank <= t.rank {
                let isLower: Bool = shape.rank < t.rank
                let fits: Bool = parts.inputs.allSatisfy { input in
                    isMovement(input) ? canReshape(input, to: shape) : isLower && canReshape(input, to: shape)
                }
                if fits { return parts.applied(to: parts.inputs.map { reshaped($0, to: shape) }).reshape(t.shape) }
            }
            return nil
        },
        Rewrite("a reshape to fewer axes of a function is a function of reshapes", at: .reshape) { t, uses in
            guard let x = t.reshapeSource, t.rank < x.rank, uses.isSingle(x) else { return nil }
            guard let parts = ElementwiseParts(x) else { return nil }
            let fits: Bool = parts.inputs.allSatisfy { canReshape($0, to: t.shape) }
            return fits ? parts.applied(to: parts.inputs.map { reshaped($0, to: t.shape) }) : nil
        },
        Rewrite("a reduction of a reshape is a reshape", at: Operation.Kind.everyReduction) { t, _ in
            guard let (source, reduction, axes) = t.reduceSource, let x = source.reshapeSource else { return nil }
            if x.rank > source.rank && axes.count < source.rank { return nil }
            var before: [Int] = []
            for group in AxisGroup.groups(from: x.shape, to: source.shape) {
                let reduced: Int = group.to.count { axes.contains($0) }
                if reduced == 0 { continue }
                if reduced < group.to.count { return nil }
                before += group.from
            }
            if before.isEmpty { return nil }
            return x.reduce(reduction, axes: before).reshape(t.shape)
        },
    ]

    private static func isMovement(_ tensor: Tensor) -> Bool {
        tensor.reshapeSource != nil || tensor.broadcastSource != nil
    }

    private static func reshaped(_ tensor: Tensor, to shape: Shape) -> Tensor {
        if let x = tensor.reshapeSource { return x.reshape(shape) }
        return tensor.reshapedBroadcast(to: shape) ?? tensor.reshape(shape)
    }

    /// Whether a reshape of this can move on to where the numbers come from without meeting a repetition that the other
    /// shape cannot express.
    private static func canReshape(_ tensor: Tensor, to shape: Shape, depth: Int = 8) -> Bool {
        if tensor.broadcastSource != nil { return tensor.reshapedBroadcast(to: shape) != nil }
        guard let parts = ElementwiseParts(tensor) else { return true }
        return depth > 0 && parts.inputs.allSatisfy { canReshape($0, to: shape, depth: depth - 1) }
    }
}
