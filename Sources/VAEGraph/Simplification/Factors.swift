extension Pass {
    /// What is multiplied by the same factor is added first and multiplied once.
    static let factors = Pass("factors", "takes common factors out of sums", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("a·c ± b·c = (a ± b)·c", at: .binary(.add), .binary(.subtract)) { t, uses in
            let (left, right) = (t.operands[0], t.operands[1])
            guard uses.isSingle(left), uses.isSingle(right) else { return nil }
            let isSum: Bool = t.node.operation == .binary(.add)
            return left.either(.multiply) { a, c in
                right.either(.multiply) { b, d in
                    if a.uniform != nil || b.uniform != nil { return nil }
                    if d.isSame(as: c) { return (isSum ? a + b : a - b) * c }
                    return isOpposite(c, d) ? (isSum ? a - b : a + b) * c : nil
                }
            }
        },
        Rewrite("a·c ± c = (a ± 1)·c, which keeps digits when a is near ∓1", at: .binary(.add), .binary(.subtract)) {
            t, uses in
            let (product, c) = (t.operands[0], t.operands[1])
            guard uses.isSingle(product) else { return nil }
            return product.either(.multiply) { a, d in
                guard a.uniform == nil, d.isSame(as: c) else { return nil }
                return (t.node.operation == .binary(.add) ? a + 1 : a - 1) * c
            }
        },
        Rewrite("c − a·c = (1 − a)·c", at: .binary(.subtract)) { t, uses in
            guard let (c, product) = t.arguments(of: .subtract), uses.isSingle(product) else { return nil }
            return product.either(.multiply) { a, d in a.uniform == nil && d.isSame(as: c) ? (1 - a) * c : nil }
        },
        Rewrite("a/c ± b/c = (a ± b)/c", at: .binary(.add), .binary(.subtract)) { t, uses in
            guard uses.isSingle(t.operands[0]), uses.isSingle(t.operands[1]) else { return nil }
            guard let (a, c) = t.operands[0].arguments(of: .divide) else { return nil }
            guard let (b, d) = t.operands[1].arguments(of: .divide), d.isSame(as: c) else { return nil }
            return (t.node.operation == .binary(.add) ? a + b : a - b) / c
        },
    ]

    /// Whether one is the negative of the other, for scalars in every element.
    private static func isOpposite(_ a: Tensor, _ b: Tensor) -> Bool {
        if let x = a.number, let y = b.number { return x == -y }
        guard let x = a.uniform, let y = b.uniform else { return false }
        return x.argument(of: .negate)?.isSame(as: y) == true || y.argument(of: .negate)?.isSame(as: x) == true
    }
}
