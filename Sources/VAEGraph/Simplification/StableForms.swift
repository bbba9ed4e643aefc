extension Pass {
    /// Formulas that overflow or cancel become ones that do neither: the rewritings that turn what people write into what
    /// numerical libraries offer under names of their own. What is written is found, its gradient is not: this has to run
    /// before differentiation, and then the gradients are stable too.
    static let stableForms = Pass(
        "stableForms", "replaces formulas that overflow or cancel",
        rewrites: logarithms + sigmoids + exponentials + sums)

    private static let logarithms: [Rewrite] = [
        Rewrite("log(sigmoid(x)) = −softplus(−x)", at: .unary(.logarithm)) { t, _ in
            t.argument(of: .logarithm)?.argument(of: .sigmoid).map { -softplus(-$0) }
        },
        Rewrite("log(1 − sigmoid(x)) = −softplus(x)", at: .unary(.logarithm)) { t, _ in
            guard let (one, p) = t.argument(of: .logarithm)?.arguments(of: .subtract), one.isNumber(1) else {
                return nil
            }
            return p.argument(of: .sigmoid).map { -softplus($0) }
        },
        Rewrite("log(1 + exp(x)) = softplus(x), log(1 + x) = log1p(x)", at: .unary(.logarithm)) { t, _ in
            t.argument(of: .logarithm)?.either(.add) { x, one in
                if !one.isNumber(1) { return nil }
                return x.argument(of: .exponential).map { softplus($0) } ?? x.apply(.logarithmOfOnePlus)
            }
        },
        Rewrite("log1p(exp(x)) = softplus(x)", at: .unary(.logarithmOfOnePlus)) { t, _ in
            t.argument(of: .logarithmOfOnePlus)?.argument(of: .exponential).map { softplus($0) }
        },
        Rewrite("log1p(−sigmoid(x)) = −softplus(x)", at: .unary(.logarithmOfOnePlus)) { t, _ in
            t.argument(of: .logarithmOfOnePlus)?.negated?.argument(of: .sigmoid).map { -softplus($0) }
        },
        Rewrite("log(exp(x)) = x", at: .unary(.logarithm)) { t, _ in
            t.argument(of: .logarithm)?.argument(of: .exponential)
        },
        Rewrite("log(√x) = log(x) / 2, log(1 / x) = −log(x)", at: .unary(.logarithm)) { t, _ in
            guard let y = t.argument(of: .logarithm) else { return nil }
            if let x = y.argument(of: .squareRoot) { return log(x) * 0.5 }
            return y.argument(of: .reciprocal).map { -log($0) }
        },
        Rewrite("log(exp(x) · y) = x + log(y), where y ≥ 0", at: .unary(.logarithm)) { t, _ in
            t.argument(of: .logarithm)?.either(.multiply) { a, y in
                guard isNonNegative(y), let x = a.argument(of: .exponential) else { return nil }
                return x + log(y)
            }
        },
        Rewrite("log(exp(x) / y) = x − log(y), where y ≥ 0", at: .unary(.logarithm)) { t, _ in
            guard let (a, y) = t.argument(of: .logarithm)?.arguments(of: .divide), isNonNegative(y) else { return nil }
            return a.argument(of: .exponential).map { $0 - log(y) }
        },
    ]

    private static let sigmoids: [Rewrite] = [
        Rewrite("1 / (1 + exp(x)) = sigmoid(−x)", at: .unary(.reciprocal)) { t, _ in
            t.argument(of: .reciprocal).flatMap(onePlusExponential).map { sigmoid(-$0) }
        },
        Rewrite("exp(x) / (1 + exp(x)) = sigmoid(x), a / (1 + exp(x)) = a · sigmoid(−x)", at: .binary(.divide)) {
            t, _ in
            guard let (a, b) = t.arguments(of: .divide), let x = onePlusExponential(b) else { return nil }
            if a.argument(of: .exponential)?.isSame(as: x) == true { return sigmoid(x) }
            return a * sigmoid(-x)
        },
        Rewrite("1 − sigmoid(x) = sigmoid(−x)", at: .binary(.subtract)) { t, _ in
            guard let (one, p) = t.arguments(of: .subtract), one.isNumber(1) else { return nil }
            return p.argument(of: .sigmoid).map { sigmoid(-$0) }
        },
        Rewrite("softplus(x) − x = softplus(−x) and its negative", at: .binary(.subtract)) { t, _ in
            guard let (a, b) = t.arguments(of: .subtract) else { return nil }
            if a.argument(of: .softplus)?.isSame(as: b) == true { return softplus(-b) }
            return b.argument(of: .softplus)?.isSame(as: a) == true ? -softplus(-a) : nil
        },
    ]

    private static let exponentials: [Rewrite] = [
        Rewrite("exp(log(x)) = x, where x ≥ 0", at: .unary(.exponential)) { t, _ in
            guard let x = t.argument(of: .exponential)?.argument(of: .logarithm) else { return nil }
            return isNonNegative(x) ? x : nil
        },
        Rewrite("exp(−softplus(x)) = sigmoid(−x)", at: .unary(.exponential)) { t, _ in
            t.argument(of: .exponential)?.argument(of: .negate)?.argument(of: .softplus).map { sigmoid(-$0) }
        },
        Rewrite("exp(softplus(x)) = 1 + exp(x)", at: .unary(.exponential)) { t, _ in
            t.argument(of: .exponential)?.argument(of: .softplus).map { exp($0) + 1 }
        },
        Rewrite("√exp(x) = exp(x / 2)", at: .unary(.squareRoot)) { t, _ in
            t.argument(of: .squareRoot)?.argument(of: .exponential).map { exp($0 * 0.5) }
        },
        Rewrite("1 / exp(x) = exp(−x)", at: .unary(.reciprocal)) { t, _ in
            t.argument(of: .reciprocal)?.argument(of: .exponential).map { exp(-$0) }
        },
        Rewrite("a / exp(x) = a · exp(−x)", at: .binary(.divide)) { t, uses in
            guard let (a, b) = t.arguments(of: .divide), uses.isSingle(b) else { return nil }
            return b.argument(of: .exponential).map { a * exp(-$0) }
        },
        Rewrite("exp(x) − 1 = expm1(x)", at: .binary(.subtract), .binary(.add)) { t, uses in
            let isSum: Bool = t.node.operation == .binary(.add)
            let (a, one) = (t.operands[0], t.operands[1])
            guard one.isNumber(isSum ? -1 : 1), uses.isSingle(a) else { return nil }
            return a.argument(of: .exponential)?.apply(.exponentialMinusOne)
        },
    ]

    private static let sums: [Rewrite] = [
        Rewrite("log Σ exp(x) = m + log Σ exp(x − m), m the maximum", at: .unary(.logarithm)) { t, _ in
            guard let sum = ExponentialSum(t.argument(of: .logarithm)) else { return nil }
            return sum.maximum + log(sum.shifted.sum(axes: sum.axes))
        },
        Rewrite("exp(x) / Σ exp(x) = exp(x − m) / Σ exp(x − m)", at: .binary(.divide)) { t, _ in
            guard let (numerator, divisor) = t.arguments(of: .divide) else { return nil }
            guard let (source, places) = divisor.broadcastSource, let sum = ExponentialSum(source) else { return nil }
            guard numerator.argument(of: .exponential)?.isSame(as: sum.x) == true, places == sum.kept else {
                return nil
            }
            return sum.shifted / sum.shifted.sum(axes: sum.axes).broadcast(to: t.shape, axes: places)
        },
    ]

    /// x, if this is 1 + exp(x).
    private static func onePlusExponential(_ tensor: Tensor) -> Tensor? {
        tensor.either(.add) { a, one in one.isNumber(1) ? a.argument(of: .exponential) : nil }
    }

    /// Whether an element can only be negative by not being a number. Looks a few operations deep.
    private static func isNonNegative(_ tensor: Tensor, depth: Int = 6) -> Bool {
        if depth == 0 { return false }
        let operands: [Tensor] = tensor.operands
        let all: () -> Bool = { operands.allSatisfy { isNonNegative($0, depth: depth - 1) } }
        switch tensor.node.operation {
        case .constant(let number): return number >= 0
        case .batch: return true
        case .unary(let function):
            switch function {
            case .exponential, .sigmoid, .softplus, .square, .squareRoot, .absolute: return true
            case .reciprocal, .logarithmOfOnePlus, .tanh: return all()
            default: return false
            }
        case .binary(let function): return function == .subtract ? false : all()
        case .broadcast, .reshape, .permute, .slice, .pad, .concat, .reduce, .stopGradient: return all()
        default: return false
        }
    }
}

/// Σ exp(x) over some axes, whose terms may overflow.
private struct ExponentialSum {
    let x: Tensor
    let axes: [Int]
    /// The axes that are left.
    var kept: [Int] { (0..<x.rank).filter { !axes.contains($0) } }
    /// The largest x of each sum. What it is does not change the result, so it has no gradient.
    var maximum: Tensor { x.reduce(.maximum, axes: axes).stopGradient }
    /// exp(x − maximum)
    var shifted: Tensor { exp(x - maximum.broadcast(to: x.shape, axes: kept)) }

    /// nil for other tensors, and where a maximum has been subtracted.
    init?(_ tensor: Tensor?) {
        guard let (terms, reduction, axes) = tensor?.reduceSource, reduction == .sum else { return nil }
        guard let x = terms.argument(of: .exponential), !ExponentialSum.holdsMaximum(x, depth: 6) else { return nil }
        self.x = x
        self.axes = axes
    }

    private static func holdsMaximum(_ tensor: Tensor, depth: Int) -> Bool {
        switch tensor.node.operation {
        case .reduce(.maximum, _): return true
        case .unary, .binary, .stopGradient, .broadcast, .reshape, .permute:
            return depth > 0 && tensor.operands.contains { holdsMaximum($0, depth: depth - 1) }
        default: return false
        }
    }
}
