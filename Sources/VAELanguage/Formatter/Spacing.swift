/// Where blanks stand between tokens of a line.
enum Spacing {
    /// Whether a blank stands before a token that is not the first of its line.
    static func hasBlank(_ tokens: [Token], before position: Int, lineStart: Int) -> Bool {
        let previous: Token = tokens[position - 1]
        let token: Token = tokens[position]
        switch token.kind {
        case .comma, .colon, .rightParenthesis, .rightBracket, .dot, .ellipsis, .caret: return false
        case .leftParenthesis, .leftBracket:
            if previous.kind == .name { return isKeyword(tokens, position - 1, lineStart) }
            if previous.kind == .rightParenthesis || previous.kind == .rightBracket { return false }
        case .rightBrace where previous.kind == .leftBrace: return false
        default: break
        }
        switch previous.kind {
        case .leftParenthesis, .leftBracket, .dot, .ellipsis, .caret: return false
        case .minus: return !isUnary(tokens, position - 1, lineStart)
        default: return true
        }
    }

    /// Whether a minus has no left operand.
    static func isUnary(_ tokens: [Token], _ position: Int, _ lineStart: Int) -> Bool {
        guard tokens[position].kind == .minus else { return false }
        guard position > lineStart else { return true }
        switch tokens[position - 1].kind {
        case .number, .rightParenthesis, .rightBracket: return false
        case .name: return isKeyword(tokens, position - 1, lineStart)
        default: return true
        }
    }

    /// Whether a name is a word that a value follows without a sign between: `seed -1`, `x in [1, 2]`.
    private static func isKeyword(_ tokens: [Token], _ position: Int, _ lineStart: Int) -> Bool {
        let text: String = tokens[position].text
        switch position - lineStart {
        case 0: return Keywords.settings.contains(text)
        case 1: return text == "in" || (text == "norm" && tokens[lineStart].text == "clip")
        default: return false
        }
    }
}

extension Token.Kind {
    /// Whether it opens ( or [.
    var opens: Bool { self == .leftParenthesis || self == .leftBracket }

    /// Whether it closes ( or [.
    var closes: Bool { self == .rightParenthesis || self == .rightBracket }

    /// Whether it stands between operands, and a line continues before it.
    var isOperator: Bool {
        switch self {
        case .pipe, .plus, .minus, .star, .slash, .caret: true
        default: false
        }
    }

    /// Whether a line continues after it.
    var continuesLine: Bool {
        isOperator || self == .equal || self == .tilde || self == .comma
    }
}
