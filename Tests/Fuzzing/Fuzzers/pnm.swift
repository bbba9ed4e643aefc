@testable import VAERuntime

/// Reads the input as a PGM or PPM file, and shows it in colour and at another size.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let picture = try? PNMFile.read(bytes, file: "f") else { return 0 }
    let colored = picture.converted(channels: 3)
    _ = colored.resized(width: 2, height: 7)
    _ = colored.resized(width: 31, height: 29)
    return 0
}
