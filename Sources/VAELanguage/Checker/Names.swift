// What a name means where it stands.

extension Checker {
    /// The value of a name in an expression; nil, with a diagnostic, when it has none there.
    mutating func variable(_ name: String, at range: SourceRange, in scope: Scope) -> Typed? {
        switch scope.bindings[name] {
        case .number(let value)?: return number(written: value, at: range)
        case .syntax(let syntax, let outer)?: return atCaller(outer) { $0.expression(syntax, in: outer) }
        case nil: break
        }
        if let local = scope.locals[name] {
            used.insert(localKey(local))
            guard let value = local.value else { return nil }
            return Typed(
                expression: Expression(
                    .local(local.index), shape: value.shape, support: value.support, range: range))
        }
        guard let symbol = symbols[name] else {
            diagnostics.add(unknownName(name, at: range, in: scope))
            return nil
        }
        used.insert(name)
        return value(of: symbol, name, at: range, in: scope)
    }

    private mutating func value(
        of symbol: Symbol, _ name: String, at range: SourceRange, in scope: Scope
    ) -> Typed? {
        switch symbol.meaning {
        case .invalid: return nil
        case .constant(let value?): return number(written: value, at: range)
        case .constant(nil): return nil
        case .data(let index):
            guard scope.place == .encoder else {
                diagnostics.add(.dataOutOfReach(name, isPrior: scope.place != .decoder, at: range))
                return nil
            }
            return typed(name, model.data[index].shape, model.data[index].support, at: range)
        case .given(let index):
            return typed(name, model.givens[index].shape, model.givens[index].support, at: range)
        case .parameter(let index):
            return typed(name, model.parameters[index].shape, model.parameters[index].support, at: range)
        case .latent(let index):
            guard scope.latents.contains(name) else {
                let diagnostic: Diagnostic =
                    scope.place == .encoder || scope.place == .decoder
                    ? .latentBeforeSample(name, isEncoder: scope.place == .encoder, at: range)
                    : .latentInPrior(name, at: range)
                diagnostics.add(diagnostic)
                return nil
            }
            return typed(name, model.latents[index].shape, model.latents[index].support, at: range)
        case .template, .shared:
            diagnostics.add(.layerAsValue(name, symbol.noun, at: range))
            return nil
        }
    }

    private func typed(_ name: String, _ shape: [Int], _ support: Support, at range: SourceRange) -> Typed {
        Typed(expression: Expression(.variable(name), shape: shape, support: support, range: range))
    }

    /// A number that stands in a text; a diagnostic where models cannot compute with it.
    mutating func number(written value: Double, at range: SourceRange) -> Typed {
        checkSize(value, at: range)
        return Typed(expression: number(value, at: range))
    }

    /// A number as an expression.
    func number(_ value: Double, at range: SourceRange) -> Expression {
        let support: Support = Support.unit.contains(value) ? .unit : (value > 0 ? .positive : .real)
        return Expression(.number(value), shape: [], support: support, range: range)
    }

    /// How the use of a local is remembered: names of locals are unique in a block only.
    func localKey(_ local: Scope.Local) -> String { "let@\(local.range.lower)" }

    /// The extents that `name.shape` stands for; nil, with a diagnostic, when there is no such variable.
    mutating func shape(of base: ExpressionSyntax, in scope: Scope) -> [Int]? {
        guard case .name(let name) = base.kind else {
            diagnostics.add(.shapeOfNoVariable(at: base.range))
            return nil
        }
        if case .syntax(let syntax, let outer)? = scope.bindings[name] { return shape(of: syntax, in: outer) }
        if let local = scope.locals[name] {
            used.insert(localKey(local))
            return local.value?.shape
        }
        guard let symbol = symbols[name] else {
            diagnostics.add(unknownName(name, at: base.range, in: scope))
            return nil
        }
        used.insert(name)
        switch symbol.meaning {
        case .data(let index): return model.data[index].shape
        case .given(let index): return model.givens[index].shape
        case .parameter(let index): return model.parameters[index].shape
        case .latent(let index): return model.latents[index].shape
        case .invalid: return nil
        case .constant, .template, .shared:
            diagnostics.add(.shapeOfNoVariable(at: base.range))
            return nil
        }
    }

    /// What to say of a name that means nothing here.
    func unknownName(_ name: String, at range: SourceRange, in scope: Scope) -> Diagnostic {
        if let there = declaredLater[name], there.lower > range.lower {
            return .declaredLater(name, there: there, at: range)
        }
        if let word = words.find(name) {
            return .layerAsValue(name, word.kind.withArticle, at: range)
        }
        if let local = blockLocals[name], scope.place != .constants {
            let isOwn: Bool = local.isEncoder == (scope.place == .encoder) && local.range.lower > range.lower
            return isOwn
                ? .declaredLater(name, there: local.range, at: range)
                : .localOfOtherBlock(name, isEncoder: local.isEncoder, there: local.range, at: range)
        }
        // With many names, looking for the nearest of each unknown one would take long.
        if diagnostics.isFull { return .unknownName(name, nearest: nil, declared: nil, at: range) }
        var candidates: [String] = scope.locals.keys.sorted() + scope.bindings.keys.sorted()
        candidates += symbols.keys.sorted().filter { isVisible($0, in: scope) }
        let nearest: String? = diagnostics.nearest(to: name, among: candidates)
        let declared: SourceRange? = nearest.flatMap { scope.locals[$0]?.range ?? symbols[$0]?.range }
        return .unknownName(name, nearest: nearest, declared: declared, at: range)
    }

    /// Whether a declared name would be right in an expression there.
    private func isVisible(_ name: String, in scope: Scope) -> Bool {
        switch symbols[name]?.meaning {
        case .constant: true
        case .data: scope.place == .encoder
        case .latent: scope.latents.contains(name)
        case .given, .parameter: scope.place != .constants
        default: false
        }
    }
}
