/// NumPy's array file, versions 1 to 3: a magic, a length, a header in Python's syntax, then the elements.
enum NPY {
    /// What the header says.
    struct Header {
        /// The kind of the elements.
        let type: ElementType
        /// The order of the bytes of an element.
        let order: ByteOrder
        /// Whether the first axis is the fastest (Fortran) and not the last (C).
        let isFortranOrder: Bool
        /// The extents; empty for a scalar.
        let shape: [Int]
        /// Where the elements begin, in bytes.
        let offset: Int
        /// How many bytes the whole file has.
        let size: Int
    }

    private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    private static let types: [String: ElementType] = [
        "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32, "i4": .int32, "u8": .uint64,
        "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64, "b1": .boolean,
    ]

    /// The most bytes that a header may have; NumPy writes fewer than 200.
    static let maximumHeader: Int = 1 << 16

    /// Whether the bytes begin like an NPY file.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: magic)
    }

    /// Reads the header alone; `bytes` may be just the beginning of the file.
    static func header(_ bytes: [UInt8], file: String, place: DataError.Place? = nil) throws(DataError) -> Header {
        var reader = ByteReader(bytes, file: file)
        let start: Range<Int> = try reader.take(6, "the magic of an NPY file")
        guard bytes[start].elementsEqual(magic) else {
            throw DataError(file, place ?? .byte(0), expected: "the magic of an NPY file", found: "other bytes")
        }
        let version: UInt8 = try reader.integer(UInt8.self, .little, "the version")
        _ = try reader.integer(UInt8.self, .little, "the version")
        guard (1...3).contains(version) else {
            throw DataError(file, place ?? .byte(6), expected: "NPY version 1, 2 or 3", found: "version \(version)")
        }
        let length: Int
        if version == 1 {
            length = Int(try reader.integer(UInt16.self, .little, "the header's length"))
        } else {
            length = try reader.length32(.little, "the header's length")
        }
        guard length <= maximumHeader else {
            throw DataError(
                file, place ?? .byte(8), expected: "a header of at most \(maximumHeader) bytes",
                found: "a length of \(length)", advice: "The header is damaged.")
        }
        let text: Range<Int> = try reader.take(length, "the header")
        var dictionary = NPYDictionary(bytes, in: text, file: file, place: place)
        try dictionary.parse()
        return try dictionary.header(types: types, offset: text.upperBound)
    }

    /// Reads a whole file.
    static func read(_ bytes: [UInt8], file: String, place: DataError.Place? = nil) throws(DataError) -> DataTensor {
        let header: Header = try header(bytes, file: file, place: place)
        guard header.size == bytes.count else {
            throw .wrongSize(file, place, expected: header.size, shape: header.shape, found: bytes.count)
        }
        let elements: DataElements = header.type.decode(bytes, in: header.offset..<header.size, header.order)
        guard header.isFortranOrder, header.shape.count > 1 else {
            return DataTensor(shape: header.shape, elements: elements)
        }
        let reversed = DataTensor(shape: header.shape.reversed(), elements: elements)
        return reversed.permuted(header.shape.indices.reversed())
    }
}
