import Testing

@testable import VAELanguage

@Suite struct ParserTests {
    private func parse(_ text: String) -> (SyntaxTree, [Diagnostic]) {
        var diagnostics = DiagnosticBag()
        let tree: SyntaxTree = Parser.parse(SourceText(path: "a", text: text), &diagnostics)
        return (tree, diagnostics.sorted(end: text.utf8.count))
    }

    /// The value of `let a = …`, with every operation in parentheses.
    private func expression(_ text: String) -> String {
        let (tree, diagnostics) = parse("model A\nlet a = " + text)
        guard diagnostics.isEmpty else { return "error" }
        return String(SyntaxDump.text(tree).split(separator: "|a|constant ").last ?? "")
    }

    @Test(arguments: [
        ("-2 ^ 3", "(-(2.0^3.0))"), ("2 ^ -3", "(2.0^(-3.0))"), ("2 ^ 3 ^ 4", "(2.0^(3.0^4.0))"),
        ("1 - 2 - 3", "((1.0-2.0)-3.0)"), ("1 + 2 * 3", "(1.0+(2.0*3.0))"), ("-x.shape", "(-x.shape)"),
        ("a + b |> f(1) |> g", "((a+b)|>ftrue(:1.0)|>gfalse())"), ("1 - -2", "(1.0-(-2.0))"), ("1 - - - 2", "error"),
        ("f(x: 1,)", "ftrue(x:1.0)"), ("[]", "[]"), ("()", "error"), ("a b", "error"), ("f(,)", "error"),
    ])
    func operatorsBindAsTheGrammarSays(text: String, expected: String) {
        #expect(expression(text) == expected)
    }

    @Test(arguments: [
        "1\n  + 2", "1 +\n  2", "\n 1 + 2", "(1\n+ 2\n)", "f(\n1\n,\n2\n)", "x\n|> f", "x |>\nf",
        "x |> f // c\n// d\n|> g",
    ])
    func linesContinue(text: String) {
        #expect(expression(text) != "error")
    }

    @Test(arguments: ["f\n(1)", "x\n.shape", "1\n2"])
    func linesEnd(text: String) {
        #expect(expression(text) == "error")
    }

    @Test func keywordsAreNamesElsewhere() {
        let text: String = """
            model model
            let data = 1
            data latent: real
            latent let: real ~ normal(mean: 0, scale: data)
            encoder { let ~ normal(mean: latent, scale: 1) }
            decoder encoder { let let = let
            latent ~ normal(mean: let, scale: 1) }
            """
        let (tree, diagnostics) = parse(text)
        #expect(diagnostics.isEmpty)
        #expect(tree.declarations.count == 5)
    }

    @Test func documentationBelongsToWhatFollows() {
        let (tree, _) = parse("/// One.\n///   Two.\nmodel A\n\n// no\n/// Three.\nlet a = 1\n")
        #expect(tree.documentation == "One.\n  Two.")
        #expect(tree.declarations[0].documentation == "Three.")
    }

    @Test func rangesAreExact() throws {
        let text: String = "model A\nencoder  {\n  z  ~ normal( mean : h |> dense( 3 ) )  // c\n}"
        let source = SourceText(path: "a", text: text)
        var diagnostics = DiagnosticBag()
        let tree: SyntaxTree = Parser.parse(source, &diagnostics)
        guard case .block(let block)? = tree.declarations.first?.kind else {
            Issue.record("no block")
            return
        }
        let statement: StatementSyntax = try #require(block.statements.first)
        #expect(source.text(in: statement.range) == "z  ~ normal( mean : h |> dense( 3 ) )")
        #expect(source.text(in: statement.value.range) == "normal( mean : h |> dense( 3 ) )")
        guard case .call(let call) = statement.value.kind, case .pipe(_, let stages) = call.arguments[0].value.kind
        else {
            Issue.record("no pipe")
            return
        }
        #expect(source.text(in: call.arguments[0].range) == "mean : h |> dense( 3 )")
        #expect(source.text(in: stages[0].range) == "dense( 3 )")
    }

    @Test func independentMistakesAreAllReported() {
        let text: String = """
            model A
            let a = (1 + 2
            let b = * 3
            data x unit[3]
            encoder {
                z ~ normal(mean: 0, scale: )
                let = 3
                w ~
            }
            training { batch }
            """
        let lines: [Int] = parse(text).1.map { SourceText(path: "a", text: text).location(of: $0.range.lower).line }
        #expect(lines == [2, 3, 4, 6, 8, 10])
    }

    @Test(arguments: [
        "(", "[", "-(", "f(", "1 ^ ", "x.a", "x |> f(", "a + ", "{", "encoder {", "distribution d() on real {",
    ])
    func depthIsAnErrorAndNoStackOverflow(piece: String) {
        for prefix in ["let a = ", "encoder { z ~ ", ""] {
            let text: String = "model A\n" + prefix + String(repeating: piece, count: 20_000)
            #expect(!parse(text).1.isEmpty)
        }
    }
}
