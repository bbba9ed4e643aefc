/// One word or sign of a model file.
struct Token: Hashable, Sendable {
    /// What it is.
    enum Kind: String, Hashable, Sendable {
        case name = "a name"
        case number = "a number"
        case leftParenthesis = "'('"
        case rightParenthesis = "')'"
        case leftBracket = "'['"
        case rightBracket = "']'"
        case leftBrace = "'{'"
        case rightBrace = "'}'"
        case comma = "','"
        case colon = "':'"
        case equal = "'='"
        case tilde = "'~'"
        case pipe = "'|>'"
        case plus = "'+'"
        case minus = "'-'"
        case star = "'*'"
        case slash = "'/'"
        case caret = "'^'"
        case dot = "'.'"
        case ellipsis = "'...'"
        case end = "the end of the file"
    }

    /// What it is.
    var kind: Kind
    /// Where it stands.
    var range: SourceRange
    /// Whether it is the first of its line. Whether that ends a statement is for the parser to say.
    var startsLine: Bool
    /// Whether bytes or characters that were reported stand directly before it: what goes wrong here was said.
    var followsInvalid: Bool
    /// The text of a name; empty otherwise.
    var text: String = ""
    /// The value of a number; 0 otherwise.
    var value: Double = 0

    /// What it is, for "found …".
    var description: String { kind == .name ? "'\(text)'" : kind.rawValue }
}

/// A comment. Comments are no tokens; the formatter puts them back where they were.
struct Comment: Hashable, Sendable {
    /// From the first slash to the end of the line, blanks at the end left out.
    var range: SourceRange
    /// Whether it begins with exactly three slashes and so documents what follows.
    var isDocumentation: Bool
    /// Whether nothing but blanks stands before it on its line.
    var startsLine: Bool
    /// How many tokens stand before it.
    var tokensBefore: Int
}

/// A file cut into tokens, the last of which is `.end`, and comments.
struct LexedText: Sendable {
    var tokens: [Token]
    var comments: [Comment]
}
