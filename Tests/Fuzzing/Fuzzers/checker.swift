@testable import VAELanguage

/// Any bytes are checked and rendered; there is a model if and only if there are no errors.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzChecker(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let source = SourceText(path: "fuzz.vae", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    let result: CheckResult = check(source, vocabulary: TestVocabulary.all)
    precondition((result.model == nil) == result.hasErrors)
    // Rendering takes longer than checking: a few of the diagnostics are enough.
    precondition(
        result.diagnostics.isEmpty || !DiagnosticRenderer(source).render(Array(result.diagnostics.suffix(2))).isEmpty)
    guard let model = result.model else { return 0 }
    var seen: Set<String> = []
    for row in ModelSummary(model, vocabulary: TestVocabulary.all).rows where !row.isRepeated {
        for tensor in row.learned { precondition(seen.insert(tensor.name).inserted, "two tensors of one name") }
    }
    return 0
}
