// Distributions: right of `~`, with tensors for parameters.

extension Checker {
    /// What a distribution describes; the shape is nil when it is not known, which was said.
    struct Described {
        var name: String
        var shape: [Int]?
    }

    /// A distribution with its typed arguments and its word; nil, with diagnostics, when it is none.
    mutating func distribution(
        _ syntax: ExpressionSyntax, of variable: Described, in scope: Scope
    ) -> (DistributionExpression, Signature)? {
        guard descend(at: syntax.range) else { return nil }
        defer { ascend() }
        switch syntax.kind {
        case .invalid: return nil
        case .parentheses(let inner): return distribution(inner, of: variable, in: scope)
        case .pipe(let first, let stages): return flow(first, stages, of: variable, in: scope)
        default: break
        }
        guard let call = syntax.asCall, scope.locals[call.name.text] == nil || syntax.isCall else {
            diagnostics.add(.notDistribution(variable.name, at: syntax.range))
            return nil
        }
        return distribution(call, of: variable, in: scope)
    }

    /// `normal(mean: …, scale: …)`
    mutating func distribution(
        _ call: CallSyntax, of variable: Described, in scope: Scope
    ) -> (DistributionExpression, Signature)? {
        var call: CallSyntax = call
        if words.find(call.name.text, [.distribution]) == nil {
            diagnostics.add(unknownDistribution(call.name, variable.name, in: scope))
            // The arguments are checked as those of the word that was probably meant.
            guard let nearest = nearestWord(to: call.name, [.distribution]) else { return nil }
            call.name.text = nearest
        }
        guard let word = words.find(call.name.text, [.distribution]) else { return nil }
        guard word.isSupported else {
            diagnostics.add(.notSupportedYet("the distribution '\(word.name)'", at: call.name.range))
            return nil
        }
        let target = ArgumentTarget(input: nil, shape: variable.shape, variable: variable.name)
        guard let arguments = bind(call, word, target, in: scope) else { return nil }
        let result = DistributionExpression(
            name: word.name, arguments: arguments, shape: variable.shape ?? [], range: call.range)
        return (result, word)
    }

    /// `normal(…) |> planar(8)`: no bijection is supported yet.
    private mutating func flow(
        _ first: ExpressionSyntax, _ stages: [CallSyntax], of variable: Described, in scope: Scope
    ) -> (DistributionExpression, Signature)? {
        let isDistribution: Bool = first.asCall.map { words.find($0.name.text, [.distribution]) != nil } ?? false
        guard isDistribution else {
            diagnostics.add(.notDistribution(variable.name, at: first.range))
            return nil
        }
        _ = distribution(first, of: variable, in: scope)
        for stage in stages {
            let name: Identifier = stage.name
            if let word = words.find(name.text), word.isSupported {
                diagnostics.add(.misplacedWord(name, word.kind.withArticle, expected: "a bijection of a distribution"))
            } else if words.find(name.text) != nil {
                diagnostics.add(.notSupportedYet("'\(name.text)'", at: name.range))
            } else {
                diagnostics.add(.unknownWord(name, noun: "bijection", nearest: nil))
            }
        }
        return nil
    }

    private func unknownDistribution(_ name: Identifier, _ variable: String, in scope: Scope) -> Diagnostic {
        if let word = words.find(name.text) {
            return .misplacedWord(name, word.kind.withArticle, expected: "a distribution")
        }
        if let symbol = symbols[name.text] {
            return .misplacedWord(name, symbol.noun, expected: "a distribution")
        }
        return .unknownWord(name, noun: "distribution", nearest: nearestWord(to: name, [.distribution]))
    }

    /// The word of these kinds that was probably meant by a name that means nothing else.
    func nearestWord(to name: Identifier, _ kinds: [Signature.Kind]) -> String? {
        guard !diagnostics.isFull, symbols[name.text] == nil, words.find(name.text) == nil else { return nil }
        return diagnostics.nearest(to: name.text, among: words.names(kinds))
    }

    // MARK: Tensors as arguments

    /// A tensor argument: a scalar or of the shape that is asked for, within the support that is asked for.
    mutating func tensor(
        _ argument: ArgumentSyntax, _ parameter: Signature.Parameter, _ word: Signature, _ target: ArgumentTarget,
        in scope: Scope
    ) -> Argument? {
        guard let typed = expression(argument.value, in: scope.below(parameter.label)) else { return nil }
        let what: String = "'\(parameter.label)' of '\(word.name)'"
        guard isNumeric(typed, what) else { return nil }
        if let shape = target.shape, !typed.shape.isEmpty, typed.shape != shape {
            let diagnostic: Diagnostic = .argumentShape(
                what, typed.shape, target.variable, shape, trace: traceNote(argument.value.range, typed.expression),
                at: argument.value.range)
            let keepsAxes: Bool = typed.shape.count > 1 && shape.count <= 1
            diagnostics.add(fixingExtents(diagnostic, argument.value, target.variable, keepsAxes: keepsAxes))
            return nil
        }
        guard checkSupport(typed, argument, parameter, word) else { return nil }
        if let clamp = parameter.clamp, !typed.expression.isNumber {
            diagnostics.add(.clampedArgument(what, clamp, at: argument.value.range))
        }
        return .tensor(typed.expression)
    }

    /// Adds the correction `dense(z.shape)` where the last stage states other extents.
    ///
    /// - Parameter keepsAxes: whether axes before the last are left, as of a picture that was not flattened. The correction
    ///   would make a model of that which is right in form alone.
    private func fixingExtents(
        _ diagnostic: Diagnostic, _ value: ExpressionSyntax, _ variable: String, keepsAxes: Bool
    ) -> Diagnostic {
        guard !variable.isEmpty, case .pipe(_, let stages) = value.kind, let last = stages.last,
            let word = words.find(last.name.text, [.layer]), symbols[last.name.text] == nil,
            word.parameters.contains(where: { $0.kind == .extents })
        else { return diagnostic }
        let unlabelled: [ArgumentSyntax] = last.arguments.filter { $0.label == nil }
        guard let first = unlabelled.first, let end = unlabelled.last else { return diagnostic }
        if keepsAxes { return diagnostic.notingLastAxis(word.name) }
        let range = SourceRange(first.range.lower, end.range.upper)
        return diagnostic.fixing(
            "give it the variable's extents", replacing: range, with: "\(variable).shape")
    }

    /// Whether a value lies in the support of its parameter: an error where it surely does not, a warning where nothing
    /// keeps it there.
    private mutating func checkSupport(
        _ typed: Typed, _ argument: ArgumentSyntax, _ parameter: Signature.Parameter, _ word: Signature
    ) -> Bool {
        let what: String = "'\(parameter.label)' of '\(word.name)'"
        let range: SourceRange = argument.value.range
        if case .number(let value) = typed.expression.kind {
            guard parameter.support.contains(value) else {
                diagnostics.add(.valueOutsideSupport(what, value, parameter.support, at: range))
                return false
            }
            return true
        }
        let group: [Signature.Parameter] = alternatives(to: parameter, word)
        let own: String = parameter.label.lowercased()
        if !parameter.support.contains(typed.support) {
            let free: Signature.Parameter? = Self.best(group.filter { $0.support == .real }) { $0.hasSuffix(own) }
            let fix: (SourceRange, String)? = free.flatMap { free in argument.label.map { ($0.range, free.label) } }
            let isFree: Bool = isUnconstrained(typed.expression)
            diagnostics.add(
                isFree
                    ? .unconstrainedArgument(what, parameter.support, fix: fix, at: range)
                    : .perhapsOutsideSupport(what, parameter.support, at: range))
        } else if parameter.support == .real, isFunctionResult(typed.expression),
            let squashed = Self.best(
                group.filter { $0.support == typed.support && $0.support != .real }, { own.hasSuffix($0) })
        {
            let label: SourceRange? = argument.label?.range
            diagnostics.add(
                typed.support == .unit
                    ? .squashedArgument(what, squashed.label, label: label, at: range)
                    : .perhapsWrongScale(what, squashed.label, label: label, at: range))
        }
        return true
    }

    /// The parameter whose label goes with another's, as 'variance' with 'logVariance'; otherwise the first.
    private static func best(
        _ parameters: [Signature.Parameter], _ goesWith: (String) -> Bool
    ) -> Signature.Parameter? {
        parameters.first { goesWith($0.label.lowercased()) } ?? parameters.first
    }

    /// The other parameters of which exactly one is given.
    private func alternatives(to parameter: Signature.Parameter, _ word: Signature) -> [Signature.Parameter] {
        let labels: [String] = word.oneOf.first { $0.contains(parameter.label) } ?? []
        return word.parameters.filter { labels.contains($0.label) && $0.label != parameter.label }
    }

    /// Whether the value is what an affine layer gives, or a variable of that support, so any real number.
    func isUnconstrained(_ expression: Expression) -> Bool {
        let value: Expression = resolved(expression)
        switch value.kind {
        case .application(let application): return words.find(application.name, [.layer])?.isAffine ?? false
        case .variable: return value.support == .real
        default: return false
        }
    }

    /// Whether the value comes straight out of a function whose results lie in a known set.
    private func isFunctionResult(_ expression: Expression) -> Bool {
        guard case .application(let application) = resolved(expression).kind else { return false }
        return words.find(application.name, [.function]) != nil
    }

    /// The expression, or what the local it consists of stands for.
    func resolved(_ expression: Expression) -> Expression {
        var result: Expression = expression
        // A local refers to earlier ones only, so this ends.
        while case .local(let index) = result.kind, index < localValues.count, let value = localValues[index] {
            result = value
        }
        return result
    }
}

extension ExpressionSyntax {
    /// Whether it is a call with parentheses.
    var isCall: Bool {
        if case .call = kind { return true }
        return false
    }
}
