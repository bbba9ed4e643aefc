import Testing

@testable import VAELanguage

@Suite struct LexerTests {
    private func lex(_ text: String) -> (LexedText, [Diagnostic]) {
        var diagnostics = DiagnosticBag()
        let lexed: LexedText = Lexer.lex(SourceText(path: "a", text: text), &diagnostics)
        return (lexed, diagnostics.sorted(end: text.utf8.count))
    }

    @Test func tokensHaveExactRanges() {
        let (lexed, diagnostics) = lex("x |> f(1_0.5e-1)\n  ~ ...")
        #expect(diagnostics.isEmpty)
        #expect(
            lexed.tokens.map(\.kind) == [
                .name, .pipe, .name, .leftParenthesis, .number, .rightParenthesis, .tilde, .ellipsis, .end,
            ])
        #expect(lexed.tokens.map(\.range.lower) == [0, 2, 5, 6, 7, 15, 19, 21, 24])
        #expect(lexed.tokens.map(\.startsLine) == [true, false, false, false, false, false, true, false, true])
        #expect(lexed.tokens[4].value == 1.05)
    }

    @Test(
        arguments: [
            ("0", 0), ("1_000", 1000), ("0.5", 0.5), ("1e3", 1000), ("1E+3", 1000), ("2.5e-1", 0.25), ("007", 7),
        ] as [(String, Double)])
    func numbersHaveTheirValue(text: String, value: Double) {
        let (lexed, diagnostics) = lex(text)
        #expect(diagnostics.isEmpty)
        #expect(lexed.tokens[0].value == value)
    }

    @Test func aRangeOfNumbersIsNoFraction() {
        let (lexed, diagnostics) = lex("1...10")
        #expect(diagnostics.isEmpty)
        #expect(lexed.tokens.map(\.kind) == [.number, .ellipsis, .number, .end])
    }

    @Test(arguments: [
        ("1_", DiagnosticCode.malformedNumber), ("1x", .malformedNumber), ("1e", .malformedNumber),
        ("1e999", .numberOutOfRange), ("1e-999", .numberOutOfRange), ("$", .invalidCharacter),
        ("__", .invalidCharacter),
        ("a\u{200B}b", .invalidCharacter), ("// \u{202E}", .invalidCharacter), ("// \u{0}", .invalidCharacter),
    ])
    func whatIsNoTokenIsReported(text: String, code: DiagnosticCode) {
        #expect(lex(text).1.map(\.code) == [code])
    }

    @Test func commentsAreKept() {
        let (lexed, diagnostics) = lex("/// doc\na // b  \n//// c\n")
        #expect(diagnostics.isEmpty)
        #expect(lexed.comments.map(\.isDocumentation) == [true, false, false])
        #expect(lexed.comments.map(\.startsLine) == [true, false, true])
        #expect(lexed.comments.map(\.tokensBefore) == [0, 1, 1])
        #expect(lexed.comments.map { $0.range.upper - $0.range.lower } == [7, 4, 6])
    }

    @Test func aFileBeyondTheLimitIsNotRead() {
        let text: String = "model A\n" + String(repeating: " ", count: Limits.sourceBytes)
        let (lexed, diagnostics) = lex(text)
        #expect(lexed.tokens.map(\.kind) == [.end])
        #expect(diagnostics.map(\.code) == [.fileTooLarge])
    }
}
