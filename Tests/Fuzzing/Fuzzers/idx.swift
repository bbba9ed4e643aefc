@testable import VAERuntime

/// Reads the input as an IDX file.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    _ = try? IDX.read(bytes, file: "f")
    return 0
}
