@testable import VAELanguage

/// Formatting a formatted text changes nothing, and keeps every token and every comment.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFormatter(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let source = SourceText(path: "fuzz.vae", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    if let violation = FormatterProperties.violation(of: source) { preconditionFailure(violation) }
    return 0
}
