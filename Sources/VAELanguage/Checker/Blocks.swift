// Encoders and decoders: their statements in order.

/// What a block defines, for the checks that need all blocks.
struct BlockFacts {
    /// One variable that a block defines.
    struct Definition {
        /// The word of the distribution; nil for a point code, or when it is wrong.
        var word: Signature?
        /// Whether it is a point code.
        var isPoint: Bool
        /// The statement.
        var range: SourceRange
    }

    var isEncoder: Bool
    var name: String?
    var headRange: SourceRange
    var definitions: [String: Definition] = [:]
}

extension Checker {
    /// Checks the priors that stand at the declarations of latents.
    mutating func checkPriors(_ declarations: [DeclarationSyntax]) {
        for declaration in declarations {
            guard case .latent(_, let prior?) = declaration.kind else { continue }
            let name: String = declaration.name.text
            latentsWithPrior.insert(name)
            guard case .latent(let index)? = symbols[name]?.meaning, symbols[name]?.range == declaration.name.range
            else { continue }
            let latent: LatentVariable = model.latents[index]
            let scope = Scope(.prior, path: "prior." + name)
            let described = Described(name: name, shape: latent.shape)
            guard let (prior, word) = distribution(prior, of: described, in: scope) else { continue }
            guard latent.support.contains(word.range) else {
                diagnostics.add(.latentSupport(name, latent.support, word, role: "prior", at: prior.range))
                continue
            }
            model.latents[index].prior = prior
            priorWords[name] = word
        }
    }

    /// Checks all blocks, in the order of the file.
    mutating func checkBlocks(_ declarations: [DeclarationSyntax]) {
        for declaration in declarations {
            guard case .block(let syntax) = declaration.kind else { continue }
            guard blockFacts.count(where: { $0.isEncoder == syntax.isEncoder }) < Limits.alternatives else {
                diagnostics.add(.tooManyAlternatives(at: syntax.headRange))
                continue
            }
            let checked: Block = block(syntax, declaration)
            if syntax.isEncoder { model.encoders.append(checked) } else { model.decoders.append(checked) }
        }
        checkAlternativeNames()
    }

    private mutating func block(_ syntax: BlockSyntax, _ declaration: DeclarationSyntax) -> Block {
        let keyword: String = syntax.isEncoder ? "encoder" : "decoder"
        let path: String = syntax.name.map { "\(keyword).\($0.text)" } ?? keyword
        var facts = BlockFacts(isEncoder: syntax.isEncoder, name: syntax.name?.text, headRange: syntax.headRange)
        var scope = Scope(syntax.isEncoder ? .encoder : .decoder, path: path)
        localValues = []
        localRanges = []
        if !syntax.isEncoder {
            // In a decoder a latent is known from the start, unless the decoder itself gives its prior.
            let own: Set<String> = Set(syntax.statements.filter { $0.kind == .distributed }.map(\.name.text))
            for latent in model.latents where !own.contains(latent.name) { scope.latents.insert(latent.name) }
        }
        var statements: [Statement] = []
        for statement in syntax.statements {
            let kind: Statement.Kind?
            switch statement.kind {
            case .local: kind = local(statement, &scope, &facts)
            case .distributed: kind = distributed(statement, &scope, &facts)
            case .assigned: kind = assigned(statement, &scope, &facts)
            }
            if let kind { statements.append(Statement(kind: kind, range: statement.range)) }
        }
        blockFacts.append(facts)
        for (name, local) in scope.locals { blockLets.append((name, localKey(local), local.range)) }
        return Block(name: syntax.name?.text, statements: statements, range: declaration.range)
    }

    // MARK: Statements

    private mutating func local(
        _ statement: StatementSyntax, _ scope: inout Scope, _ facts: inout BlockFacts
    ) -> Statement.Kind? {
        let name: Identifier = statement.name
        let typed: Typed? = expression(statement.value, in: scope.below(name.text))
        if let first = scope.locals[name.text]?.range ?? symbols[name.text]?.range {
            diagnostics.add(.duplicateName(name, first: first))
            // A variable may have been meant: it is not reported as missing too.
            if facts.definitions[name.text] == nil {
                facts.definitions[name.text] = BlockFacts.Definition(
                    word: nil, isPoint: false, range: statement.range)
            }
            return nil
        }
        let index: Int = localValues.count
        localValues.append(typed?.expression)
        localRanges.append(statement.value.range)
        scope.locals[name.text] = Scope.Local(index: index, value: typed?.expression, range: name.range)
        noteShapes(of: statement.value)
        guard let typed else { return nil }
        return .local(name: name.text, index: index, value: typed.expression)
    }

    private mutating func distributed(
        _ statement: StatementSyntax, _ scope: inout Scope, _ facts: inout BlockFacts
    ) -> Statement.Kind? {
        let name: Identifier = statement.name
        let (described, latent): (Described, LatentVariable?) = target(name, scope)
        if let before = facts.definitions[name.text] {
            diagnostics.add(.definedTwice(name, first: before.range))
            return nil
        }
        var definition = BlockFacts.Definition(word: nil, isPoint: false, range: statement.range)
        defer { facts.definitions[name.text] = definition }
        let checked: (DistributionExpression, Signature)? = distribution(
            statement.value, of: described, in: scope.below(name.text))
        noteShapes(of: statement.value)
        if latent != nil { scope.latents.insert(name.text) }
        guard let (distribution, word) = checked else { return nil }
        if let latent {
            let role: String = facts.isEncoder ? "posterior" : "prior"
            guard latent.support.contains(word.range) else {
                diagnostics.add(.latentSupport(name.text, latent.support, word, role: role, at: distribution.range))
                return nil
            }
        } else if case .data(let index)? = symbols[name.text]?.meaning {
            guard checkLikelihood(model.data[index], word, at: distribution.range) else { return nil }
        }
        definition.word = word
        return .distributed(variable: name.text, as: distribution)
    }

    /// Whether the values of a data variable can come from a likelihood.
    private mutating func checkLikelihood(_ data: DataVariable, _ word: Signature, at range: SourceRange) -> Bool {
        if word.range.contains(data.support) { return true }
        guard word.relaxedSupports.contains(data.support) else {
            let fitting: [String] = words.names([.distribution]).filter { name in
                guard let other = words.find(name, [.distribution]), other.isSupported else { return false }
                return other.range.contains(data.support)
            }
            diagnostics.add(.likelihoodSupport(data, word, fitting: fitting, at: range))
            return false
        }
        diagnostics.add(.relaxedLikelihood(data, word, at: range))
        return true
    }

    /// What the left side of `~` means in a block: a latent, or in a decoder a data variable. When it means neither, that
    /// is said, and the right side can still be checked.
    private mutating func target(_ name: Identifier, _ scope: Scope) -> (Described, LatentVariable?) {
        let unknown = Described(name: name.text, shape: nil)
        switch symbols[name.text]?.meaning {
        case .latent(let index)?:
            used.insert(name.text)
            let latent: LatentVariable = model.latents[index]
            return (Described(name: name.text, shape: latent.shape), latent)
        case .data(let index)? where scope.place == .decoder:
            return (Described(name: name.text, shape: model.data[index].shape), nil)
        case .invalid?: break
        case nil:
            let candidates: [String] =
                model.latents.map(\.name) + (scope.place == .decoder ? model.data.map(\.name) : [])
            let nearest: String? = diagnostics.nearest(to: name.text, among: candidates)
            diagnostics.add(
                .unknownName(
                    name.text, nearest: nearest, declared: nearest.flatMap { symbols[$0]?.range }, at: name.range))
        default:
            let noun: String = symbols[name.text]?.noun ?? "nothing"
            diagnostics.add(.wrongTarget(name, noun, isEncoder: scope.place == .encoder))
        }
        return (unknown, nil)
    }

    /// `z = …`: a point code.
    private mutating func assigned(
        _ statement: StatementSyntax, _ scope: inout Scope, _ facts: inout BlockFacts
    ) -> Statement.Kind? {
        let name: Identifier = statement.name
        let typed: Typed? = expression(statement.value, in: scope.below(name.text))
        noteShapes(of: statement.value)
        if symbols[name.text] == nil {
            diagnostics.add(.assignmentWithoutLet(name))
            return nil
        }
        guard scope.place == .encoder else {
            diagnostics.add(.pointCodeInDecoder(name))
            return nil
        }
        guard case (let described, let latent?) = target(name, scope) else { return nil }
        if let before = facts.definitions[name.text] {
            diagnostics.add(.definedTwice(name, first: before.range))
            return nil
        }
        facts.definitions[name.text] = BlockFacts.Definition(word: nil, isPoint: true, range: statement.range)
        scope.latents.insert(name.text)
        guard let typed, isNumeric(typed, "a latent") else { return nil }
        guard typed.shape == latent.shape else {
            diagnostics.add(
                .argumentShape(
                    "the point code", typed.shape, described.name, latent.shape,
                    trace: traceNote(statement.value.range, typed.expression),
                    at: statement.value.range))
            return nil
        }
        if !latent.support.contains(typed.support) {
            let range: SourceRange = statement.value.range
            diagnostics.add(
                isUnconstrained(typed.expression)
                    ? .unconstrainedArgument("the point code", latent.support, fix: nil, at: range)
                    : .perhapsOutsideSupport("the point code", latent.support, at: range))
        }
        return .point(variable: name.text, value: typed.expression)
    }

    /// Notes the shapes after each stage of the pipelines that stand in an expression.
    private mutating func noteShapes(of syntax: ExpressionSyntax) {
        switch syntax.kind {
        case .pipe(let first, _):
            noteShapes(of: first)
            if let trace = traces[syntax.range], trace.allSatisfy({ $0.shape != nil }) {
                diagnostics.add(.pipelineShapes(traceText(trace), at: syntax.range))
            }
        case .call(let call): for argument in call.arguments { noteShapes(of: argument.value) }
        case .parentheses(let inner), .negation(let inner): noteShapes(of: inner)
        case .binary(_, let left, let right):
            noteShapes(of: left)
            noteShapes(of: right)
        default: break
        }
    }

    // MARK: Alternatives

    /// Several blocks of one kind need names of their own.
    private mutating func checkAlternativeNames() {
        for isEncoder in [true, false] {
            let blocks: [BlockFacts] = blockFacts.filter { $0.isEncoder == isEncoder }
            guard blocks.count > 1 else { continue }
            var seen: [String: SourceRange] = [:]
            for block in blocks {
                guard let name = block.name else {
                    diagnostics.add(.alternativeWithoutName(isEncoder: isEncoder, at: block.headRange))
                    continue
                }
                if let first = seen[name] {
                    diagnostics.add(
                        .duplicateName(Identifier(text: name, range: block.headRange), first: first))
                } else {
                    seen[name] = block.headRange
                }
            }
        }
    }
}
