extension Pass {
    /// Identities of numbers that leave less to do. What is not a number or infinite stays so: x · 0 and x − x remain.
    static let algebra = Pass("algebra", "removes what changes nothing and joins factors", rewrites: rewrites)

    private static let rewrites: [Rewrite] = neutral + functions + scalars

    private static let neutral: [Rewrite] = [
        Rewrite("x + 0 = x", at: .binary(.add)) { t, _ in
            t.either(.add) { x, zero in zero.isNumber(0) ? x : nil }
        },
        Rewrite("x − 0 = x, 0 − x = −x", at: .binary(.subtract)) { t, _ in
            guard let (a, b) = t.arguments(of: .subtract) else { return nil }
            return b.isNumber(0) ? a : a.isNumber(0) ? -b : nil
        },
        Rewrite("x · 1 = x, x · (−1) = −x", at: .binary(.multiply)) { t, _ in
            t.either(.multiply) { x, factor in factor.isNumber(1) ? x : factor.isNumber(-1) ? -x : nil }
        },
        Rewrite("x / 2ⁿ = x · 2⁻ⁿ", at: .binary(.divide)) { t, _ in
            guard let (x, divisor) = t.arguments(of: .divide), let number = divisor.number else { return nil }
            // Only where single precision has both exactly.
            guard Swift.abs(number.significand) == 1, (-120...120).contains(number.exponent) else { return nil }
            return x * t.filled(1 / number)
        },
        Rewrite("1 / x", at: .binary(.divide)) { t, _ in
            guard let (one, x) = t.arguments(of: .divide), one.isNumber(1) else { return nil }
            return x.apply(.reciprocal)
        },
    ]

    private static let functions: [Rewrite] = [
        Rewrite("1 / (1 / x) = x", at: .unary(.reciprocal)) { t, _ in
            t.argument(of: .reciprocal)?.argument(of: .reciprocal)
        },
        Rewrite("x · (1 / y) = x / y", at: .binary(.multiply)) { t, _ in
            t.either(.multiply) { x, inverse in
                guard x.number == nil, let y = inverse.argument(of: .reciprocal) else { return nil }
                return x.isNumber(1) ? inverse : x / y
            }
        },
        Rewrite("x / (1 / y) = x · y", at: .binary(.divide)) { t, _ in
            guard let (x, inverse) = t.arguments(of: .divide) else { return nil }
            return inverse.argument(of: .reciprocal).map { x * $0 }
        },
        Rewrite("x · x = x²", at: .binary(.multiply)) { t, _ in
            guard let (a, b) = t.arguments(of: .multiply), a.isSame(as: b) else { return nil }
            return square(a)
        },
        Rewrite("x + x = 2 · x", at: .binary(.add)) { t, _ in
            guard let (a, b) = t.arguments(of: .add), a.isSame(as: b) else { return nil }
            return a * 2
        },
        Rewrite("powers with simple exponents", at: .binary(.power)) { t, _ in
            guard let (x, exponent) = t.arguments(of: .power) else { return nil }
            switch exponent.number {
            case 1: return x
            case 2: return square(x)
            case 0.5: return sqrt(x)
            case -1: return x.apply(.reciprocal)
            default: return nil
            }
        },
        Rewrite("√(x²) = |x|", at: .unary(.squareRoot)) { t, _ in
            t.argument(of: .squareRoot)?.argument(of: .square).map { abs($0) }
        },
        Rewrite("|x|² = x²", at: .unary(.square)) { t, _ in
            t.argument(of: .square)?.argument(of: .absolute).map { square($0) }
        },
        Rewrite("the larger or smaller of x and x = x", at: .binary(.maximum), .binary(.minimum)) { t, _ in
            t.operands[0].isSame(as: t.operands[1]) ? t.operands[0] : nil
        },
    ]

    /// Scalars wander outwards and meet: one multiplication or addition per element where there were two.
    private static let scalars: [Rewrite] = [
        Rewrite("scalar · x = x · scalar, so that scalars are found", at: .binary(.multiply), .binary(.add)) { t, _ in
            let (a, b) = (t.operands[0], t.operands[1])
            let isOrdered: Bool = rankOfUniform(a) <= rankOfUniform(b)
            return isOrdered ? nil : t.node.operation == .binary(.add) ? b + a : b * a
        },
        Rewrite("(x · s) · t = x · (s · t)", at: .binary(.multiply)) { t, uses in
            joined(t, .multiply, .multiply, uses) { $0 * $1 }
        },
        Rewrite("(x · s) · y = (x · y) · s, which brings scalars together", at: .binary(.multiply)) { t, uses in
            t.either(.multiply) { product, y in
                guard y.uniform == nil, uses.isSingle(product) else { return nil }
                guard let (x, scalar) = product.arguments(of: .multiply), x.uniform == nil else { return nil }
                return scalar.uniform == nil ? nil : (x * y) * scalar
            }
        },
        Rewrite("(x / s) · t = x · (t / s)", at: .binary(.multiply)) { t, uses in
            guard let (quotient, outer) = t.arguments(of: .multiply), isFree(quotient, uses) else { return nil }
            guard let (x, inner) = quotient.arguments(of: .divide) else { return nil }
            return pair(x, inner, outer) { $1 / $0 }.map { x * $0.spread(to: t.shape) }
        },
        Rewrite("(x · s) / t = x · (s / t)", at: .binary(.divide)) { t, uses in
            guard let (product, outer) = t.arguments(of: .divide), isFree(product, uses) else { return nil }
            guard let (x, inner) = product.arguments(of: .multiply) else { return nil }
            return pair(x, inner, outer) { $0 / $1 }.map { x * $0.spread(to: t.shape) }
        },
        Rewrite("(x / s) / t = x / (s · t)", at: .binary(.divide)) { t, uses in
            joined(t, .divide, .divide, uses) { $0 * $1 }
        },
        Rewrite("(x + s) + t = x + (s + t)", at: .binary(.add)) { t, uses in
            joined(t, .add, .add, uses) { $0 + $1 }
        },
        Rewrite("(x − s) + t = x + (t − s)", at: .binary(.add)) { t, uses in
            guard let (difference, outer) = t.arguments(of: .add), isFree(difference, uses) else { return nil }
            guard let (x, inner) = difference.arguments(of: .subtract) else { return nil }
            return pair(x, inner, outer) { $1 - $0 }.map { x + $0.spread(to: t.shape) }
        },
        Rewrite("(s − x) + t = (s + t) − x", at: .binary(.add)) { t, uses in
            guard let (difference, outer) = t.arguments(of: .add), isFree(difference, uses) else { return nil }
            guard let (inner, x) = difference.arguments(of: .subtract) else { return nil }
            return pair(x, inner, outer) { $0 + $1 }.map { $0.spread(to: t.shape) - x }
        },
        Rewrite("(x + s) − t = x + (s − t)", at: .binary(.subtract)) { t, uses in
            guard let (sum, outer) = t.arguments(of: .subtract), isFree(sum, uses) else { return nil }
            guard let (x, inner) = sum.arguments(of: .add) else { return nil }
            return pair(x, inner, outer) { $0 - $1 }.map { x + $0.spread(to: t.shape) }
        },
        Rewrite("(x − s) − t = x − (s + t)", at: .binary(.subtract)) { t, uses in
            joined(t, .subtract, .subtract, uses) { $0 + $1 }
        },
    ]

    /// 0 for what varies, 1 for a scalar in every element, 2 for a known number.
    private static func rankOfUniform(_ x: Tensor) -> Int {
        if x.number != nil { return 2 }
        return x.rank > 0 && x.uniform != nil ? 1 : 0
    }

    /// Whether what is computed instead of this costs nothing: no one else needs it, or it is one number.
    private static func isFree(_ tensor: Tensor, _ uses: UseCounts) -> Bool {
        tensor.rank == 0 || uses.isSingle(tensor)
    }

    /// outer(inner(x, s), t) as outer(x, combination of s and t).
    private static func joined(
        _ t: Tensor, _ outer: BinaryFunction, _ inner: BinaryFunction, _ uses: UseCounts,
        _ combine: (Tensor, Tensor) -> Tensor
    ) -> Tensor? {
        guard let (middle, second) = t.arguments(of: outer), isFree(middle, uses) else { return nil }
        guard let (x, first) = middle.arguments(of: inner) else { return nil }
        return pair(x, first, second, combine).map { x.apply(outer, $0.spread(to: t.shape)) }
    }

    /// Two scalars as one: for tensors if x varies and they do not, for scalars if both are known numbers.
    private static func pair(
        _ x: Tensor, _ first: Tensor, _ second: Tensor, _ combine: (Tensor, Tensor) -> Tensor
    ) -> Tensor? {
        guard let s = first.uniform, let t = second.uniform else { return nil }
        if x.number != nil { return nil }
        if x.uniform == nil { return combine(s, t) }
        guard s.number != nil, t.number != nil else { return nil }
        return combine(s, t)
    }
}
