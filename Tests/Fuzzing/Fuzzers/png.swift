@testable import VAERuntime

/// Reads the input as a PNG file, and once more with the checksums of its chunks put right, so that changes get past them.
@_cdecl("LLVMFuzzerTestOneInput") public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    read(bytes)
    var offset = 8
    while offset + 12 <= bytes.count {
        let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.count - offset - 12 else { break }
        let end = offset + 8 + length
        let sum = checksum(Array(bytes[(offset + 4)..<end]))
        for index in 0..<4 { bytes[end + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index)) }
        offset = end + 4
    }
    read(bytes)
    return 0
}

/// A picture that was read can be shown in grey and at another size.
private func read(_ bytes: [UInt8]) {
    guard let picture = try? PNGFile.read(bytes, file: "f", limit: 1 << 24) else { return }
    guard picture.pixels.count < 1 << 18 else { return }
    _ = picture.converted(channels: 1).resized(width: 5, height: 3)
}
