/// Something to say about a model file: what, where, how bad, what was inferred, and what to write instead.
///
/// Diagnostics are made by the named constructors of `Diagnostic+….swift` alone, so that all text stands in one place.
public struct Diagnostic: Hashable, Sendable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The file is no model.
        case error
        /// The file is a model, but surely or probably not the one that was meant.
        case warning
        /// Worth knowing; never counted.
        case note
    }

    /// More to say beside a diagnostic.
    public struct Note: Hashable, Sendable {
        /// What; may have several lines.
        public var message: String
        /// Where, if it is about another place.
        public var range: SourceRange?
    }

    /// A correction: what to write instead.
    public struct Fix: Hashable, Sendable {
        /// The correction in words.
        public var message: String
        /// The text to replace; empty to insert.
        public var range: SourceRange
        /// What to write there.
        public var replacement: String
    }

    /// Which of the closed set it is.
    public var code: DiagnosticCode
    /// What is wrong, in one line.
    public var message: String
    /// Where, exactly.
    public var range: SourceRange
    /// What was inferred, and other places that matter.
    public var notes: [Note] = []
    /// Corrections, the likeliest first.
    public var fixes: [Fix] = []

    /// How bad it is.
    public var severity: Severity { code.severity }

    init(_ code: DiagnosticCode, _ message: String, at range: SourceRange) {
        self.code = code
        self.message = message
        self.range = range
    }

    /// Whether it is shown without being asked for, and with which wishes: judgements with `--pedantic`, notes with
    /// `--verbose`; that a likelihood is a relaxation with either.
    public func isShown(verbose: Bool = false, pedantic: Bool = false) -> Bool {
        switch code {
        case .tooManyDiagnostics: true
        case .relaxedLikelihood: verbose || pedantic
        default: code.isJudgement ? pedantic : (severity != .note || verbose)
        }
    }

    /// The diagnostic with a note; nil adds nothing.
    func noting(_ message: String?, at range: SourceRange? = nil) -> Diagnostic {
        guard let message else { return self }
        var result: Diagnostic = self
        result.notes.append(Note(message: message, range: range))
        return result
    }

    /// The diagnostic with a correction.
    func fixing(_ message: String, replacing range: SourceRange, with replacement: String) -> Diagnostic {
        var result: Diagnostic = self
        result.fixes.append(Fix(message: message, range: range, replacement: replacement))
        return result
    }
}
