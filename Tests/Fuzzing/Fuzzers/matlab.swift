@testable import VAERuntime

/// Reads the input as the elements of a MATLAB 5 file; its first byte chooses the byte order.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let first = bytes.first else { return 0 }
    var file = [UInt8](repeating: 0x20, count: 124)
    file += first & 1 == 0 ? [0, 1, 0x49, 0x4D] : [1, 0, 0x4D, 0x49]
    file += bytes.dropFirst()
    guard let archive = try? MATLAB(file, file: "f", limit: 1 << 20) else { return 0 }
    for variable in archive.variables { _ = try? archive.read(variable) }
    return 0
}
