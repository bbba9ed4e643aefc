@testable import VAELanguage

/// Any bytes are cut into tokens: in order, within the text, ending with the end.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLexer(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let source = SourceText(path: "fuzz.vae", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    var diagnostics = DiagnosticBag()
    let lexed: LexedText = Lexer.lex(source, &diagnostics)
    var last: Int = 0
    for token in lexed.tokens {
        precondition(token.range.lower >= last && token.range.upper >= token.range.lower)
        last = token.range.upper
    }
    precondition(last <= count && lexed.tokens.last?.kind == .end)
    return 0
}
