extension Batch {
    /// A hash of the elements: enough to notice that data is not what it was, and quick.
    func fingerprint(continuing hash: UInt64) -> UInt64 {
        var hash: UInt64 = hash
        func mix(_ word: UInt64) {
            hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 29
        }
        func mix(_ bytes: UnsafeRawBufferPointer) {
            var offset = 0
            while offset + 8 <= bytes.count {
                mix(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                offset += 8
            }
            while offset < bytes.count {
                mix(UInt64(bytes[offset]))
                offset += 1
            }
        }
        mix(UInt64(truncatingIfNeeded: count))
        switch elements {
        case .floats(let floats): floats.withUnsafeBytes { mix($0) }
        case .bytes(let bytes): bytes.withUnsafeBytes { mix($0) }
        }
        return hash
    }
}
