// `repeat(3, pipeline)` and `repeat([32, 64, 128], pipeline)`: a stack of similar stages.

extension Checker {
    /// The name that stands for the number of the list in the pipeline of a repetition.
    private static let element = "each"

    /// Sends an input through a pipeline once for each number of a list, or so many times; every time has parameters of
    /// its own, named as if the stages were written one after another.
    mutating func repeated(_ call: CallSyntax, _ input: Typed, in scope: Scope) -> Typed? {
        guard call.arguments.count == 2, call.arguments.allSatisfy({ $0.label == nil }) else {
            diagnostics.add(.repetitionArguments(at: call.range))
            return nil
        }
        guard let elements = elements(call.arguments[0].value, in: scope) else { return nil }
        let pipeline: ExpressionSyntax = call.arguments[1].value
        var value: Typed = input
        var trace: [TraceStage] = [TraceStage(text: "(input)", shape: input.shape)]
        for (number, element) in elements.enumerated() {
            var inner: Scope = scope
            var name = "repetition \(number + 1) of \(elements.count)"
            if let element {
                inner.bindings[Self.element] = .number(element)
                name += ", where '\(Self.element)' is \(element.text)"
            }
            let stage: String = element.map { "\(Self.element) = \($0.text)" } ?? "repetition \(number + 1)"
            trace.append(TraceStage(text: stage, shape: nil))
            expanding.append(
                Expansion(name: name, isRepetition: true, range: call.range, input: value.shape, trace: trace))
            defer { expanding.removeLast() }
            guard let result = applyPipelineArgument(pipeline, to: value, in: inner) else { return nil }
            value = result
            trace[trace.count - 1].shape = result.shape
        }
        return value
    }

    /// The numbers of the list, or nil as often as a number says; nil, with a diagnostic, when it is neither.
    private mutating func elements(_ syntax: ExpressionSyntax, in scope: Scope) -> [Double?]? {
        switch syntax.kind {
        case .name(let name):
            if case .syntax(let bound, let outer)? = scope.bindings[name] { return elements(bound, in: outer) }
        case .list(let list):
            guard !list.isEmpty else {
                diagnostics.add(.repetitionArguments(at: syntax.range))
                return nil
            }
            let numbers: [Double] = list.compactMap { constant($0, in: scope) }
            return numbers.count == list.count ? numbers : nil
        default: break
        }
        guard let count = whole(syntax, "the number of repetitions", in: 1...Limits.depth, scope: scope) else {
            return nil
        }
        return Array(repeating: nil, count: count)
    }
}
