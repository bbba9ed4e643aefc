// How the sets that values lie in relate to each other and to numbers.

extension Support {
    /// Whether a number lies in the set.
    func contains(_ value: Double) -> Bool {
        switch self {
        case .real: value.isFinite
        case .positive: value > 0
        case .unit: value >= 0 && value <= 1
        case .binary: value == 0 || value == 1
        case .byte: value >= 0 && value <= 255 && value == value.rounded()
        case .count: value >= 0 && value == value.rounded()
        case .category(let k): value >= 0 && value < Double(k) && value == value.rounded()
        }
    }

    /// Whether every value of another set lies in this one. Categories are no numbers: only categories contain them.
    /// `.category(0)` stands for any number of categories.
    func contains(_ other: Support) -> Bool {
        switch (self, other) {
        case (.category(let own), .category(let others)): own == 0 || others == 0 || others <= own
        case (.category, _), (_, .category): false
        case (.real, _): true
        case (.unit, .binary), (.byte, .binary), (.count, .binary), (.count, .byte): true
        default: self == other
        }
    }

    /// Whether its values are names of categories, with which nothing can be computed.
    var isCategory: Bool {
        if case .category = self { return true }
        return false
    }

    /// As it is written in a model file.
    var text: String {
        switch self {
        case .real: "real"
        case .positive: "positive"
        case .unit: "unit"
        case .binary: "binary"
        case .byte: "byte"
        case .count: "count"
        case .category(let k): k == 0 ? "category" : "category(\(k))"
        }
    }

    /// The set in words.
    var meaning: String {
        switch self {
        case .real: "any real number"
        case .positive: "greater than 0"
        case .unit: "from 0 to 1"
        case .binary: "0 or 1"
        case .byte: "a whole number from 0 to 255"
        case .count: "a whole number from 0"
        case .category(let k): k == 0 ? "a category" : "a whole number from 0 to \(k - 1)"
        }
    }
}

extension BinaryOperator {
    /// The smallest of the known sets that surely holds the result.
    func support(_ left: Expression, _ right: Expression) -> Support {
        let positive: Bool = left.isPositive && right.isPositive
        let unit: Bool = Support.unit.contains(left.support) && Support.unit.contains(right.support)
        switch self {
        case .add:
            let isShifted: Bool = (left.isPositive && right.isNonNegative) || (left.isNonNegative && right.isPositive)
            return isShifted ? .positive : .real
        case .subtract:
            if case .number(1) = left.kind, Support.unit.contains(right.support) { return .unit }
            return .real
        case .multiply: return positive ? .positive : (unit ? .unit : .real)
        case .divide: return positive ? .positive : .real
        case .power: return left.isPositive ? .positive : .real
        }
    }

    /// The result on two numbers.
    func apply(_ left: Double, _ right: Double) -> Double {
        switch self {
        case .add: left + right
        case .subtract: left - right
        case .multiply: left * right
        case .divide: left / right
        case .power: Self.power(left, right)
        }
    }

    /// Repeated squaring for whole exponents, so that 2 ^ 10 is exactly 1024 on every system.
    private static func power(_ base: Double, _ exponent: Double) -> Double {
        guard exponent == exponent.rounded(), abs(exponent) <= 1024 else { return Platform.power(base, exponent) }
        var result: Double = 1
        var square: Double = base
        var left: Int = Int(abs(exponent))
        while left > 0 {
            if left & 1 == 1 { result *= square }
            square *= square
            left >>= 1
        }
        return exponent < 0 ? 1 / result : result
    }
}

extension Expression {
    /// Whether it is a number known when the model is checked.
    var isNumber: Bool {
        if case .number = kind { return true }
        return false
    }

    /// Whether all values are surely greater than 0.
    var isPositive: Bool {
        if case .number(let value) = kind { return value > 0 }
        return support == .positive
    }

    /// Whether all values are surely at least 0.
    var isNonNegative: Bool {
        if case .number(let value) = kind { return value >= 0 }
        return support != .real && !support.isCategory
    }
}
