extension Pass {
    /// What has had its mean subtracted adds up to nothing, and so do multiples of it. The gradient of a bias that a
    /// normalisation cancels is such a sum: left as it is it would be noise, of which an optimizer makes steps.
    ///
    /// A walk of its own, because means are hard to recognise once their sums have been rewritten.
    static let vanishingSums = Pass(
        "vanishingSums", "finds sums that are zero",
        rewrites: [
            Rewrite("Σ c·(x − mean x) = 0 where c does not vary along the sum", at: .reduce(.sum)) { t, _ in
                guard let (source, _, axes) = t.reduceSource, vanishes(source, along: axes) else { return nil }
                return t.filled(0)
            }
        ])

    /// The gradient of a normalisation is a sum of something and a multiple of what adds up to nothing.
    static let centredSums = Pass("centredSums", "drops what adds nothing to sums, and shares sums", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("Σ (a ± b) = Σ a where Σ b = 0", at: .reduce(.sum)) { t, _ in
            guard let (source, _, axes) = t.reduceSource else { return nil }
            if let (a, b) = source.arguments(of: .subtract) {
                if vanishes(b, along: axes) { return a.sum(axes: axes) }
                return vanishes(a, along: axes) ? -b.sum(axes: axes) : nil
            }
            return source.either(.add) { a, b in vanishes(b, along: axes) ? a.sum(axes: axes) : nil }
        },
        // A sum of the same kernel takes its place, whoever else needs the product.
        Rewrite("Σ (x · v) = v · Σ x where the vector v does not vary along the sum", at: .reduce(.sum)) { t, _ in
            guard let (source, _, axes) = t.reduceSource else { return nil }
            return source.either(.multiply) { x, factor in
                if x.uniform != nil || factor.uniform != nil { return nil }
                return factor.constant(along: axes).map { x.sum(axes: axes) * $0 }
            }
        },
        Rewrite("Σ (x·v)·y = v · Σ (x · y) where the vector v does not vary along the sum", at: .reduce(.sum)) { t, _ in
            guard let (source, _, axes) = t.reduceSource else { return nil }
            return source.either(.multiply) { product, y in
                product.either(.multiply) { x, factor in
                    if x.uniform != nil || y.uniform != nil || factor.uniform != nil { return nil }
                    return factor.constant(along: axes).map { (x * y).sum(axes: axes) * $0 }
                }
            }
        },
    ]

    /// Whether a tensor adds up to zero along axes, by the way it was computed.
    private static func vanishes(_ t: Tensor, along axes: [Int], depth: Int = 8) -> Bool {
        if depth == 0 { return false }
        func isMultiple(_ x: Tensor, _ factor: Tensor) -> Bool? {
            factor.constant(along: axes) != nil && vanishes(x, along: axes, depth: depth - 1) ? true : nil
        }
        if let x = t.argument(of: .negate) { return vanishes(x, along: axes, depth: depth - 1) }
        if let (x, divisor) = t.arguments(of: .divide) { return isMultiple(x, divisor) ?? false }
        if let (x, mean) = t.arguments(of: .subtract) { return isMean(mean, of: x, isNegative: false, along: axes) }
        if t.either(.add, { x, mean in isMean(mean, of: x, isNegative: true, along: axes) ? true : nil }) != nil {
            return true
        }
        return t.either(.multiply, isMultiple) ?? false
    }

    /// Whether a tensor is the mean of another one along axes, repeated along them; or the negative of the mean.
    private static func isMean(_ mean: Tensor, of x: Tensor, isNegative: Bool, along axes: [Int]) -> Bool {
        var sign = false
        func unsigned(_ t: Tensor) -> Tensor {
            guard let inner = t.argument(of: .negate) else { return t }
            sign.toggle()
            return inner
        }
        guard let (repeated, places) = unsigned(mean).broadcastSource,
            let (sum, count) = unsigned(repeated).arguments(of: .divide),
            let (source, reduction, reduced) = unsigned(sum).reduceSource, reduction == .sum, reduced == axes
        else { return false }
        let isOfSame: Bool = source.isSame(as: x) || unsigned(source).isSame(as: x)
        let kept: [Int] = (0..<x.rank).filter { !axes.contains($0) }
        return isOfSame && sign == isNegative && places == kept && isCount(count, of: axes.map { x.shape.axes[$0] })
    }

    /// Whether a tensor is everywhere the number of elements of these axes.
    private static func isCount(_ t: Tensor, of extents: [Extent]) -> Bool {
        let literal: Double = extents.reduce(1) { $0 * Double($1.factor) }
        guard let scalar = t.uniform else { return false }
        switch extents.filter(\.isBatch).count {
        case 0: return scalar.isNumber(literal)
        case 1 where literal == 1: return scalar.node.operation == .batch
        case 1:
            return scalar.either(.multiply) { batch, factor in
                batch.node.operation == .batch && factor.isNumber(literal) ? true : nil
            } ?? false
        default: return false
        }
    }
}

extension Tensor {
    /// A factor without the axes along which it repeats anyway; nil if it varies along one of them.
    func constant(along axes: [Int]) -> Tensor? {
        guard let (source, places) = broadcastSource, places.allSatisfy({ !axes.contains($0) }) else { return nil }
        let kept: [Int] = (0..<rank).filter { !axes.contains($0) }
        let shape = Shape(kept.map { self.shape.axes[$0] })
        return source.broadcast(to: shape, axes: places.compactMap { kept.firstIndex(of: $0) })
    }
}
