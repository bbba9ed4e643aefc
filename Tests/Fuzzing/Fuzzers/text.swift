@testable import VAERuntime

/// Reads the input as a table of numbers.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    _ = try? DelimitedText.read(bytes, file: "f")
    return 0
}
