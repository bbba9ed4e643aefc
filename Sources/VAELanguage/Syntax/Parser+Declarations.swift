extension Parser {
    /// `{ doc } "model" Name newline { declaration }`
    mutating func parseFile() -> SyntaxTree {
        var tree = SyntaxTree()
        if current.kind == .name, current.text == "model" {
            tree.documentation = documentation()
            tree.model = parseHeader()
        } else {
            diagnostics.add(.missingHeader(at: SourceRange(current.range.lower, current.range.lower)))
        }
        while current.kind != .end {
            if current.kind == .rightBrace {
                diagnostics.add(.strayBrace(at: current.range))
                take()
            } else if let declaration = parseDeclaration() {
                tree.declarations.append(declaration)
            }
        }
        return tree
    }

    private mutating func parseHeader() -> Identifier? {
        take()
        do {
            let name: Identifier = try expectName("the name of the model", "after 'model'")
            finishLine(after: "the name of the model")
            return name
        } catch {
            recover()
            return nil
        }
    }

    /// One declaration; nil when nothing of it can be kept. Takes at least one token.
    private mutating func parseDeclaration() -> DeclarationSyntax? {
        let documentation: String = documentation()
        let start: Int = index
        let lower: Int = current.range.lower
        do {
            var declaration: DeclarationSyntax = try parseDeclarationBody()
            declaration.documentation = documentation
            declaration.range = range(from: lower)
            finishLine(after: "the declaration")
            return declaration
        } catch {
            giveUp(from: start)
            return nil
        }
    }

    private mutating func parseDeclarationBody() throws(Failure) -> DeclarationSyntax {
        guard current.kind == .name else { throw unexpectedStart("a declaration", "") }
        let token: Token = take()
        var keyword = Identifier(text: token.text, range: token.range)
        if !Keywords.declarations.contains(keyword.text) {
            let nearest: String? = diagnostics.nearest(to: keyword.text, among: Keywords.declarations)
            diagnostics.add(.unknownDeclaration(keyword, nearest: nearest))
            // What follows is read as what was probably meant, so that one slip is one error.
            guard let nearest, current.kind == .name || current.kind == .leftBrace, !isAtLineEnd else {
                throw Failure()
            }
            keyword.text = nearest
        }
        switch keyword.text {
        case "encoder", "decoder": return try parseBlock(keyword)
        case "objective":
            let call: CallSyntax = try parseCallOnLine("an objective", "after 'objective'")
            return declaration(.objective(call), keyword)
        case "training":
            return declaration(.training(try parseBraces(keyword) { $0.parseSetting() }), keyword)
        case "tune":
            return declaration(.tune(try parseBraces(keyword) { $0.parseTune() }), keyword)
        default:
            let name: Identifier = try expectName("a name", "after '\(keyword.text)'")
            do {
                return try parseNamed(keyword.text, name)
            } catch {
                // The name is kept, so that its uses are not reported too.
                recover()
                return declaration(.invalid, name)
            }
        }
    }

    private func declaration(_ kind: DeclarationSyntax.Kind, _ name: Identifier) -> DeclarationSyntax {
        DeclarationSyntax(kind: kind, name: name, range: name.range)
    }

    /// What follows `keyword name`.
    private mutating func parseNamed(_ keyword: String, _ name: Identifier) throws(Failure) -> DeclarationSyntax {
        switch keyword {
        case "let":
            return declaration(.constant(try parseValue(of: name)), name)
        case "data":
            let type: TypeSyntax = try parseType(of: name)
            var transforms: [CallSyntax] = []
            while isOnLine(.name) { transforms.append(try parseCall("a transform", "after the type")) }
            return declaration(.data(type, transforms: transforms), name)
        case "given":
            return declaration(.given(try parseType(of: name)), name)
        case "parameter":
            let type: TypeSyntax = try parseType(of: name)
            return declaration(.parameter(type, initial: try parseValue(of: name)), name)
        case "latent":
            let type: TypeSyntax = try parseType(of: name)
            if !takeSlip(for: .tilde, "in the declaration of '\(name.text)'") {
                guard isOnLine(.tilde) else { return declaration(.latent(type, prior: nil), name) }
                take()
            }
            return declaration(.latent(type, prior: parseOrRecover("after '~'")), name)
        case "layer":
            let parameters: [Identifier] = try parseNames("in the parameters of '\(name.text)'")
            try expect(.equal, "in the declaration of '\(name.text)'")
            let pipeline: PipelineSyntax = try parsePipeline("after '='")
            return declaration(.template(parameters: parameters, pipeline: pipeline), name)
        case "shared":
            try expect(.equal, "in the declaration of '\(name.text)'")
            return declaration(.shared(try parsePipeline("after '='")), name)
        default:
            return try parseDistribution(name)
        }
    }

    /// `= value`; a value that cannot be read is kept as invalid, so that the name is known.
    private mutating func parseValue(of name: Identifier) throws(Failure) -> ExpressionSyntax {
        try expect(.equal, "in the declaration of '\(name.text)'")
        return parseOrRecover("after '='")
    }

    /// An expression; one that cannot be read is skipped with its line and kept as invalid.
    private mutating func parseOrRecover(_ context: String) -> ExpressionSyntax {
        let lower: Int = current.range.lower
        do {
            return try parseExpression(context)
        } catch {
            recover()
            return .invalid(at: range(from: lower))
        }
    }

    private mutating func parseCallOnLine(_ expected: String, _ context: String) throws(Failure) -> CallSyntax {
        takeSuperfluousSign(context)
        guard isOnLine(.name) else { throw unexpected(expected, context) }
        return try parseCall(expected, context)
    }

    /// `"(" names ")"`, if there is one.
    private mutating func parseNames(_ context: String) throws(Failure) -> [Identifier] {
        guard isOnLine(.leftParenthesis) else { return [] }
        openBracket()
        var names: [Identifier] = []
        while current.kind != .rightParenthesis {
            names.append(try expectName("a name", context))
            guard take(.comma) else { break }
        }
        try closeBracket(context)
        return names
    }

    /// `":" support [ "(" constant ")" ] [ "[" constants "]" ]`
    private mutating func parseType(of name: Identifier) throws(Failure) -> TypeSyntax {
        try expect(.colon, "after the name '\(name.text)'")
        let support: Identifier = try expectName("a support such as 'real'", "after ':'")
        var type = TypeSyntax(support: support, categories: nil, extents: [], range: support.range)
        if isOnLine(.leftParenthesis) {
            openBracket()
            type.categories = try parseExpression("in '\(support.text)(…)'")
            try closeBracket("in '\(support.text)(…)'")
        }
        if isOnLine(.leftBracket) {
            type.extents = try parseBracketedList("in the extents of '\(name.text)'")
        }
        type.range = range(from: support.range.lower)
        return type
    }

    /// `distribution name ( names ) on support { … }`, the body being balanced braces.
    private mutating func parseDistribution(_ name: Identifier) throws(Failure) -> DeclarationSyntax {
        _ = try parseNames("in the parameters of '\(name.text)'")
        guard isOnLine(.name), current.text == "on" else {
            throw unexpected("'on'", "and a support in the declaration of '\(name.text)'")
        }
        take()
        _ = try expectName("a support such as 'real'", "after 'on'")
        guard isOnLine(.leftBrace) else { throw unexpected("'{'", "in the declaration of '\(name.text)'") }
        skipBraces()
        return declaration(.distribution, name)
    }

    // MARK: Braces

    /// `"{" { item } "}"`; an item that cannot be read is left out.
    private mutating func parseBraces<Item>(
        _ keyword: Identifier, _ parseItem: (inout Parser) -> Item?
    ) throws(Failure) -> [Item] {
        guard isOnLine(.leftBrace) else { throw unexpected("'{'", "after '\(keyword.text)'") }
        let opening: Token = take()
        var items: [Item] = []
        while current.kind != .rightBrace {
            if current.kind == .end || startsDeclaration {
                diagnostics.add(.unclosedBracket(opening.kind.rawValue, at: opening.range))
                return items
            }
            if let item = parseItem(&self) { items.append(item) }
        }
        take()
        return items
    }

    /// Whether the current line can only be a declaration: the brace before it was not closed.
    private var startsDeclaration: Bool {
        guard current.startsLine, current.kind == .name, !next.startsLine else { return false }
        switch current.text {
        case "encoder", "decoder", "training", "tune": return next.kind == .leftBrace || next.kind == .name
        case "data", "given", "parameter", "latent", "layer", "shared", "objective": return next.kind == .name
        default: return false
        }
    }

    private mutating func parseBlock(_ keyword: Identifier) throws(Failure) -> DeclarationSyntax {
        var name: Identifier?
        if isOnLine(.name) { name = try expectName("a name", "after '\(keyword.text)'") }
        let headRange = SourceRange(keyword.range.lower, lastUpper)
        takeBlockArguments(keyword)
        let statements: [StatementSyntax] = try parseBraces(keyword) { $0.parseStatement() }
        let block = BlockSyntax(
            isEncoder: keyword.text == "encoder", name: name, statements: statements, headRange: headRange)
        return declaration(.block(block), keyword)
    }

    /// One statement; nil when not even its name can be read.
    private mutating func parseStatement() -> StatementSyntax? {
        let start: Int = index
        let lower: Int = current.range.lower
        do {
            guard current.kind == .name else { throw unexpectedStart("a statement", "") }
            var token: Token = take()
            var kind: StatementSyntax.Kind = .distributed
            if token.text == "let", isOnLine(.name) {
                kind = .local
                token = take()
            }
            let name = Identifier(text: token.text, range: token.range)
            if kind == .local {
                try expect(.equal, "after 'let \(name.text)'")
            } else if isOnLine(.equal) {
                kind = .assigned
                take()
            } else {
                guard isOnLine(.tilde) else { throw unexpected("'~' or '='", "after '\(name.text)'") }
                take()
            }
            let value: ExpressionSyntax = parseOrRecover(kind == .distributed ? "after '~'" : "after '='")
            let statement = StatementSyntax(kind: kind, name: name, value: value, range: range(from: lower))
            finishLine(after: "the statement")
            return statement
        } catch {
            giveUp(from: start)
            return nil
        }
    }

    // MARK: Settings

    private mutating func parseSetting() -> SettingSyntax? {
        let start: Int = index
        let lower: Int = current.range.lower
        do {
            guard current.kind == .name else { throw unexpectedStart("a setting", "in 'training'") }
            let token: Token = take()
            let keyword = Identifier(text: token.text, range: token.range)
            let kind: SettingSyntax.Kind = try parseSetting(keyword)
            let setting = SettingSyntax(kind: kind, keyword: keyword, range: range(from: lower))
            finishLine(after: "the setting")
            return setting
        } catch {
            giveUp(from: start)
            return nil
        }
    }

    private mutating func parseSetting(_ keyword: Identifier) throws(Failure) -> SettingSyntax.Kind {
        let context: String = "after '\(keyword.text)'"
        switch keyword.text {
        case "optimizer": return .optimizer(try parseCallOnLine("an optimizer", context))
        case "batch": return .batch(try parseConstant(context))
        case "epochs": return .epochs(try parseConstant(context))
        case "seed": return .seed(try parseConstant(context))
        case "clip":
            guard isOnLine(.name), current.text == "norm" else { throw unexpected("'norm'", context) }
            take()
            return .clipNorm(try parseConstant("after 'clip norm'"))
        case "weightPrior": return .weightPrior(try parseCallOnLine("a distribution", context))
        case "source": return .source(try expectName("the name of built-in data", context))
        case "select": return try parseSelection()
        default:
            let nearest: String? = diagnostics.nearest(to: keyword.text, among: Keywords.settings)
            diagnostics.add(.unknownSetting(keyword, nearest: nearest))
            throw Failure()
        }
    }

    private mutating func parseConstant(_ context: String) throws(Failure) -> ExpressionSyntax {
        takeSuperfluousSign(context)
        if isAtLineEnd { throw unexpected("a number", context) }
        return try parseExpression(context)
    }

    /// `( "encoder" | "decoder" | "encoder" "," "decoder" ) "by" call`
    private mutating func parseSelection() throws(Failure) -> SettingSyntax.Kind {
        var chosen: Set<String> = []
        repeat {
            guard current.kind == .name, current.text == "encoder" || current.text == "decoder",
                chosen.insert(current.text).inserted
            else { throw unexpected("'encoder' or 'decoder'", "in 'select … by …'") }
            take()
        } while take(.comma)
        guard isOnLine(.name), current.text == "by" else { throw unexpected("'by'", "and a policy") }
        take()
        let policy: CallSyntax = try parseCallOnLine("a policy", "after 'by'")
        let encoders: Bool = chosen.contains("encoder")
        let decoders: Bool = chosen.contains("decoder")
        return .select(encoders: encoders, decoders: decoders, policy: policy)
    }

    private mutating func parseTune() -> TuneSyntax? {
        let start: Int = index
        let lower: Int = current.range.lower
        do {
            guard current.kind == .name else { throw unexpectedStart("the name of a 'let'", "in 'tune'") }
            let token: Token = take()
            let name = Identifier(text: token.text, range: token.range)
            guard isOnLine(.name), current.text == "in" else { throw unexpected("'in'", "after '\(name.text)'") }
            take()
            let values: TuneSyntax.Values = try parseTuneValues()
            let tune = TuneSyntax(name: name, values: values, range: range(from: lower))
            finishLine(after: "the range")
            return tune
        } catch {
            giveUp(from: start)
            return nil
        }
    }

    private mutating func parseTuneValues() throws(Failure) -> TuneSyntax.Values {
        if isOnLine(.leftBracket) { return .list(try parseBracketedList("in the list")) }
        let low: ExpressionSyntax = try parseConstant("after 'in'")
        try expect(.ellipsis, "between the ends of the range")
        let high: ExpressionSyntax = try parseConstant("after '...'")
        let isLogarithmic: Bool = isOnLine(.name) && current.text == "log"
        if isLogarithmic { take() }
        return .interval(low, high, isLogarithmic: isLogarithmic)
    }
}
