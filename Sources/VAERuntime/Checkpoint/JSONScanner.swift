/// Reads the part of JSON that safetensors headers are made of: objects, strings and arrays of integers. Stricter than
/// Foundation's parser, which drops duplicate keys in silence; and without recursion, so that no input is too deep.
struct JSONScanner {
    private let file: String
    private let bytes: [UInt8]
    private let end: Int
    private var offset: Int

    /// A scanner of the text in `range`.
    init(_ bytes: [UInt8], in range: Range<Int>, file: String) {
        self.bytes = bytes
        self.file = file
        offset = range.lowerBound
        end = range.upperBound
    }

    /// An error at the present place.
    func error(expected: String, found: String, advice: String? = nil) -> DataError {
        DataError(file, .byte(offset), expected: expected, found: found, advice: advice)
    }

    /// Reads an object; `member` is called with each key and reads the value.
    ///
    /// - Throws: `DataError` for a key that comes twice.
    mutating func object(
        _ member: (inout JSONScanner, _ key: String) throws(DataError) -> Void
    ) throws(DataError) {
        try expect("{")
        if accept("}") { return }
        var keys: Set<String> = []
        repeat {
            let key: String = try string()
            guard keys.insert(key).inserted else {
                throw error(expected: "each key once", found: "\(key.quoted) again", advice: "The file is damaged.")
            }
            try expect(":")
            try member(&self, key)
        } while accept(",")
        try expect("}")
    }

    /// Reads an array of integers from 0 on.
    mutating func integers() throws(DataError) -> [Int] {
        var values: [Int] = []
        try expect("[")
        if accept("]") { return values }
        repeat {
            values.append(try integer())
        } while accept(",")
        try expect("]")
        return values
    }

    /// Reads a string.
    mutating func string() throws(DataError) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while offset < end {
            let byte: UInt8 = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error(expected: "UTF-8", found: "other bytes in a string")
                }
                return string
            case UInt8(ascii: "\\"): try escape(&text)
            case 0..<0x20: throw error(expected: "a string without control characters", found: "one of them")
            default: text.append(byte)
            }
        }
        throw error(expected: "the end of a string", found: "the end of the header")
    }

    /// Checks that only white space is left.
    mutating func finish() throws(DataError) {
        skipSpace()
        if offset < end { throw error(expected: "the end of the header", found: "more text") }
    }

    private mutating func skipSpace() {
        while offset < end, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard offset < end, bytes[offset] == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(DataError) {
        if accept(character) { return }
        let found: String =
            offset < end ? String(decoding: bytes[offset..<min(end, offset + 12)], as: UTF8.self).quoted : "the end"
        throw error(expected: "\"\(character)\" in the header", found: found, advice: "Is this a safetensors file?")
    }

    private mutating func integer() throws(DataError) -> Int {
        skipSpace()
        let start: Int = offset
        var value: Int = 0
        while offset < end, (0x30...0x39).contains(bytes[offset]) {
            let (tens, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = tens.addingReportingOverflow(Int(bytes[offset] - 0x30))
            if first || second { throw error(expected: "a number that fits in 63 bits", found: "a larger one") }
            value = sum
            offset += 1
        }
        guard offset > start, offset == start + 1 || bytes[start] != 0x30 else {
            throw error(expected: "an integer from 0 on", found: "something else")
        }
        return value
    }

    private mutating func escape(_ text: inout [UInt8]) throws(DataError) {
        guard offset < end else { throw error(expected: "an escape", found: "the end of the header") }
        let byte: UInt8 = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var value: UInt32 = try hexadecimal()
            if (0xD800..<0xDC00).contains(value), offset + 1 < end, bytes[offset] == UInt8(ascii: "\\"),
                bytes[offset + 1] == UInt8(ascii: "u")
            {
                offset += 2
                let low: UInt32 = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else {
                    throw error(expected: "a pair of surrogates", found: "one")
                }
                value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(value) else {
                throw error(expected: "a Unicode scalar", found: "\\u" + String(value, radix: 16))
            }
            text.append(contentsOf: String(scalar).utf8)
        default: throw error(expected: "an escape that JSON knows", found: "another")
        }
    }

    private mutating func hexadecimal() throws(DataError) -> UInt32 {
        guard end - offset >= 4 else { throw error(expected: "four hexadecimal digits", found: "the end") }
        var value: UInt32 = 0
        for byte in bytes[offset..<(offset + 4)] {
            guard let digit: Int = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(expected: "four hexadecimal digits", found: "something else")
            }
            value = value << 4 | UInt32(digit)
        }
        offset += 4
        return value
    }
}
