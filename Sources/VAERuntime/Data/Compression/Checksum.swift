import CZlib

/// zlib's CRC-32 of the bytes.
func checksum(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { buffer in
        var crc: UInt = crc32(0, nil, 0)
        var offset: Int = 0
        while offset < buffer.count {
            let count: Int = min(buffer.count - offset, 1 << 30)
            crc = crc32(crc, buffer.baseAddress.map { $0 + offset }, UInt32(count))
            offset += count
        }
        return UInt32(truncatingIfNeeded: crc)
    }
}
