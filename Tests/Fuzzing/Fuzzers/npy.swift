@testable import VAERuntime

/// Reads the input as an NPY file.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    _ = try? NPY.read(bytes, file: "f")
    return 0
}
