// Constants: numbers known when the model is checked.

extension Checker {
    /// The value of a constant expression; nil, with a diagnostic, when it is none.
    mutating func constant(_ syntax: ExpressionSyntax, in scope: Scope) -> Double? {
        guard descend(at: syntax.range) else { return nil }
        defer { ascend() }
        switch syntax.kind {
        case .invalid: return nil
        case .number(let value): return value
        case .parentheses(let inner): return constant(inner, in: scope)
        case .negation(let operand): return constant(operand, in: scope).map { -$0 }
        case .binary(let symbol, let left, let right):
            let leftValue: Double? = constant(left, in: scope)
            let rightValue: Double? = constant(right, in: scope)
            guard let leftValue, let rightValue else { return nil }
            return arithmetic(symbol, leftValue, rightValue, at: syntax.range)
        case .name(let name): return constant(named: name, at: syntax.range, in: scope)
        case .call(let call):
            diagnostics.add(.notConstant("the call of '\(call.name.text)'", at: syntax.range))
            return nil
        case .member, .list, .pipe:
            diagnostics.add(.notConstant("this", at: syntax.range))
            return nil
        }
    }

    /// The result of an operator on numbers; nil, with a diagnostic, when there is none.
    mutating func arithmetic(
        _ symbol: BinaryOperator, _ left: Double, _ right: Double, at range: SourceRange
    ) -> Double? {
        let value: Double = symbol.apply(left, right)
        guard value.isFinite else {
            diagnostics.add(.constantArithmetic(symbol, left, right, at: range))
            return nil
        }
        return value
    }

    private mutating func constant(named name: String, at range: SourceRange, in scope: Scope) -> Double? {
        switch scope.bindings[name] {
        case .number(let value)?: return value
        case .syntax(let syntax, let outer)?: return constant(syntax, in: outer)
        case nil: break
        }
        if scope.locals[name] != nil {
            diagnostics.add(.notConstant("'\(name.shortened)' is computed from variables: it", at: range))
            return nil
        }
        guard let symbol = symbols[name] else {
            diagnostics.add(unknownName(name, at: range, in: Scope(.constants)))
            return nil
        }
        used.insert(name)
        switch symbol.meaning {
        case .constant(let value): return value
        case .invalid: return nil
        default:
            diagnostics.add(.notConstant("'\(name.shortened)' is \(symbol.noun): it", at: range))
            return nil
        }
    }

    /// Whether an expression is made of numbers, operators, constants and bound numbers alone. Reports nothing.
    func isConstant(_ syntax: ExpressionSyntax, in scope: Scope) -> Bool {
        switch syntax.kind {
        case .number: return true
        case .parentheses(let inner), .negation(let inner): return isConstant(inner, in: scope)
        case .binary(_, let left, let right): return isConstant(left, in: scope) && isConstant(right, in: scope)
        case .name(let name):
            if let binding = scope.bindings[name] {
                if case .number = binding { return true }
                return false
            }
            if scope.locals[name] != nil { return false }
            if case .constant? = symbols[name]?.meaning { return true }
            return false
        default: return false
        }
    }

    /// A whole number within bounds; nil, with a diagnostic, otherwise.
    mutating func whole(
        _ syntax: ExpressionSyntax, _ what: String, in bounds: ClosedRange<Int>, scope: Scope
    ) -> Int? {
        guard let value = constant(syntax, in: scope) else { return nil }
        guard value == value.rounded() else {
            diagnostics.add(.notWhole(what, value, at: syntax.range))
            return nil
        }
        // Doubles beyond 2^53 are no exact whole numbers.
        guard let whole = Int(exactly: value), abs(value) <= 9_007_199_254_740_992, bounds.contains(whole) else {
            diagnostics.add(.constantOutOfRange(what, value.text, bounds.text, at: syntax.range))
            return nil
        }
        return whole
    }

    /// A number within bounds; nil, with a diagnostic, otherwise.
    mutating func number(
        _ syntax: ExpressionSyntax, _ what: String, in bounds: ClosedRange<Double>, scope: Scope
    ) -> Double? {
        guard let value = constant(syntax, in: scope) else { return nil }
        guard bounds.contains(value) else {
            diagnostics.add(.constantOutOfRange(what, value.text, bounds.text, at: syntax.range))
            return nil
        }
        return value
    }

    /// Whether a 32-bit float holds a number; a diagnostic where not.
    @discardableResult
    mutating func checkSize(_ value: Double, at range: SourceRange) -> Bool {
        let size = Float(abs(value))
        if value == 0 || size.isNormal { return true }
        diagnostics.add(.beyondFloat(value, at: range))
        return false
    }

    /// Extents: at least 1 each, not too many, their product within the limit; nil, with a diagnostic, otherwise.
    mutating func extents(_ list: [ExpressionSyntax], at range: SourceRange, scope: Scope) -> [Int]? {
        guard list.count <= Limits.axes else {
            diagnostics.add(.tooManyAxes(list.count, at: range))
            return nil
        }
        var extents: [Int] = []
        for syntax in list {
            guard let extent = whole(syntax, "an extent", in: 1...Limits.elements, scope: scope) else { continue }
            extents.append(extent)
        }
        guard extents.count == list.count, checkElements(extents, at: range) else { return nil }
        return extents
    }

    /// Whether a tensor of these extents is within the limits; says so if not.
    mutating func checkElements(_ shape: [Int], at range: SourceRange) -> Bool {
        if shape.count > Limits.axes {
            diagnostics.add(.tooManyAxes(shape.count, at: range))
            return false
        }
        guard let count = shape.elementCount, count <= Limits.elements else {
            diagnostics.add(.tooManyElements(shape, at: range))
            return false
        }
        return true
    }
}

extension Array where Element == Int {
    /// The product; nil when it overflows.
    var elementCount: Int? {
        var count: Int = 1
        for extent in self {
            let (product, isOverflow) = count.multipliedReportingOverflow(by: extent)
            if isOverflow { return nil }
            count = product
        }
        return count
    }
}

extension ClosedRange where Bound == Int {
    /// The bounds in words.
    var text: String {
        upperBound >= 1 << 53 ? "at least \(lowerBound)" : "from \(lowerBound) to \(upperBound)"
    }
}

extension ClosedRange where Bound == Double {
    /// The bounds in words; the least and greatest finite numbers are no bounds.
    var text: String {
        let hasLower: Bool = lowerBound.isFinite && lowerBound > -.greatestFiniteMagnitude
        let hasUpper: Bool = upperBound.isFinite && upperBound < .greatestFiniteMagnitude
        let isAboveZero: Bool = lowerBound > 0 && lowerBound <= 1e-30
        let lower: String = isAboveZero ? "greater than 0" : "at least \(lowerBound.text)"
        switch (hasLower, hasUpper) {
        case (true, true):
            return isAboveZero
                ? "\(lower) and at most \(upperBound.text)"
                : "from \(lowerBound.text) to \(upperBound.text)"
        case (true, false): return lower
        case (false, true): return "at most \(upperBound.text)"
        case (false, false): return "a finite number"
        }
    }
}
