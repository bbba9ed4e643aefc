/// The order of the bytes of a number.
public enum ByteOrder: Sendable {
    /// Least significant byte first.
    case little
    /// Most significant byte first.
    case big
}

/// Reads numbers and ranges from a part of a file; every read is checked against the part's end.
struct ByteReader {
    /// The file's name, for messages.
    let file: String
    /// The whole file.
    let bytes: [UInt8]
    /// The offset of the next byte to be read.
    private(set) var offset: Int
    /// The end of the part that may be read.
    let end: Int

    /// A reader of `range` of `bytes`, or of all of them.
    init(_ bytes: [UInt8], file: String, range: Range<Int>? = nil) {
        let range: Range<Int> = (range ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
        self.file = file
        self.bytes = bytes
        self.offset = range.lowerBound
        self.end = range.upperBound
    }

    /// How many bytes are left.
    var remaining: Int { end - offset }

    /// Takes the next `count` bytes, which hold `what`.
    mutating func take(_ count: Int, _ what: @autoclosure () -> String) throws(DataError) -> Range<Int> {
        guard count >= 0, count <= remaining else {
            throw DataError(
                file, .byte(offset), expected: "\(count) more bytes for \(what())", found: "\(remaining)",
                advice: "The file is truncated or its lengths are wrong.")
        }
        let range: Range<Int> = offset..<(offset + count)
        offset += count
        return range
    }

    /// Reads an integer of the given width.
    mutating func integer<Value: FixedWidthInteger>(
        _: Value.Type, _ order: ByteOrder, _ what: @autoclosure () -> String
    ) throws(DataError) -> Value {
        let range: Range<Int> = try take(Value.bitWidth / 8, what())
        let value: Value = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: range.lowerBound, as: Value.self) }
        return order == .little ? Value(littleEndian: value) : Value(bigEndian: value)
    }

    /// Reads an unsigned 32-bit length.
    mutating func length32(_ order: ByteOrder, _ what: @autoclosure () -> String) throws(DataError) -> Int {
        Int(try integer(UInt32.self, order, what()))
    }
}
