import CZlib

/// The PNG format (ISO/IEC 15948), for 8-bit grey and red-green-blue pictures.
enum PNG {
    /// What every file begins with.
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The file of a picture.
    ///
    /// - Throws: `DataError` if there is not enough memory to compress it.
    static func encode(_ picture: Picture) throws(DataError) -> [UInt8] {
        var header: [UInt8] = bigEndian(UInt32(picture.width)) + bigEndian(UInt32(picture.height))
        // Depth 8, colour type, then deflate, adaptive filters, no interlacing.
        header += [8, picture.channels == 1 ? 0 : 2, 0, 0, 0]
        let compressed: [UInt8] = try deflated(filtered(picture))
        return signature + chunk("IHDR", header) + chunk("IDAT", compressed) + chunk("IEND", [])
    }

    /// Each row with the filter whose differences are smallest in sum, as the specification advises (section 12.8).
    private static func filtered(_ picture: Picture) -> [UInt8] {
        let stride: Int = picture.width * picture.channels
        var result: [UInt8] = []
        result.reserveCapacity((stride + 1) * picture.height)
        var above = [UInt8](repeating: 0, count: stride)
        for row in 0..<picture.height {
            let current = Array(picture.pixels[(row * stride)..<((row + 1) * stride)])
            var best: (cost: Int, filter: UInt8, bytes: [UInt8]) = (.max, 0, [])
            for filter: UInt8 in 0...4 {
                var bytes: [UInt8] = []
                bytes.reserveCapacity(stride)
                var cost: Int = 0
                for index in 0..<stride {
                    let left: UInt8 = index >= picture.channels ? current[index - picture.channels] : 0
                    let corner: UInt8 = index >= picture.channels ? above[index - picture.channels] : 0
                    let byte: UInt8 = current[index] &- prediction(filter, left: left, up: above[index], corner: corner)
                    bytes.append(byte)
                    cost += Int(min(byte, 0 &- byte))
                }
                if cost < best.cost { best = (cost, filter, bytes) }
            }
            result.append(best.filter)
            result += best.bytes
            above = current
        }
        return result
    }

    /// What a filter expects of a byte from its neighbours.
    @inline(__always)
    static func prediction(_ filter: UInt8, left: UInt8, up: UInt8, corner: UInt8) -> UInt8 {
        switch filter {
        case 1: return left
        case 2: return up
        case 3: return UInt8((Int(left) + Int(up)) / 2)
        case 4:
            let estimate: Int = Int(left) + Int(up) - Int(corner)
            let distances: (Int, Int, Int) = (
                abs(estimate - Int(left)), abs(estimate - Int(up)), abs(estimate - Int(corner))
            )
            if distances.0 <= distances.1, distances.0 <= distances.2 { return left }
            return distances.1 <= distances.2 ? up : corner
        default: return 0
        }
    }

    private static func deflated(_ bytes: [UInt8]) throws(DataError) -> [UInt8] {
        var size: UInt = compressBound(UInt(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(size))
        let status: Int32 = compress2(&output, &size, bytes, UInt(bytes.count), 9)
        guard status == Z_OK else {
            throw DataError("PNG", expected: "memory to compress \(bytes.count) bytes", found: "zlib's error \(status)")
        }
        return Array(output.prefix(Int(size)))
    }

    private static func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
        let body: [UInt8] = Array(name.utf8) + payload
        return bigEndian(UInt32(payload.count)) + body + bigEndian(checksum(body))
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
}
