/// What formatting a model file gives.
public struct FormatResult: Sendable {
    /// The text in canonical layout; nil when the file cannot be read.
    public var text: String?
    /// Why it cannot be read.
    public var diagnostics: [Diagnostic]
}

/// Lays a model file out as the reference page does: indentation, blanks, blank lines, aligned names and types.
///
/// Comments stay where they are, and line breaks inside declarations too, where they can stand. Formatting a formatted
/// file changes nothing, and the tokens are the same before and after.
public func format(_ source: SourceText) -> FormatResult {
    var diagnostics = DiagnosticBag()
    let lexed: LexedText = Lexer.lex(source, &diagnostics)
    _ = Parser.parse(source, lexed, &diagnostics)
    guard !diagnostics.hasErrors else {
        return FormatResult(text: nil, diagnostics: diagnostics.sorted(end: source.bytes.count))
    }
    var layout = Layout(source, lexed)
    let lines: [LayoutLine] = layout.run()
    return FormatResult(text: Alignment.render(lines), diagnostics: [])
}
