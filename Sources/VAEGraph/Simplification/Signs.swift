extension Pass {
    /// Signs wander outwards and cancel, so that what differs by a sign alone is one value.
    static let signs = Pass("signs", "moves signs outwards until they cancel", rewrites: rewrites)

    private static let rewrites: [Rewrite] = unary + sums + products

    private static let unary: [Rewrite] = [
        Rewrite("−(−x) = x", at: .unary(.negate)) { t, _ in t.argument(of: .negate)?.negated },
        Rewrite("−(a − b) = b − a", at: .unary(.negate)) { t, _ in
            t.argument(of: .negate)?.arguments(of: .subtract).map { $1 - $0 }
        },
        Rewrite("−(x · s) = x · (−s) for known numbers", at: .unary(.negate)) { t, _ in
            guard let (x, factor) = t.argument(of: .negate)?.arguments(of: .multiply) else { return nil }
            return factor.number.map { x * t.filled(-$0) }
        },
        Rewrite(
            "odd functions: f(−x) = −f(x)",
            at: .unary(.tanh), .unary(.sine), .unary(.sign), .unary(.reciprocal)
        ) { t, _ in
            guard case .unary(let function) = t.node.operation else { return nil }
            return t.operands[0].argument(of: .negate).map { -($0.apply(function)) }
        },
        Rewrite("even functions: f(−x) = f(x)", at: .unary(.square), .unary(.absolute), .unary(.cosine)) { t, _ in
            guard case .unary(let function) = t.node.operation else { return nil }
            return t.operands[0].argument(of: .negate).map { $0.apply(function) }
        },
        Rewrite("Σ −x = −Σ x", at: .reduce(.sum)) { t, uses in
            guard let (source, _, axes) = t.reduceSource, uses.isSingle(source) else { return nil }
            return source.argument(of: .negate).map { -($0.sum(axes: axes)) }
        },
        Rewrite("select(m, −a, −b) = −select(m, a, b)", at: .select) { t, _ in
            let (a, b) = (t.operands[1], t.operands[2])
            // Zero is its own negative; two zeros are no reason to do anything.
            guard let x = a.isNumber(0) ? a : a.argument(of: .negate) else { return nil }
            guard let y = b.isNumber(0) ? b : b.argument(of: .negate) else { return nil }
            return a.isNumber(0) && b.isNumber(0) ? nil : -(t.operands[0].select(x, y))
        },
    ]

    private static let sums: [Rewrite] = [
        Rewrite("a + (−b) = a − b", at: .binary(.add)) { t, _ in
            t.either(.add) { a, b in b.number == nil ? b.negated.map { a - $0 } : nil }
        },
        Rewrite("a − (−b) = a + b", at: .binary(.subtract)) { t, _ in
            guard let (a, b) = t.arguments(of: .subtract) else { return nil }
            return b.negated.map { a + $0 }
        },
        Rewrite("(−a) − b = −(a + b)", at: .binary(.subtract)) { t, _ in
            guard let (a, b) = t.arguments(of: .subtract), a.number == nil else { return nil }
            return a.argument(of: .negate).map { -($0 + b) }
        },
        Rewrite("a + x · (−s) = a − x · s", at: .binary(.add)) { t, uses in
            t.either(.add) { a, product in
                guard uses.isSingle(product), let (x, factor) = product.arguments(of: .multiply) else { return nil }
                return factor.negated.map { a - x * $0 }
            }
        },
        Rewrite("a − x · (−s) = a + x · s", at: .binary(.subtract)) { t, uses in
            guard let (a, product) = t.arguments(of: .subtract), uses.isSingle(product) else { return nil }
            guard let (x, factor) = product.arguments(of: .multiply) else { return nil }
            return factor.negated.map { a + x * $0 }
        },
    ]

    private static let products: [Rewrite] = [
        Rewrite("(−a) · b = −(a · b)", at: .binary(.multiply)) { t, _ in
            t.either(.multiply) { a, b in
                guard let x = a.argument(of: .negate) else { return nil }
                return b.number.map { x * t.filled(-$0) } ?? -(x * b)
            }
        },
        Rewrite("(−a) / b = −(a / b)", at: .binary(.divide)) { t, _ in
            guard let (a, b) = t.arguments(of: .divide) else { return nil }
            return a.negated.map { -($0 / b) }
        },
        Rewrite("a / (−b) = −(a / b)", at: .binary(.divide)) { t, _ in
            guard let (a, b) = t.arguments(of: .divide), b.number == nil else { return nil }
            return b.argument(of: .negate).map { -(a / $0) }
        },
        Rewrite("(a − b) · (−s) = (b − a) · s", at: .binary(.multiply)) { t, uses in
            guard let (difference, factor) = t.arguments(of: .multiply), uses.isSingle(difference) else { return nil }
            guard let (a, b) = difference.arguments(of: .subtract) else { return nil }
            return factor.negated.map { (b - a) * $0 }
        },
    ]
}
