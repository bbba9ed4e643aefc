@testable import VAELanguage

/// Any bytes give a tree and diagnostics with places within the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzParser(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let source = SourceText(path: "fuzz.vae", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    var diagnostics = DiagnosticBag()
    let tree: SyntaxTree = Parser.parse(source, &diagnostics)
    for declaration in tree.declarations {
        precondition(declaration.range.lower <= declaration.range.upper && declaration.range.upper <= count)
    }
    for diagnostic in diagnostics.sorted(end: count) {
        precondition(diagnostic.range.lower <= diagnostic.range.upper && diagnostic.range.upper <= count)
    }
    return 0
}
