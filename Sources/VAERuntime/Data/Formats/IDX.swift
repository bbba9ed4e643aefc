/// The IDX format of the MNIST files: two zero bytes, a type, a rank, big-endian extents, then the elements.
enum IDX {
    /// What the header says.
    struct Header {
        /// The kind of the elements.
        let type: ElementType
        /// The extents, first axis slowest.
        let shape: [Int]
        /// Where the elements begin, in bytes.
        let offset: Int
        /// How many bytes the whole file has.
        let size: Int
    }

    private static let types: [UInt8: ElementType] = [
        0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
    ]

    /// Whether the bytes begin like an IDX file.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && types[bytes[2]] != nil && (1...8).contains(bytes[3])
    }

    /// Reads the header alone; `bytes` may be just the beginning of the file.
    static func header(_ bytes: [UInt8], file: String) throws(DataError) -> Header {
        var reader = ByteReader(bytes, file: file)
        let magic: UInt32 = try reader.integer(UInt32.self, .big, "the magic number of an IDX file")
        let code = UInt8(truncatingIfNeeded: magic >> 8)
        let rank = Int(magic & 0xFF)
        guard magic >> 16 == 0, let type: ElementType = types[code] else {
            throw DataError(
                file, .byte(0), expected: "an IDX magic number (two zero bytes, then a type from 8 to 14)",
                found: "0x" + String(magic, radix: 16), advice: "Is this an IDX file?")
        }
        guard (1...8).contains(rank) else {
            throw DataError(file, .byte(3), expected: "1 to 8 dimensions", found: "\(rank)")
        }
        var shape: [Int] = []
        for axis in 0..<rank {
            shape.append(try reader.length32(.big, "the extent of dimension \(axis)"))
        }
        guard let count: Int = elementCount(of: shape), count < Int.max / 16 else {
            throw DataError(
                file, .byte(4), expected: "extents of a file that fits in memory", found: "\(shape)",
                advice: "The header is damaged.")
        }
        let size: Int = reader.offset + count * type.size
        return Header(type: type, shape: shape, offset: reader.offset, size: size)
    }

    /// Reads a whole file.
    static func read(_ bytes: [UInt8], file: String) throws(DataError) -> DataTensor {
        let header: Header = try header(bytes, file: file)
        guard header.size == bytes.count else {
            throw DataError.wrongSize(file, expected: header.size, shape: header.shape, found: bytes.count)
        }
        let elements: DataElements = header.type.decode(bytes, in: header.offset..<header.size, .big)
        return DataTensor(shape: header.shape, elements: elements)
    }
}
