// The declarations at the top of the file: what each name means.

extension Checker {
    /// Declares every name, in the order of the file; types and constants see what is above them.
    mutating func declare(_ declarations: [DeclarationSyntax]) {
        for declaration in declarations {
            switch declaration.kind {
            case .block(let block): noteLocals(of: block)
            case .objective, .training, .tune: break
            default:
                if declaredLater[declaration.name.text] == nil {
                    declaredLater[declaration.name.text] = declaration.name.range
                }
            }
        }
        for declaration in declarations { declare(declaration) }
        declaredLater.removeAll()
    }

    /// Remembers the lets of a block, so that a use elsewhere can be explained.
    private mutating func noteLocals(of block: BlockSyntax) {
        for statement in block.statements where statement.kind == .local && blockLocals[statement.name.text] == nil {
            blockLocals[statement.name.text] = (statement.name.range, block.isEncoder)
        }
    }

    private mutating func declare(_ declaration: DeclarationSyntax) {
        let name: Identifier = declaration.name
        switch declaration.kind {
        case .constant(let value): declare(name, .constant(constantValue(name.text, value)))
        case .data(let type, let transforms): declareData(name, type, transforms, declaration.range)
        case .given(let type):
            guard let (support, shape) = checkType(type) else { return poison(name) }
            let given = GivenVariable(name: name.text, support: support, shape: shape, range: declaration.range)
            if declare(name, .given(model.givens.count)) { model.givens.append(given) }
        case .parameter(let type, let initial): declareParameter(name, type, initial, declaration.range)
        case .latent(let type, _):
            guard let (support, shape) = checkType(type) else { return poison(name) }
            let latent = LatentVariable(
                name: name.text, support: support, shape: shape, prior: nil, range: declaration.range)
            if declare(name, .latent(model.latents.count)) { model.latents.append(latent) }
        case .template(let parameters, let pipeline):
            checkCallableName(name)
            declare(name, .template(Template(parameters: unique(parameters), pipeline: pipeline)))
        case .shared(let pipeline):
            checkCallableName(name)
            declare(name, .shared(pipeline))
        case .distribution:
            diagnostics.add(.notSupportedYet("a 'distribution' of one's own", at: name.range))
            poison(name)
        case .invalid: poison(name)
        case .block, .objective, .training, .tune: break
        }
    }

    /// Gives a name its meaning; false, with a diagnostic, when it has one already.
    @discardableResult
    private mutating func declare(_ name: Identifier, _ meaning: Symbol.Meaning) -> Bool {
        if let first = symbols[name.text] {
            diagnostics.add(.duplicateName(name, first: first.range))
            // What the name means where it is used is anyone's guess.
            symbols[name.text]?.meaning = .invalid
            return false
        }
        symbols[name.text] = Symbol(meaning: meaning, range: name.range)
        return true
    }

    /// Makes a name known whose declaration is wrong, so that its uses are not reported.
    private mutating func poison(_ name: Identifier) { declare(name, .invalid) }

    /// What stands in pipelines must not hide a word of the language.
    private mutating func checkCallableName(_ name: Identifier) {
        guard let word = words.find(name.text, [.layer, .function, .repetition, .combination]) else { return }
        diagnostics.add(.reservedName(name, word.kind))
    }

    /// The parameters of a template without repetitions.
    private mutating func unique(_ parameters: [Identifier]) -> [Identifier] {
        var seen: [String: SourceRange] = [:]
        for parameter in parameters {
            if let first = seen[parameter.text] {
                diagnostics.add(.duplicateName(parameter, first: first))
            } else {
                seen[parameter.text] = parameter.range
            }
        }
        return parameters
    }

    /// The value of a `let`, or the one that was set for it.
    private mutating func constantValue(_ name: String, _ value: ExpressionSyntax) -> Double? {
        let written: Double? = constant(value, in: Scope(.constants))
        guard let override = overrides[name] else { return written }
        return override.isFinite ? override : nil
    }

    /// Reports overrides of what is no `let`, in the order of their names.
    mutating func checkOverrides(at range: SourceRange) {
        let constants: [String] = symbols.filter { if case .constant = $0.value.meaning { true } else { false } }
            .keys.sorted()
        let names: [String] = overrides.keys.sorted()
        let unknown: [String] = names.filter { !constants.contains($0) }
        if let first = unknown.first {
            let nearest: String? = diagnostics.nearest(to: first, among: constants)
            diagnostics.add(.unknownOverride(unknown, nearest: nearest, at: range))
        }
        for name in names {
            guard let symbol = symbols[name], let value = overrides[name], !value.isFinite else { continue }
            diagnostics.add(.overrideNotFinite(name, at: symbol.range))
        }
    }

    // MARK: Types

    /// The support and the extents of a type; nil, with a diagnostic, when it is none.
    private mutating func checkType(_ type: TypeSyntax) -> (Support, [Int])? {
        let shape: [Int]? = extents(type.extents, at: type.range, scope: Scope(.constants))
        guard let support = checkSupport(type), let shape else { return nil }
        return (support, shape)
    }

    private mutating func checkSupport(_ type: TypeSyntax) -> Support? {
        let name: Identifier = type.support
        if name.text == "category" {
            guard let categories = type.categories else {
                diagnostics.add(.categoryWithoutCount(at: name.range))
                return nil
            }
            return whole(categories, "the number of categories", in: 2...1_000_000, scope: Scope(.constants))
                .map { .category($0) }
        }
        guard let support = Checker.supports[name.text] else {
            let nearest: String? = diagnostics.nearest(to: name.text, among: Keywords.supports)
            diagnostics.add(.unknownSupport(name, nearest: nearest))
            return nil
        }
        if let categories = type.categories { diagnostics.add(.supportWithCount(name.text, at: categories.range)) }
        return support
    }

    private static let supports: [String: Support] = [
        "real": .real, "positive": .positive, "unit": .unit, "binary": .binary, "byte": .byte, "count": .count,
    ]

    // MARK: Variables with more than a type

    private mutating func declareData(
        _ name: Identifier, _ type: TypeSyntax, _ transforms: [CallSyntax], _ range: SourceRange
    ) {
        var calls: [Call] = []
        let checked: (Support, [Int])? = checkType(type)
        for transform in transforms {
            guard let (call, word) = settingCall(transform, .transform, in: Scope(.constants)) else { continue }
            calls.append(call)
            guard let support = checked?.0, word.range != .real else { continue }
            if !Support.unit.contains(support), word.range == .binary {
                diagnostics.add(.transformOfUnit(transform.name.text, support, at: transform.range))
            } else if !support.contains(word.range) {
                diagnostics.add(.transformSupport(transform.name.text, word.range, support, at: transform.range))
            }
        }
        guard let (support, shape) = checked else { return poison(name) }
        let data = DataVariable(
            name: name.text, support: support, shape: shape, transforms: calls, range: range)
        if declare(name, .data(model.data.count)) { model.data.append(data) }
    }

    private mutating func declareParameter(
        _ name: Identifier, _ type: TypeSyntax, _ initial: ExpressionSyntax, _ range: SourceRange
    ) {
        let checked: (Support, [Int])? = checkType(type)
        let value: Argument? = initialValue(initial, support: checked?.0 ?? .real)
        guard let (support, shape) = checked, let value else { return poison(name) }
        guard support == .real || support == .positive || support == .unit else {
            diagnostics.add(.parameterSupport(name.text, support, at: type.range))
            return poison(name)
        }
        let parameter = ParameterVariable(
            name: name.text, support: support, shape: shape, initial: value, range: range)
        guard declare(name, .parameter(model.parameters.count)) else { return }
        model.parameters.append(parameter)
        learn([Signature.LearnedTensor("", shape)], path: name.text, at: range)
    }

    /// How a parameter starts: a number in its support, or an initialisation.
    private mutating func initialValue(_ syntax: ExpressionSyntax, support: Support) -> Argument? {
        let scope = Scope(.constants)
        if let call = syntax.asCall, symbols[call.name.text] == nil {
            return settingCall(call, .initialisation, in: scope).map { .call($0.0) }
        }
        guard let value = constant(syntax, in: scope), checkSize(value, at: syntax.range) else { return nil }
        guard support.contains(value) else {
            diagnostics.add(.valueOutsideSupport("the initial value", value, support, at: syntax.range))
            return nil
        }
        guard support != .unit || (value > 0 && value < 1) else {
            diagnostics.add(.initialValueAtEdge(value, at: syntax.range))
            return nil
        }
        return .number(value)
    }
}

extension ExpressionSyntax {
    /// The expression as a call: with parentheses, or a name alone.
    var asCall: CallSyntax? {
        switch kind {
        case .call(let call): call
        case .name(let name):
            CallSyntax(
                name: Identifier(text: name, range: range), arguments: [], hasList: false, range: range)
        case .parentheses(let inner): inner.asCall
        default: nil
        }
    }
}
