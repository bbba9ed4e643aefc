/// What checking a model file gives.
public struct CheckResult: Sendable {
    /// The checked model; nil when there are errors.
    public var model: Model?
    /// All there is to say, in the order of the text: errors, warnings, judgements and notes.
    public var diagnostics: [Diagnostic]

    /// Whether the file is no model.
    public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// Checks a model file: reads it, resolves its names, expands its templates, and finds every shape and support.
///
/// - Parameters:
///   - source: The text.
///   - vocabulary: The words of the language. The checker knows no word but through its signature.
///   - overrides: New values for `let`s of the file, by name: `--set size=2`.
/// - Returns: The model, unless there are errors, and everything there is to say about the file.
public func check(
    _ source: SourceText, vocabulary: [Signature], set overrides: [String: Double] = [:]
) -> CheckResult {
    var diagnostics = DiagnosticBag()
    let tree: SyntaxTree = Parser.parse(source, &diagnostics)
    var checker = Checker(source, WordIndex(vocabulary), overrides, diagnostics)
    checker.check(tree)
    let model: Model? = checker.diagnostics.hasErrors ? nil : checker.model
    return CheckResult(model: model, diagnostics: checker.diagnostics.sorted(end: source.bytes.count))
}
