@testable import VAERuntime

/// Decompresses the input as gzip, whatever its first two bytes, and reads what comes out.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    var file = bytes
    if file.count > 2 { file.replaceSubrange(0..<2, with: [0x1F, 0x8B]) }
    guard let data = try? DataFile(file, file: "f", limit: 1 << 18) else { return 0 }
    for index in data.arrays.indices { _ = try? data.tensor(at: index) }
    return 0
}
