@testable import VAELanguage

/// What must hold of the formatter on any text.
enum FormatterProperties {
    /// What does not hold; nil when everything does.
    static func violation(of source: SourceText) -> String? {
        guard let text = format(source).text else { return nil }
        let formatted = SourceText(path: source.path, text: text)
        guard let again = format(formatted).text else { return "the formatted text cannot be read:\n" + text }
        if again != text { return "formatting twice differs:\n\(text)\n---\n\(again)" }
        var diagnostics = DiagnosticBag()
        let before: LexedText = Lexer.lex(source, &diagnostics)
        let after: LexedText = Lexer.lex(formatted, &diagnostics)
        let tokens: ([Token], SourceText) -> [String] = { tokens, source in
            tokens.map { $0.kind.rawValue + source.text(in: $0.range) }
        }
        if tokens(before.tokens, source) != tokens(after.tokens, formatted) { return "tokens differ:\n" + text }
        let comments: (LexedText, SourceText) -> [String] = { lexed, source in
            lexed.comments.map { "\($0.tokensBefore) " + source.text(in: $0.range) }
        }
        if comments(before, source) != comments(after, formatted) { return "comments differ:\n" + text }
        let trees: [String] = [source, formatted].map { source in
            SyntaxDump.text(Parser.parse(source, &diagnostics))
        }
        return trees[0] == trees[1] ? nil : "the meaning differs:\n\(text)\n---\n\(trees[0])\n---\n\(trees[1])"
    }
}

/// A syntax tree as text, without places, to compare trees of differently laid out files.
enum SyntaxDump {
    static func text(_ tree: SyntaxTree) -> String {
        let declarations: [String] = tree.declarations.map { text($0) }
        return ([tree.model?.text ?? "?", tree.documentation] + declarations).joined(separator: "\n")
    }

    private static func text(_ declaration: DeclarationSyntax) -> String {
        let kind: String
        switch declaration.kind {
        case .constant(let value): kind = "constant " + text(value)
        case .data(let type, let transforms): kind = "data " + text(type) + transforms.map(text).joined()
        case .given(let type): kind = "given " + text(type)
        case .parameter(let type, let initial): kind = "parameter " + text(type) + text(initial)
        case .latent(let type, let prior): kind = "latent " + text(type) + (prior.map(text) ?? "")
        case .template(let parameters, let pipeline):
            kind = "template \(parameters.map(\.text)) " + pipeline.stages.map(text).joined(separator: "|")
        case .shared(let pipeline): kind = "shared " + pipeline.stages.map(text).joined(separator: "|")
        case .distribution: kind = "distribution"
        case .block(let block):
            let statements: [String] = block.statements.map { "\($0.kind) \($0.name.text) \(text($0.value))" }
            kind = "block \(block.isEncoder) \(block.name?.text ?? "") " + statements.joined(separator: "; ")
        case .objective(let call): kind = "objective " + text(call)
        case .training(let settings): kind = "training " + settings.map { text($0) }.joined(separator: "; ")
        case .tune(let ranges): kind = "tune " + ranges.map { text($0) }.joined(separator: "; ")
        case .invalid: kind = "invalid"
        }
        return "\(declaration.documentation)|\(declaration.name.text)|\(kind)"
    }

    private static func text(_ setting: SettingSyntax) -> String {
        switch setting.kind {
        case .optimizer(let call), .weightPrior(let call): return setting.keyword.text + text(call)
        case .batch(let value), .epochs(let value), .seed(let value), .clipNorm(let value):
            return setting.keyword.text + text(value)
        case .source(let name): return name.text
        case .select(let encoders, let decoders, let policy): return "\(encoders) \(decoders) " + text(policy)
        }
    }

    private static func text(_ range: TuneSyntax) -> String {
        switch range.values {
        case .list(let values): return range.name.text + values.map(text).joined(separator: ",")
        case .interval(let low, let high, let isLogarithmic):
            return "\(range.name.text) \(text(low)) \(text(high)) \(isLogarithmic)"
        }
    }

    private static func text(_ type: TypeSyntax) -> String {
        "\(type.support.text)(\(type.categories.map(text) ?? ""))\(type.extents.map(text))"
    }

    private static func text(_ call: CallSyntax) -> String {
        let arguments: [String] = call.arguments.map { ($0.label?.text ?? "") + ":" + text($0.value) }
        return "\(call.name.text)\(call.hasList)(" + arguments.joined(separator: ",") + ")"
    }

    private static func text(_ expression: ExpressionSyntax) -> String {
        switch expression.kind {
        case .number(let value): return String(value)
        case .name(let name): return name
        case .call(let call): return text(call)
        case .member(let base, let member): return text(base) + "." + member.text
        case .list(let elements): return "[" + elements.map(text).joined(separator: ",") + "]"
        case .parentheses(let inner): return "((" + text(inner) + "))"
        case .negation(let operand): return "(-" + text(operand) + ")"
        case .binary(let symbol, let left, let right): return "(\(text(left))\(symbol.rawValue)\(text(right)))"
        case .pipe(let first, let stages): return "(" + ([text(first)] + stages.map(text)).joined(separator: "|>") + ")"
        case .invalid: return "?"
        }
    }
}
