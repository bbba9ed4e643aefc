// The arguments of a word: labels, positions, defaults, and what each may be.

/// What the arguments of a word are for.
struct ArgumentTarget {
    /// The input of a layer, for arguments that are pipelines.
    var input: Typed?
    /// The shape of the variable that a distribution describes: its tensors are scalars or have that shape.
    var shape: [Int]?
    /// The name of that variable.
    var variable: String = ""
}

extension Checker {
    /// The arguments of a call by label, defaults filled in; nil, with diagnostics, when they do not fit.
    mutating func bind(
        _ call: CallSyntax, _ word: Signature, _ target: ArgumentTarget, in scope: Scope
    ) -> [String: Argument]? {
        guard let given = assign(call, word) else { return nil }
        var arguments: [String: Argument] = [:]
        var isGood: Bool = checkAlternatives(given, call, word)
        for parameter in word.parameters {
            if let syntaxes = given[parameter.label] {
                if let value = argument(syntaxes, parameter, word, target, in: scope) {
                    arguments[parameter.label] = value
                } else {
                    isGood = false
                }
            } else if let value = defaultValue(of: parameter, word, given, at: call.range) {
                arguments[parameter.label] = value
            } else if isRequired(parameter, word) {
                diagnostics.add(.missingArgument(parameter.label, of: word, at: call.range))
                isGood = false
            }
        }
        return isGood ? arguments : nil
    }

    /// Which syntax belongs to which label; several for extents. nil, with diagnostics, when labels or positions are wrong.
    private mutating func assign(_ call: CallSyntax, _ word: Signature) -> [String: [ArgumentSyntax]]? {
        var given: [String: [ArgumentSyntax]] = [:]
        var isGood: Bool = true
        for argument in call.arguments {
            guard let label = argument.label else { continue }
            guard word.parameters.contains(where: { $0.label == label.text }) else {
                let nearest: String? = diagnostics.nearest(to: label.text, among: word.parameters.map(\.label))
                diagnostics.add(.unknownArgument(label, of: word, nearest: nearest))
                isGood = false
                continue
            }
            guard given[label.text] == nil else {
                diagnostics.add(.duplicateArgument(label, of: word.name))
                isGood = false
                continue
            }
            given[label.text] = [argument]
        }
        let unlabelled: [ArgumentSyntax] = call.arguments.filter { $0.label == nil }
        guard !unlabelled.isEmpty else { return isGood ? given : nil }
        if let row = word.parameters.first(where: { $0.kind.takesRow }), given[row.label] == nil {
            given[row.label] = unlabelled
            return isGood ? given : nil
        }
        var open: ArraySlice<Signature.Parameter> = word.parameters.filter { parameter in
            parameter.isPositional && given[parameter.label] == nil
        }[...]
        for argument in unlabelled {
            guard let parameter = open.popFirst() else {
                diagnostics.add(.tooManyArguments(argument, word, source))
                return nil
            }
            given[parameter.label] = [argument]
        }
        return isGood ? given : nil
    }

    /// Whether exactly one of each group of alternatives is given, or the group has a default.
    private mutating func checkAlternatives(
        _ given: [String: [ArgumentSyntax]], _ call: CallSyntax, _ word: Signature
    ) -> Bool {
        var isGood: Bool = true
        for group in word.oneOf {
            let present: [String] = group.filter { given[$0] != nil }
            let hasDefault: Bool = word.parameters.contains { group.contains($0.label) && $0.defaultText != nil }
            if present.count > 1 || (present.isEmpty && !hasDefault) {
                diagnostics.add(.oneOf(group, present, of: word.name, at: call.range))
                isGood = false
            }
        }
        return isGood
    }

    private func isRequired(_ parameter: Signature.Parameter, _ word: Signature) -> Bool {
        !parameter.isOptional && !word.oneOf.contains { $0.contains(parameter.label) }
    }

    // MARK: Defaults

    private func defaultValue(
        of parameter: Signature.Parameter, _ word: Signature, _ given: [String: [ArgumentSyntax]],
        at range: SourceRange
    ) -> Argument? {
        // The default of an alternative holds only when no other alternative is given.
        let isReplaced: Bool = word.oneOf.contains { group in
            group.contains(parameter.label) && group.contains { given[$0] != nil }
        }
        guard let text = parameter.defaultText, !isReplaced else { return nil }
        return argument(fromText: text, parameter.kind, at: SourceRange(range.lower, range.lower))
    }

    /// A default as the vocabulary writes it: a number, a word, or extents.
    private func argument(
        fromText text: String, _ kind: Signature.Parameter.Kind, at range: SourceRange
    ) -> Argument? {
        switch kind {
        case .integer: return Int(text).map { .integer($0) }
        case .number: return Double(text).map { .number($0) }
        case .extents:
            let extents: [Int] = text.split(separator: ",").compactMap { Int($0.filter { !$0.isWhitespace }) }
            return extents.count == 1 ? .integer(extents[0]) : .extents(extents)
        case .axes: return .extents(text.split(separator: ",").compactMap { Int($0.filter { !$0.isWhitespace }) })
        case .pair: return Int(text).map { .extents([$0, $0]) }
        case .boolean: return .boolean(text == "true")
        case .choice: return .choice(text)
        case .tensor: return Double(text).map { .tensor(number($0, at: range)) }
        case .call(let kind):
            if let value = Double(text) { return .number(value) }
            return words.find(text, [kind]).map { .call(defaultCall($0, at: range)) }
        case .pipeline: return nil
        }
    }

    /// A word with all its defaults. A word whose defaults hold itself would be the vocabulary's fault; one level is enough.
    private func defaultCall(_ word: Signature, at range: SourceRange) -> Call {
        var arguments: [String: Argument] = [:]
        for parameter in word.parameters {
            guard let text = parameter.defaultText else { continue }
            if case .call = parameter.kind, Double(text) == nil { continue }
            arguments[parameter.label] = argument(fromText: text, parameter.kind, at: range)
        }
        return Call(word.name, arguments, range: range)
    }

    // MARK: Kinds

    /// One argument of the kind that its parameter asks for; nil, with a diagnostic, when it is of another.
    private mutating func argument(
        _ syntaxes: [ArgumentSyntax], _ parameter: Signature.Parameter, _ word: Signature, _ target: ArgumentTarget,
        in scope: Scope
    ) -> Argument? {
        guard let syntax = syntaxes.first?.value else { return nil }
        let what: String = "'\(parameter.label)' of '\(word.name)'"
        switch parameter.kind {
        case .integer(let bounds):
            return whole(syntax, what, in: bounds, scope: scope).map { .integer($0) }
        case .number(let bounds):
            return number(syntax, what, in: bounds, scope: scope).map { .number($0) }
        case .extents: return extentsArgument(syntaxes.map(\.value), in: scope)
        case .axes: return axes(syntaxes.map(\.value), what, in: scope)
        case .pair(let bounds): return pair(syntax, what, in: bounds, scope: scope)
        case .boolean: return boolean(syntax, what, in: scope)
        case .choice(let choices): return choice(syntax, choices, parameter, what, in: scope)
        case .tensor: return tensor(syntaxes[0], parameter, word, target, in: scope)
        case .call(let kind): return callArgument(syntax, kind, what, in: scope)
        case .pipeline:
            guard let input = target.input else { return nil }
            let placeholder = Expression(
                .pipelineInput, shape: input.shape, support: input.support, range: syntax.range)
            return applyPipelineArgument(syntax, to: Typed(expression: placeholder), in: scope)
                .map { .pipeline($0.expression) }
        }
    }

    /// Whole numbers, a list of them, or the shape of a variable.
    private mutating func extentsArgument(_ syntaxes: [ExpressionSyntax], in scope: Scope) -> Argument? {
        if syntaxes.count == 1 {
            switch syntaxes[0].kind {
            case .name(let name):
                if case .syntax(let syntax, let outer)? = scope.bindings[name] {
                    return extentsArgument([syntax], in: outer)
                }
            case .list(let elements):
                return extents(elements, at: syntaxes[0].range, scope: scope).map { .extents($0) }
            case .member(let base, let member):
                guard member.text == "shape" else {
                    diagnostics.add(.unknownMember(member, at: member.range))
                    return nil
                }
                return shape(of: base, in: scope).map { .extents($0) }
            default: break
            }
        }
        let lower: Int = syntaxes.first?.range.lower ?? 0
        let range = SourceRange(lower, syntaxes.last?.range.upper ?? lower)
        guard let list = extents(syntaxes, at: range, scope: scope) else { return nil }
        return list.count == 1 ? .integer(list[0]) : .extents(list)
    }

    /// Places of axes; whether the tensor has them is for the layer to say.
    private mutating func axes(_ syntaxes: [ExpressionSyntax], _ what: String, in scope: Scope) -> Argument? {
        var list: [ExpressionSyntax] = syntaxes
        if syntaxes.count == 1, case .list(let elements) = syntaxes[0].kind { list = elements }
        let axes: [Int] = list.compactMap { whole($0, "an axis in \(what)", in: 0...Limits.axes - 1, scope: scope) }
        return axes.count == list.count ? .extents(axes) : nil
    }

    /// A number for height and width alike, or both.
    private mutating func pair(
        _ syntax: ExpressionSyntax, _ what: String, in bounds: ClosedRange<Int>, scope: Scope
    ) -> Argument? {
        switch syntax.kind {
        case .name(let name):
            if case .syntax(let bound, let outer)? = scope.bindings[name] {
                return pair(bound, what, in: bounds, scope: outer)
            }
        case .list(let elements):
            guard elements.count == 2 else {
                let expected: String = "one number, or two in brackets: height and width"
                diagnostics.add(.argumentKind(what, expected, at: syntax.range))
                return nil
            }
            let both: [Int] = elements.compactMap { whole($0, what, in: bounds, scope: scope) }
            return both.count == 2 ? .extents(both) : nil
        default: break
        }
        return whole(syntax, what, in: bounds, scope: scope).map { .extents([$0, $0]) }
    }

    private mutating func boolean(_ syntax: ExpressionSyntax, _ what: String, in scope: Scope) -> Argument? {
        guard let word = word(syntax, in: scope), word == "true" || word == "false" else {
            diagnostics.add(.argumentKind(what, "'true' or 'false'", at: syntax.range))
            return nil
        }
        return .boolean(word == "true")
    }

    private mutating func choice(
        _ syntax: ExpressionSyntax, _ choices: [String], _ parameter: Signature.Parameter, _ what: String,
        in scope: Scope
    ) -> Argument? {
        let word: String? = word(syntax, in: scope)
        if let word, parameter.plannedChoices.contains(word) {
            diagnostics.add(.notSupportedYet("'\(word)' for \(what)", at: syntax.range))
            return nil
        }
        guard let word, choices.contains(word) else {
            let nearest: String? = word.flatMap { diagnostics.nearest(to: $0, among: choices) }
            diagnostics.add(.argumentChoice(what, choices, nearest: nearest, at: syntax.range))
            return nil
        }
        return .choice(word)
    }

    /// The word an argument consists of; nil when it is anything else.
    private func word(_ syntax: ExpressionSyntax, in scope: Scope) -> String? {
        guard case .name(let name) = syntax.kind else { return nil }
        if case .syntax(let bound, let outer)? = scope.bindings[name] { return word(bound, in: outer) }
        return name
    }

    /// A call of a word of one kind; for a schedule also a number.
    private mutating func callArgument(
        _ syntax: ExpressionSyntax, _ kind: Signature.Kind, _ what: String, in scope: Scope
    ) -> Argument? {
        if case .name(let name) = syntax.kind, case .syntax(let bound, let outer)? = scope.bindings[name] {
            return callArgument(bound, kind, what, in: outer)
        }
        if case .invalid = syntax.kind { return nil }
        if kind == .schedule, isConstant(syntax, in: scope) {
            return number(syntax, what, in: 0...1e9, scope: scope).map { .number($0) }
        }
        guard let call = syntax.asCall else {
            diagnostics.add(.argumentKind(what, kind.withArticle, at: syntax.range))
            return nil
        }
        return settingCall(call, kind, in: scope).map { .call($0.0) }
    }

    /// A call of a word that is no tensor: a schedule, an optimizer, a transform; nil, with a diagnostic, when it is none.
    mutating func settingCall(
        _ call: CallSyntax, _ kind: Signature.Kind, in scope: Scope
    ) -> (Call, Signature)? {
        guard descend(at: call.range) else { return nil }
        defer { ascend() }
        guard let word = words.find(call.name.text, [kind]) else {
            if let other = words.find(call.name.text) {
                diagnostics.add(.misplacedWord(call.name, other.kind.withArticle, expected: kind.withArticle))
            } else {
                let nearest: String? = diagnostics.nearest(to: call.name.text, among: words.names([kind]))
                diagnostics.add(.unknownWord(call.name, noun: kind.noun, nearest: nearest))
            }
            return nil
        }
        guard word.isSupported else {
            diagnostics.add(.notSupportedYet("'\(word.name)'", at: call.name.range))
            return nil
        }
        guard let arguments = bind(call, word, ArgumentTarget(), in: scope) else { return nil }
        return (Call(word.name, arguments, range: call.range), word)
    }
}

extension Signature.Parameter.Kind {
    /// Whether all unlabelled arguments belong to it.
    fileprivate var takesRow: Bool { self == .extents || self == .axes }
}
