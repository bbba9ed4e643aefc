// The shape and the support of expressions.

extension Checker {
    /// An expression with its type; nil, with a diagnostic, when it has none.
    mutating func expression(_ syntax: ExpressionSyntax, in scope: Scope) -> Typed? {
        guard descend(at: syntax.range) else { return nil }
        defer { ascend() }
        switch syntax.kind {
        case .invalid: return nil
        case .number(let value): return number(written: value, at: syntax.range)
        case .name(let name): return variable(name, at: syntax.range, in: scope)
        case .parentheses(let inner): return expression(inner, in: scope)
        case .negation(let operand): return negation(operand, at: syntax.range, in: scope)
        case .binary(let symbol, let left, let right):
            return binary(symbol, left, right, at: syntax.range, in: scope)
        case .call(let call): return called(call, in: scope)
        case .pipe(let first, let stages): return pipe(first, stages, at: syntax.range, in: scope)
        case .member(let base, let member):
            diagnostics.add(
                member.text == "shape"
                    ? .misplacedShape(at: syntax.range) : .unknownMember(member, at: member.range))
            // The names in it are still looked up.
            _ = shape(of: base, in: scope)
            return nil
        case .list:
            diagnostics.add(.misplacedList(at: syntax.range))
            return nil
        }
    }

    private mutating func negation(
        _ operand: ExpressionSyntax, at range: SourceRange, in scope: Scope
    ) -> Typed? {
        guard let inner = expression(operand, in: scope) else { return nil }
        if case .number(let value) = inner.expression.kind { return Typed(expression: number(-value, at: range)) }
        guard isNumeric(inner, "'-'") else { return nil }
        let result = Expression(.negation(inner.expression), shape: inner.shape, support: .real, range: range)
        return bounded(Typed(expression: result, height: inner.height + 1))
    }

    private mutating func binary(
        _ symbol: BinaryOperator, _ left: ExpressionSyntax, _ right: ExpressionSyntax, at range: SourceRange,
        in scope: Scope
    ) -> Typed? {
        let leftOperand: Typed? = expression(left, in: scope)
        let rightOperand: Typed? = expression(right, in: scope)
        guard let leftOperand, let rightOperand else { return nil }
        let (a, b) = (leftOperand.expression, rightOperand.expression)
        if case .number(let x) = a.kind, case .number(let y) = b.kind {
            return arithmetic(symbol, x, y, at: range).map { Typed(expression: number($0, at: range)) }
        }
        let isLeftNumeric: Bool = isNumeric(leftOperand, "'\(symbol.rawValue)'")
        guard isNumeric(rightOperand, "'\(symbol.rawValue)'"), isLeftNumeric else { return nil }
        guard a.shape == b.shape || a.shape.isEmpty || b.shape.isEmpty else {
            let notes: [String] = [traceNote(left.range, a), traceNote(right.range, b)].compactMap { $0 }
            diagnostics.add(.operandShapes(symbol, a.shape, b.shape, traces: notes, at: range))
            return nil
        }
        let shape: [Int] = a.shape.isEmpty ? b.shape : a.shape
        let result = Expression(.binary(symbol, a, b), shape: shape, support: symbol.support(a, b), range: range)
        return bounded(Typed(expression: result, height: max(leftOperand.height, rightOperand.height) + 1))
    }

    /// Whether something can be computed with it; categories are names.
    mutating func isNumeric(_ operand: Typed, _ what: String) -> Bool {
        guard operand.support.isCategory else { return true }
        diagnostics.add(.categoriesAsNumbers(operand.support, what, at: operand.range))
        return false
    }

    /// Reports an expression that is too high a tree.
    mutating func bounded(_ typed: Typed) -> Typed? {
        guard typed.height <= Limits.depth else {
            diagnostics.add(.pipelineTooLong(at: typed.range))
            return nil
        }
        return typed
    }

    // MARK: Pipelines

    private mutating func pipe(
        _ first: ExpressionSyntax, _ stages: [CallSyntax], at range: SourceRange, in scope: Scope
    ) -> Typed? {
        guard let input = expression(first, in: scope) else {
            // What is independent of the input is still checked.
            for stage in stages { checkName(of: stage, in: scope) }
            return nil
        }
        let text: String = source.text(in: first.range).oneLine
        return pipeline(stages, input, trace: TraceStage(text: text, shape: input.shape), at: range, in: scope)
    }

    /// Sends an input through stages, noting the shape after each.
    mutating func pipeline(
        _ stages: [CallSyntax], _ input: Typed, trace first: TraceStage, at range: SourceRange, in scope: Scope
    ) -> Typed? {
        var trace: [TraceStage] = [first]
        var value: Typed = input
        for stage in stages {
            let text: String = "|> " + source.text(in: stage.range).oneLine
            trace.append(TraceStage(text: text, shape: nil))
            traces[range] = trace
            guard let result = apply(stage, to: value, trace: trace, in: scope) else { return nil }
            trace[trace.count - 1].shape = result.shape
            value = result
        }
        traces[range] = trace
        return value
    }

    /// The shapes after each stage of the pipeline at a range, or of the one that a local there stands for, for a note; nil
    /// when there is none.
    func traceNote(_ range: SourceRange, _ value: Expression) -> String? {
        if let trace = traces[range], trace.count > 1 { return "the shapes are\n" + traceText(trace) }
        guard case .local(let index) = value.kind, index < localRanges.count, let trace = traces[localRanges[index]],
            trace.count > 1
        else { return nil }
        return "the shapes of '\(source.text(in: range).oneLine)' are\n" + traceText(trace)
    }

    /// One line for each stage: its text and the shape after it.
    func traceText(_ trace: [TraceStage]) -> String {
        let width: Int = min(48, trace.reduce(0) { max($0, $1.text.count) })
        let lines: [String] = trace.map { stage in
            stage.text.padded(to: width) + "  " + (stage.shape?.shapeText ?? "does not fit")
        }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// The text on one line, cut after 40 characters.
    var oneLine: String {
        let words: [Substring] = split { $0.isWhitespace }
        return words.joined(separator: " ").shortened
    }
}
