// Signs that people write for one another, out of habit from other languages. Each is reported with its correction and read
// as what was meant, so that the rest of the line is still checked.

extension Parser {
    /// Takes one of the signs `: = ~` for another that belongs here; false when none of them stands here.
    mutating func takeSlip(for right: Token.Kind, _ context: String) -> Bool {
        let signs: [Token.Kind] = [.colon, .equal, .tilde]
        guard signs.contains(right), signs.contains(current.kind), current.kind != right, !isAtLineEnd else {
            return false
        }
        let token: Token = take()
        diagnostics.add(.slip(expected: right.rawValue, context: context, found: token))
        return true
    }

    /// Takes a `:` or `=` where nothing belongs: `batch: 100`, `epochs = 10`.
    mutating func takeSuperfluousSign(_ context: String) {
        guard isOnLine(.colon) || isOnLine(.equal) else { return }
        let token: Token = take()
        diagnostics.add(.superfluous(token, context: context))
    }

    /// Takes a comma at the end of a line.
    mutating func takeSuperfluousComma() {
        guard isOnLine(.comma), next.startsLine || next.kind == .rightBrace || next.kind == .end else { return }
        let token: Token = take()
        diagnostics.add(.superfluous(token, context: "at the end of the line"))
    }

    /// Goes on where a label shows that a comma is missing before it.
    mutating func passMissingComma() -> Bool {
        guard current.kind == .name, next.kind == .colon, !current.startsLine else { return false }
        diagnostics.add(.missingComma(found: current, at: SourceRange(lastUpper, lastUpper)))
        return true
    }

    /// Takes the parentheses of `encoder(x)`.
    mutating func takeBlockArguments(_ keyword: Identifier) {
        guard isOnLine(.leftParenthesis) else { return }
        let lower: Int = current.range.lower
        var depth: Int = 0
        repeat {
            let kind: Token.Kind = take().kind
            if kind == .leftParenthesis { depth += 1 }
            if kind == .rightParenthesis { depth -= 1 }
        } while depth > 0 && !isAtLineEnd && current.kind != .leftBrace
        diagnostics.add(.blockArguments(keyword.text, at: SourceRange(lower, lastUpper)))
    }

    /// Takes the second `*` of `**`.
    mutating func takePowerOfOtherLanguages(after star: Token) -> Bool {
        guard current.kind == .star, current.range.lower == star.range.upper else { return false }
        take()
        diagnostics.add(.doubleStar(at: SourceRange(star.range.lower, lastUpper)))
        return true
    }
}
