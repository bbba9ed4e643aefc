extension Parser {
    /// `sum { "|>" call }`
    mutating func parseExpression(_ context: String) throws(Failure) -> ExpressionSyntax {
        let lower: Int = current.range.lower
        let first: ExpressionSyntax = try parseSum(context)
        guard current.kind == .pipe else { return first }
        let stages: [CallSyntax] = try parseStages()
        let height: Int = max(first.height, stages.reduce(0) { max($0, $1.height) }) + 1
        return ExpressionSyntax(kind: .pipe(first, stages), range: range(from: lower), height: height)
    }

    /// `call { "|>" call }`, where only calls may stand.
    mutating func parsePipeline(_ context: String) throws(Failure) -> PipelineSyntax {
        let lower: Int = current.range.lower
        // After `=` the line continues.
        guard current.kind == .name else { throw unexpected("a layer", context) }
        let first: CallSyntax = try parseCall("a layer", context)
        let rest: [CallSyntax] = try parseStages()
        return PipelineSyntax(stages: [first] + rest, range: range(from: lower))
    }

    private mutating func parseStages() throws(Failure) -> [CallSyntax] {
        var stages: [CallSyntax] = []
        while take(.pipe) {
            guard current.kind == .name else { throw unexpected("a layer", "after '|>'") }
            stages.append(try parseCall("a layer", "after '|>'"))
        }
        return stages
    }

    /// `name [ "(" … ")" ]`; the name may begin a line, for the line continues before it.
    mutating func parseCall(_ expected: String, _ context: String) throws(Failure) -> CallSyntax {
        guard current.kind == .name else { throw unexpected(expected, context) }
        let token: Token = take()
        return try parseCall(of: Identifier(text: token.text, range: token.range))
    }

    private mutating func parseCall(of name: Identifier) throws(Failure) -> CallSyntax {
        guard isOnLine(.leftParenthesis) else {
            return CallSyntax(name: name, arguments: [], hasList: false, range: name.range)
        }
        try enter()
        defer { leave() }
        openBracket()
        var arguments: [ArgumentSyntax] = []
        while current.kind != .rightParenthesis {
            arguments.append(try parseArgument(of: name))
            guard take(.comma) || passMissingComma() else { break }
        }
        try closeBracket("in the arguments of '\(name.text)'")
        return CallSyntax(name: name, arguments: arguments, hasList: true, range: range(from: name.range.lower))
    }

    private mutating func parseArgument(of name: Identifier) throws(Failure) -> ArgumentSyntax {
        let lower: Int = current.range.lower
        var label: Identifier?
        if current.kind == .name, next.kind == .colon || next.kind == .equal {
            label = Identifier(text: current.text, range: current.range)
            take()
            if !takeSlip(for: .colon, "after the label '\(label?.text ?? "")'") { take() }
        }
        let value: ExpressionSyntax = try parseExpression("in the arguments of '\(name.text)'")
        return ArgumentSyntax(label: label, value: value, range: range(from: lower))
    }

    private mutating func parseSum(_ context: String) throws(Failure) -> ExpressionSyntax {
        var left: ExpressionSyntax = try parseProduct(context)
        while current.kind == .plus || current.kind == .minus {
            let symbol: BinaryOperator = take().kind == .plus ? .add : .subtract
            left = try join(left, symbol, try parseProduct("after '\(symbol.rawValue)'"))
        }
        return left
    }

    private mutating func parseProduct(_ context: String) throws(Failure) -> ExpressionSyntax {
        var left: ExpressionSyntax = try parseUnary(context)
        while current.kind == .star || current.kind == .slash {
            let sign: Token = take()
            if takePowerOfOtherLanguages(after: sign) {
                left = try join(left, .power, try parseUnary("after '^'"))
                continue
            }
            let symbol: BinaryOperator = sign.kind == .star ? .multiply : .divide
            left = try join(left, symbol, try parseUnary("after '\(symbol.rawValue)'"))
        }
        return left
    }

    /// `[ "-" ] power`: so −x ^ 2 is −(x ^ 2).
    private mutating func parseUnary(_ context: String) throws(Failure) -> ExpressionSyntax {
        let lower: Int = current.range.lower
        guard take(.minus) else { return try parsePower(context) }
        let operand: ExpressionSyntax = try parsePower("after '-'")
        return try bounded(
            ExpressionSyntax(kind: .negation(operand), range: range(from: lower), height: operand.height + 1))
    }

    private mutating func parsePower(_ context: String) throws(Failure) -> ExpressionSyntax {
        let base: ExpressionSyntax = try parsePostfix(context)
        guard take(.caret) else { return base }
        try enter()
        defer { leave() }
        return try join(base, .power, try parseUnary("after '^'"))
    }

    private mutating func parsePostfix(_ context: String) throws(Failure) -> ExpressionSyntax {
        var base: ExpressionSyntax = try parsePrimary(context)
        while isOnLine(.dot) {
            take()
            let member: Identifier = try expectName("the name of a property", "after '.'")
            base = try bounded(
                ExpressionSyntax(
                    kind: .member(base, member), range: range(from: base.range.lower), height: base.height + 1))
        }
        return base
    }

    private mutating func parsePrimary(_ context: String) throws(Failure) -> ExpressionSyntax {
        let token: Token = current
        switch token.kind {
        case .number:
            take()
            return ExpressionSyntax(kind: .number(token.value), range: token.range)
        case .name:
            take()
            let call: CallSyntax = try parseCall(of: Identifier(text: token.text, range: token.range))
            guard call.hasList else { return ExpressionSyntax(kind: .name(token.text), range: token.range) }
            return ExpressionSyntax(kind: .call(call), range: call.range, height: call.height + 1)
        case .leftParenthesis:
            try enter()
            defer { leave() }
            openBracket()
            let inner: ExpressionSyntax = try parseExpression("inside the parentheses")
            guard current.kind == .rightParenthesis else { throw unexpected("')'", "after the expression") }
            try closeBracket("after the expression")
            return ExpressionSyntax(
                kind: .parentheses(inner), range: range(from: token.range.lower), height: inner.height + 1)
        case .leftBracket:
            try enter()
            defer { leave() }
            let elements: [ExpressionSyntax] = try parseBracketedList("in the list")
            let height: Int = elements.reduce(0) { max($0, $1.height) } + 1
            return ExpressionSyntax(kind: .list(elements), range: range(from: token.range.lower), height: height)
        default:
            throw unexpected("an expression", context)
        }
    }

    /// `"[" [ expression { "," expression } ] "]"`, the current token being the bracket.
    mutating func parseBracketedList(_ context: String) throws(Failure) -> [ExpressionSyntax] {
        openBracket()
        var elements: [ExpressionSyntax] = []
        while current.kind != .rightBracket {
            elements.append(try parseExpression(context))
            guard take(.comma) else { break }
        }
        try closeBracket(context)
        return elements
    }

    private mutating func join(
        _ left: ExpressionSyntax, _ symbol: BinaryOperator, _ right: ExpressionSyntax
    ) throws(Failure) -> ExpressionSyntax {
        let height: Int = max(left.height, right.height) + 1
        let range = SourceRange(left.range.lower, max(left.range.lower, right.range.upper))
        return try bounded(ExpressionSyntax(kind: .binary(symbol, left, right), range: range, height: height))
    }

    /// Reports an expression that is too high a tree.
    private mutating func bounded(_ expression: ExpressionSyntax) throws(Failure) -> ExpressionSyntax {
        guard expression.height <= Limits.depth else {
            diagnostics.add(.nestedTooDeep(at: expression.range))
            throw Failure()
        }
        return expression
    }
}

extension CallSyntax {
    /// The longest way down in the arguments.
    fileprivate var height: Int { arguments.reduce(1) { max($0, $1.value.height + 1) } }
}
