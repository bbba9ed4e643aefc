@testable import VAERuntime

/// Reads the input as the header and data of a safetensors file; its first byte and the length of the rest say how long
/// the header is.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let first = bytes.first else { return 0 }
    let rest = bytes.dropFirst()
    // A wrong length is one case of 256; otherwise the header is what is left after a few bytes of data.
    let length = first == 255 ? UInt64(rest.count + 1) : UInt64(max(0, rest.count - Int(first) % 64))
    let file = withUnsafeBytes(of: length.littleEndian) { Array($0) } + rest
    _ = try? SafeTensors.decode(file, file: "f")
    return 0
}
