/// Builds the syntax tree of a file. It goes on after an error at the next line that can begin something, so that all
/// independent mistakes are found; it survives any tokens; its recursion is bounded by `Limits.nesting`.
struct Parser {
    /// Thrown after a diagnostic was added: the construct is given up, its caller goes on at the next line.
    struct Failure: Error {}

    let source: SourceText
    let comments: [Comment]
    var diagnostics: DiagnosticBag
    private let tokens: [Token]
    private(set) var index = 0
    /// The open ( and [ around the current token: newlines inside are blanks.
    private var open: [Token] = []
    /// How deep the recursion is.
    private var nesting = 0

    private init(_ source: SourceText, _ lexed: LexedText, _ diagnostics: DiagnosticBag) {
        self.source = source
        self.diagnostics = diagnostics
        tokens = lexed.tokens
        comments = lexed.comments
    }

    /// The tree of a text; what is wrong goes to `diagnostics`, and what could not be read is left out.
    static func parse(_ source: SourceText, _ diagnostics: inout DiagnosticBag) -> SyntaxTree {
        let lexed: LexedText = Lexer.lex(source, &diagnostics)
        return parse(source, lexed, &diagnostics)
    }

    /// The tree of a text that is cut into tokens already.
    static func parse(_ source: SourceText, _ lexed: LexedText, _ diagnostics: inout DiagnosticBag) -> SyntaxTree {
        var parser = Parser(source, lexed, diagnostics)
        let tree: SyntaxTree = parser.parseFile()
        diagnostics = parser.diagnostics
        return tree
    }

    // MARK: Looking

    /// The current token; `.end` stays current forever.
    var current: Token { tokens[index] }

    /// The token after the current one.
    var next: Token { tokens[min(index + 1, tokens.count - 1)] }

    /// The end of the last token taken.
    var lastUpper: Int { index > 0 ? tokens[index - 1].range.upper : 0 }

    /// Whether the current token begins a new line that is not suspended by ( or [, or there is none.
    var isAtLineEnd: Bool { current.kind == .end || (current.startsLine && open.isEmpty) }

    /// Whether the current token is that kind and still on the line.
    func isOnLine(_ kind: Token.Kind) -> Bool { current.kind == kind && !isAtLineEnd }

    /// From there to the end of the last token taken.
    func range(from lower: Int) -> SourceRange { SourceRange(lower, max(lower, lastUpper)) }

    // MARK: Taking

    /// Takes the current token.
    @discardableResult
    mutating func take() -> Token {
        let token: Token = current
        if index + 1 < tokens.count { index += 1 }
        return token
    }

    /// Takes the current token if it is of that kind, whether or not it begins a line.
    mutating func take(_ kind: Token.Kind) -> Bool {
        guard current.kind == kind else { return false }
        take()
        return true
    }

    /// Takes a token of that kind from this line, or reports that it was expected.
    mutating func expect(_ kind: Token.Kind, _ context: String) throws(Failure) {
        if takeSlip(for: kind, context) { return }
        guard isOnLine(kind) else { throw unexpected(kind.rawValue, context) }
        take()
    }

    /// Takes a name from this line, or reports that it was expected.
    mutating func expectName(_ expected: String, _ context: String) throws(Failure) -> Identifier {
        guard isOnLine(.name) else { throw unexpected(expected, context) }
        let token: Token = take()
        return Identifier(text: token.text, range: token.range)
    }

    /// Reports that something else was expected here.
    mutating func unexpected(_ expected: String, _ context: String) -> Failure {
        // Where bytes or characters were reported, what follows from them is not.
        if current.followsInvalid { return Failure() }
        if let opening = open.last, expected.contains(opening.kind == .leftParenthesis ? "')'" : "']'"),
            current.kind == .end || current.kind == .rightBrace || startsSomething
        {
            diagnostics.add(.unclosedBracket(opening.kind.rawValue, at: opening.range))
        } else if isAtLineEnd {
            let found: String = current.kind == .end ? Token.Kind.end.rawValue : "the end of the line"
            let place = SourceRange(lastUpper, lastUpper)
            diagnostics.add(.unexpectedToken(expected: expected, context: context, found: found, at: place))
        } else {
            let found: String = current.description
            diagnostics.add(.unexpectedToken(expected: expected, context: context, found: found, at: current.range))
        }
        return Failure()
    }

    /// Reports that the current line begins with what cannot begin one.
    mutating func unexpectedStart(_ expected: String, _ context: String) -> Failure {
        if current.followsInvalid { return Failure() }
        let found: String = current.description
        diagnostics.add(.unexpectedToken(expected: expected, context: context, found: found, at: current.range))
        return Failure()
    }

    /// Takes an opening bracket; newlines are blanks until `close`.
    mutating func openBracket() {
        open.append(take())
    }

    /// Takes the closing bracket of the last `openBracket`, or reports that it was expected.
    mutating func closeBracket(_ context: String) throws(Failure) {
        let kind: Token.Kind = open.last?.kind == .leftBracket ? .rightBracket : .rightParenthesis
        guard current.kind == kind else { throw unexpected("',' or \(kind.rawValue)", context) }
        take()
        open.removeLast()
    }

    /// Reports it if brackets or operators are nested deeper than the limit; otherwise counts one level.
    mutating func enter() throws(Failure) {
        guard nesting < Limits.nesting else {
            diagnostics.add(.nestedTooDeep(at: current.range))
            throw Failure()
        }
        nesting += 1
    }

    /// Leaves a level that `enter` counted.
    mutating func leave() { nesting -= 1 }

    // MARK: Going on after an error

    /// Whether the current token begins a line that looks like a declaration, a statement or a setting.
    private var startsSomething: Bool {
        guard current.startsLine, current.kind == .name else { return false }
        switch next.kind {
        case .equal, .tilde: return !next.startsLine
        case .name: return !next.startsLine && Keywords.beginsLine(current.text)
        case .leftBrace: return Keywords.beginsLine(current.text)
        default: return false
        }
    }

    /// Gives up what began at token `start`: takes at least that, and goes on as `recover` says.
    mutating func giveUp(from start: Int) {
        if index == start, current.kind != .rightBrace { take() }
        recover()
    }

    /// Skips to the next line that can begin something, or to a `}` or the end of the file. Braces are skipped whole.
    mutating func recover() {
        var depth: Int = open.count
        open.removeAll()
        nesting = 0
        while current.kind != .end, current.kind != .rightBrace {
            if current.startsLine, depth == 0 || startsSomething { return }
            switch current.kind {
            case .leftParenthesis, .leftBracket: depth += 1
            case .rightParenthesis, .rightBracket: depth = max(depth - 1, 0)
            case .leftBrace:
                skipBraces()
                continue
            default: break
            }
            take()
        }
    }

    /// Takes a `{` and everything up to and with its `}`; returns whether there was one.
    @discardableResult
    mutating func skipBraces() -> Bool {
        let opening: Token = take()
        var depth: Int = 1
        while depth > 0 {
            switch current.kind {
            case .leftBrace:
                depth += 1
                if depth == Limits.nesting { diagnostics.add(.nestedTooDeep(at: current.range)) }
            case .rightBrace: depth -= 1
            case .end:
                diagnostics.add(.unclosedBracket(opening.kind.rawValue, at: opening.range))
                return false
            default: break
            }
            take()
        }
        return true
    }

    /// Reports what stands between a finished construct and the end of its line, and skips it.
    mutating func finishLine(after construct: String) {
        takeSuperfluousComma()
        if isAtLineEnd || current.kind == .rightBrace { return }
        _ = unexpected("the end of the line", "after \(construct)")
        recover()
    }

    /// The `///` lines directly before the current token, without the slashes and one blank.
    func documentation() -> String {
        var lines: [String] = []
        for comment in commentsBeforeCurrent where comment.isDocumentation {
            let line: Substring = source.text(in: comment.range).dropFirst(3)
            lines.append(String(line.first == " " ? line.dropFirst() : line))
        }
        return lines.joined(separator: "\n")
    }

    /// The comments between the last token and the current one.
    private var commentsBeforeCurrent: ArraySlice<Comment> {
        var low: Int = 0
        var high: Int = comments.count
        while low < high {
            let middle: Int = (low + high) / 2
            if comments[middle].tokensBefore < index { low = middle + 1 } else { high = middle }
        }
        let rest: ArraySlice<Comment> = comments[low...]
        return rest.prefix { $0.tokensBefore == index }
    }
}
