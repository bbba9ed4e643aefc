@testable import VAERuntime

/// Reads the input as a zip file with NPY arrays.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let archive = try? Zip(bytes, file: "f", limit: 1 << 20) else { return 0 }
    for entry in archive.entries {
        guard let contents = try? archive.contents(of: entry) else { continue }
        _ = try? NPY.read(contents, file: "f", place: .array(entry.name))
    }
    return 0
}
