extension Pass {
    /// Permutations join, wander past elementwise operations and end in the flags of contractions.
    static let transposes = Pass("transposes", "absorbs permutations into contractions", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("a permutation of a permutation is one", at: .permute) { t, _ in
            guard let (middle, outer) = t.permuteSource else { return nil }
            if outer == Array(outer.indices) { return middle }
            guard let (x, inner) = middle.permuteSource else { return nil }
            return x.permute(outer.map { inner[$0] })
        },
        Rewrite("a permutation that moves axes of one element is a reshape", at: .permute) { t, _ in
            guard let (x, permutation) = t.permuteSource else { return nil }
            let long: [Int] = permutation.filter { x.shape.axes[$0] != .one }
            return long == long.sorted() ? x.reshape(t.shape) : nil
        },
        Rewrite("a function of permutations is a permutation", at: Operation.Kind.everyFunction) { t, _ in
            guard let parts = ElementwiseParts(t) else { return nil }
            guard let permutation = parts.inputs.compactMap({ $0.permuteSource?.permutation }).first else { return nil }
            let undone: [Int] = inverse(permutation)
            let before = Shape(undone.map { t.shape.axes[$0] })
            var inputs: [Tensor] = []
            for input in parts.inputs {
                if let (x, same) = input.permuteSource, same == permutation {
                    inputs.append(x)
                } else if let scalar = input.uniform {
                    inputs.append(scalar.spread(to: before))
                } else if input.broadcastSource != nil {
                    inputs.append(input.permute(undone))
                } else {
                    return nil
                }
            }
            return parts.applied(to: inputs).permute(permutation)
        },
        Rewrite("a contraction of a transpose has a flag", at: .contract) { t, _ in
            guard case .contract(let transposeA, let transposeB) = t.node.operation else { return nil }
            let (a, b) = (t.operands[0], t.operands[1])
            let (left, right) = (transposeSource(a), transposeSource(b))
            if left == nil && right == nil { return nil }
            return (left ?? a).contract(
                right ?? b, transposed: transposeA != (left != nil), otherTransposed: transposeB != (right != nil))
        },
        Rewrite("(a · b)ᵀ = bᵀ · aᵀ", at: .permute) { t, uses in
            guard let product = transposeSource(t), uses.isSingle(product) else { return nil }
            guard case .contract(let transposeA, let transposeB) = product.node.operation else { return nil }
            let (a, b) = (product.operands[0], product.operands[1])
            return b.contract(a, transposed: !transposeB, otherTransposed: !transposeA)
        },
        Rewrite("a reduction of a permutation", at: Operation.Kind.everyReduction) { t, _ in
            guard let (source, reduction, axes) = t.reduceSource else { return nil }
            guard let (x, permutation) = source.permuteSource else { return nil }
            let reduced: Set<Int> = Set(axes.map { permutation[$0] })
            let once: Tensor = x.reduce(reduction, axes: Array(reduced))
            let left: [Int] = (0..<x.rank).filter { !reduced.contains($0) }
            let wanted: [Int] = permutation.filter { !reduced.contains($0) }
            let order: [Int] = wanted.compactMap { left.firstIndex(of: $0) }
            return order == order.sorted() ? once : once.permute(order)
        },
    ]

    private static func transposeSource(_ tensor: Tensor) -> Tensor? {
        guard let (x, permutation) = tensor.permuteSource, permutation == [1, 0] else { return nil }
        return x
    }
}
