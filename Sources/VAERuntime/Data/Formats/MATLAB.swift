/// MATLAB's MAT-files of level 5 (versions 5 to 7): numeric arrays, either byte order, compressed or not.
struct MATLAB {
    /// One variable in the file.
    struct Variable {
        /// Its name.
        let name: String
        /// Its extents, first axis fastest in the file.
        let shape: [Int]
        /// The numbers it is made of, or nil for what cannot be read (cells, structures, text, sparse and complex).
        let type: ElementType?
        /// A word for its kind.
        let kind: String
        fileprivate let range: Range<Int>
        fileprivate let isCompressed: Bool
    }

    /// The file's name, for messages.
    let file: String
    /// The variables in the order of the file.
    let variables: [Variable]
    private let bytes: [UInt8]
    private let order: ByteOrder
    private let limit: Int

    private static let headerSize: Int = 128
    private static let matrix: UInt32 = 14
    private static let compressed: UInt32 = 15

    /// The types that elements are stored with.
    private static let storage: [UInt32: ElementType] = [
        1: .int8, 2: .uint8, 3: .int16, 4: .uint16, 5: .int32, 6: .uint32, 7: .float32, 9: .float64, 12: .int64,
        13: .uint64,
    ]

    /// The classes of arrays by their number, with the type that elements have once loaded.
    private static let classes: [UInt8: (kind: String, type: ElementType?)] = [
        1: ("cell array", nil), 2: ("structure", nil), 3: ("object", nil), 4: ("text", nil), 5: ("sparse matrix", nil),
        6: ("double", .float64), 7: ("single", .float32), 8: ("int8", .int8), 9: ("uint8", .uint8),
        10: ("int16", .int16), 11: ("uint16", .uint16), 12: ("int32", .int32), 13: ("uint32", .uint32),
        14: ("int64", .int64), 15: ("uint64", .uint64),
    ]

    /// Whether the bytes begin like a MAT-file of level 5.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        byteOrder(bytes) != nil
    }

    private static func byteOrder(_ bytes: [UInt8]) -> ByteOrder? {
        guard bytes.count >= headerSize else { return nil }
        switch (bytes[124], bytes[125], bytes[126], bytes[127]) {
        case (0, 1, UInt8(ascii: "I"), UInt8(ascii: "M")): return .little
        case (1, 0, UInt8(ascii: "M"), UInt8(ascii: "I")): return .big
        default: return nil
        }
    }

    /// Lists the variables of a file.
    ///
    /// - Parameter limit: the most bytes that one variable may have decompressed.
    init(_ bytes: [UInt8], file: String, limit: Int) throws(DataError) {
        guard let order: ByteOrder = Self.byteOrder(bytes) else {
            throw DataError(
                file, .byte(124), expected: "the version and byte order mark of a MATLAB 5 file",
                found: bytes.count < Self.headerSize ? "a file of \(bytes.count) bytes" : "other bytes",
                advice: "Save it in MATLAB with save(..., \"-v7\").")
        }
        self.bytes = bytes
        self.file = file
        self.order = order
        self.limit = limit
        var variables: [Variable] = []
        var reader = ByteReader(bytes, file: file, range: Self.headerSize..<bytes.count)
        while reader.remaining > 0 {
            let element: Element = try Self.element(&reader, order, padded: false)
            switch element.type {
            case Self.matrix:
                variables.append(try Self.variable(bytes, element.range, file, order, at: element.range, false))
            case Self.compressed:
                // The beginning is enough for the name and the extents.
                let beginning: [UInt8] = try Self.inflated(bytes, element.range, file: file, limit: 1 << 10)
                var inside = ByteReader(beginning, file: file)
                let type: UInt32 = try inside.integer(UInt32.self, order, "a compressed array")
                _ = try inside.length32(order, "a compressed array")
                guard type == Self.matrix else { continue }
                let range: Range<Int> = inside.offset..<beginning.count
                variables.append(try Self.variable(beginning, range, file, order, at: element.range, true))
            default: continue
            }
        }
        self.variables = variables
    }

    /// The elements of a variable, in row-major order of its extents.
    func read(_ variable: Variable) throws(DataError) -> DataTensor {
        guard let type: ElementType = variable.type else {
            throw DataError(
                file, .array(variable.name), expected: "an array of real numbers", found: "a \(variable.kind)",
                advice: "Save the numbers in a variable of their own.")
        }
        var source: [UInt8] = bytes
        var range: Range<Int> = variable.range
        if variable.isCompressed {
            // The tag tells how much there will be, before more than the tag is decompressed.
            var tag = ByteReader(try Self.inflated(bytes, variable.range, file: file, limit: 8), file: file)
            _ = try tag.integer(UInt32.self, order, "a compressed array")
            let size: Int = 8 + (try tag.length32(order, "a compressed array"))
            guard size <= limit else {
                throw DataError(
                    file, .array(variable.name), expected: "at most \(limit) bytes decompressed", found: "\(size)",
                    advice: "Split the array.")
            }
            source = try Self.inflated(bytes, variable.range, file: file, limit: size)
            var outer = ByteReader(source, file: file)
            range = try Self.element(&outer, order, padded: false).range
        }
        var reader = ByteReader(source, file: file, range: range)
        for _ in 0..<3 { _ = try Self.element(&reader, order, padded: true) }
        let data: Element = try Self.element(&reader, order, padded: true)
        guard let stored: ElementType = Self.storage[data.type] else {
            throw DataError(file, .array(variable.name), expected: "numbers", found: "elements of type \(data.type)")
        }
        guard let count: Int = elementCount(of: variable.shape), count <= data.range.count,
            count * stored.size == data.range.count
        else {
            throw DataError(
                file, .array(variable.name), expected: "the elements of extents \(variable.shape)",
                found: "\(data.range.count) bytes of \(stored.rawValue)", advice: "The file is damaged; get it again.")
        }
        let decoded: DataElements = stored.decode(source, in: data.range, order)
        let reversed = DataTensor(shape: variable.shape.reversed(), elements: converted(decoded, to: type))
        return reversed.permuted(variable.shape.indices.reversed())
    }

    /// MATLAB stores doubles as smaller integers where they fit; only a `uint8` array is bytes.
    private func converted(_ elements: DataElements, to type: ElementType) -> DataElements {
        switch (elements, type) {
        case (.bytes, .uint8): elements
        case (.bytes(let bytes), .boolean): .floats(bytes.map { $0 == 0 ? 0 : 1 })
        case (.bytes(let bytes), _): .floats(bytes.map { Float($0) })
        case (.floats, _): elements
        }
    }

    /// A tagged part of the file.
    private struct Element {
        let type: UInt32
        let range: Range<Int>
    }

    /// Reads a tag, in its long or its short form, and passes over the data and the padding to 8 bytes.
    private static func element(
        _ reader: inout ByteReader, _ order: ByteOrder, padded: Bool
    ) throws(DataError) -> Element {
        let first: UInt32 = try reader.integer(UInt32.self, order, "the tag of an element")
        if first >> 16 != 0 {
            let count = Int(first >> 16)
            guard count <= 4 else {
                throw DataError(
                    reader.file, .byte(reader.offset - 4), expected: "at most 4 bytes in a small element",
                    found: "\(count)", advice: "The file is damaged; get it again.")
            }
            let range: Range<Int> = try reader.take(4, "a small element")
            return Element(type: first & 0xFFFF, range: range.prefix(count))
        }
        let count: Int = try reader.length32(order, "the length of an element")
        let range: Range<Int> = try reader.take(count, "an element")
        let padding: Int = (8 - count % 8) % 8
        if padded { _ = try reader.take(min(padding, reader.remaining), "padding") }
        return Element(type: first, range: range)
    }

    /// Reads flags, extents and name of an array.
    private static func variable(
        _ bytes: [UInt8], _ range: Range<Int>, _ file: String, _ order: ByteOrder, at place: Range<Int>,
        _ isCompressed: Bool
    ) throws(DataError) -> Variable {
        var reader = ByteReader(bytes, file: file, range: range)
        let flags: Element = try element(&reader, order, padded: true)
        var flagReader = ByteReader(bytes, file: file, range: flags.range)
        let word: UInt32 = try flagReader.integer(UInt32.self, order, "the flags of an array")
        let extents: Element = try element(&reader, order, padded: true)
        guard extents.range.count % 4 == 0, (2...32).contains(extents.range.count / 4) else {
            throw DataError(
                file, .byte(place.lowerBound), expected: "2 to 32 extents",
                found: "\(extents.range.count) bytes of them",
                advice: "The file is damaged; get it again.")
        }
        var extentReader = ByteReader(bytes, file: file, range: extents.range)
        var shape: [Int] = []
        while extentReader.remaining > 0 {
            let extent: Int32 = try extentReader.integer(Int32.self, order, "an extent")
            guard extent >= 0 else {
                throw DataError(
                    file, .byte(place.lowerBound), expected: "extents from 0 on", found: "\(extent)",
                    advice: "The file is damaged; get it again.")
            }
            shape.append(Int(extent))
        }
        let name: Element = try element(&reader, order, padded: true)
        let isComplex: Bool = word & 0x0800 != 0
        let isLogical: Bool = word & 0x0200 != 0
        let known: (kind: String, type: ElementType?) = classes[UInt8(word & 0xFF)] ?? ("array of another kind", nil)
        return Variable(
            name: String(decoding: bytes[name.range], as: UTF8.self), shape: shape,
            type: isComplex ? nil : isLogical && known.type == .uint8 ? .boolean : known.type,
            kind: isComplex ? "complex \(known.kind)" : isLogical ? "logical" : known.kind, range: place,
            isCompressed: isCompressed)
    }

    /// Decompresses an element, or its beginning where `limit` is reached.
    private static func inflated(
        _ bytes: [UInt8], _ range: Range<Int>, file: String, limit: Int
    ) throws(DataError) -> [UInt8] {
        let inflater = Inflater(.zlib)
        var output: [UInt8] = []
        var offset: Int = range.lowerBound
        switch inflater.decompress(bytes, from: &offset, to: range.upperBound, into: &output, limit: limit) {
        case .finished, .full: return output
        case .truncated:
            throw DataError(
                file, .byte(offset), expected: "a complete compressed array", found: "its end in the middle",
                advice: "The file is truncated; get it again.")
        case .corrupt(let reason):
            throw DataError(
                file, .byte(offset), expected: "a compressed array", found: "damage (\(reason))",
                advice: "The file is damaged; get it again.")
        }
    }
}
