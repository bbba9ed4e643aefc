/// The header of an NPY file: a Python dictionary with exactly the keys descr, fortran_order and shape.
struct NPYDictionary {
    private let file: String
    private let bytes: [UInt8]
    private let end: Int
    private let place: DataError.Place?
    private var offset: Int
    private var description: String?
    private var isFortranOrder: Bool?
    private var shape: [Int]?

    /// A parser of the text in `range`; `place` replaces the byte offset in messages where that means nothing.
    init(_ bytes: [UInt8], in range: Range<Int>, file: String, place: DataError.Place?) {
        self.bytes = bytes
        self.file = file
        self.place = place
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Reads the text.
    mutating func parse() throws(DataError) {
        try expect("{")
        while !accept("}") {
            let key: String = try string()
            try expect(":")
            switch key {
            case "descr" where description == nil: description = try elementDescription()
            case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
            case "shape" where shape == nil: shape = try tuple()
            default: throw error(expected: "each of the keys descr, fortran_order and shape once", found: key.quoted)
            }
            if !accept(",") {
                try expect("}")
                break
            }
        }
        skipSpace()
        if offset < end { throw error(expected: "the end of the header", found: here) }
    }

    /// The header that the text means.
    func header(types: [String: ElementType], offset: Int) throws(DataError) -> NPY.Header {
        guard let description, let isFortranOrder, let shape else {
            throw error(expected: "the keys descr, fortran_order and shape", found: "a header without one of them")
        }
        guard let mark: Character = description.first, "<>|=".contains(mark),
            let type: ElementType = types[String(description.dropFirst())], mark != "|" || type.size == 1
        else {
            let known: String = types.keys.sorted().joined(separator: " ")
            throw error(
                expected: "one of the element types \(known)", found: description.quoted,
                advice: "Save the array with astype(\"float32\") or astype(\"uint8\").")
        }
        guard let count: Int = elementCount(of: shape), count < Int.max / 16 else {
            throw error(
                expected: "extents of a file that fits in memory", found: "\(shape)", advice: "The header is damaged.")
        }
        return NPY.Header(
            type: type, order: mark == ">" ? .big : .little, isFortranOrder: isFortranOrder, shape: shape,
            offset: offset, size: offset + count * type.size)
    }

    private func error(expected: String, found: String, advice: String? = nil) -> DataError {
        DataError(file, place ?? .byte(offset), expected: expected, found: found, advice: advice)
    }

    private var here: String {
        offset < end ? String(decoding: bytes[offset..<min(end, offset + 12)], as: UTF8.self).quoted : "the end"
    }

    private mutating func skipSpace() {
        while offset < end, bytes[offset] == 0x20 || (0x09...0x0D).contains(bytes[offset]) { offset += 1 }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard offset < end, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(DataError) {
        if !accept(character) { throw error(expected: "\"\(character)\" in the header", found: here) }
    }

    private mutating func string() throws(DataError) -> String {
        let isSingle: Bool = accept("'")
        guard isSingle || accept("\"") else { throw error(expected: "a string in the header", found: here) }
        let quote: UInt8 = isSingle ? UInt8(ascii: "'") : UInt8(ascii: "\"")
        guard let close: Int = bytes[offset..<end].firstIndex(of: quote) else {
            throw error(expected: "the end of a string", found: "the end of the header")
        }
        defer { offset = close + 1 }
        return String(decoding: bytes[offset..<close], as: UTF8.self)
    }

    private mutating func elementDescription() throws(DataError) -> String {
        skipSpace()
        if offset < end, bytes[offset] == UInt8(ascii: "[") || bytes[offset] == UInt8(ascii: "(") {
            throw error(
                expected: "an array of plain numbers", found: "an array of records",
                advice: "Save each field as an array of its own.")
        }
        return try string()
    }

    private mutating func boolean() throws(DataError) -> Bool {
        skipSpace()
        for (word, value) in [("True", true), ("False", false)] where bytes[offset..<end].starts(with: word.utf8) {
            offset += word.utf8.count
            return value
        }
        throw error(expected: "True or False", found: here)
    }

    private mutating func tuple() throws(DataError) -> [Int] {
        var extents: [Int] = []
        try expect("(")
        while !accept(")") {
            extents.append(try integer())
            // Python 2 wrote long integers with an L.
            _ = accept("L")
            if !accept(",") {
                try expect(")")
                break
            }
        }
        guard extents.count <= 32 else { throw error(expected: "at most 32 dimensions", found: "\(extents.count)") }
        return extents
    }

    private mutating func integer() throws(DataError) -> Int {
        skipSpace()
        var value: Int = 0
        let start: Int = offset
        while offset < end, (0x30...0x39).contains(bytes[offset]) {
            let (tens, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = tens.addingReportingOverflow(Int(bytes[offset] - 0x30))
            if first || second { throw error(expected: "an extent that fits in memory", found: here) }
            value = sum
            offset += 1
        }
        if offset == start { throw error(expected: "a number", found: here) }
        return value
    }
}
