/// The kinds of number that data files hold, and how they become elements of a tensor.
enum ElementType: String, Sendable {
    case uint8 = "unsigned 8-bit integers"
    case int8 = "signed 8-bit integers"
    case uint16 = "unsigned 16-bit integers"
    case int16 = "signed 16-bit integers"
    case uint32 = "unsigned 32-bit integers"
    case int32 = "signed 32-bit integers"
    case uint64 = "unsigned 64-bit integers"
    case int64 = "signed 64-bit integers"
    case float16 = "16-bit floating point"
    case float32 = "32-bit floating point"
    case float64 = "64-bit floating point"
    case boolean = "booleans"

    /// How many bytes one element takes in a file.
    var size: Int {
        switch self {
        case .uint8, .int8, .boolean: 1
        case .uint16, .int16, .float16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        }
    }

    /// Decodes the bytes of `range`, a multiple of `size`. Unsigned bytes stay bytes; all others become floats
    /// (booleans 0 and 1).
    func decode(_ bytes: [UInt8], in range: Range<Int>, _ order: ByteOrder) -> DataElements {
        switch self {
        case .uint8: .bytes(Array(bytes[range]))
        case .boolean: .floats(bytes[range].map { $0 == 0 ? 0 : 1 })
        case .int8: .floats(bytes[range].map { Float(Int8(bitPattern: $0)) })
        case .uint16: .floats(decodeIntegers(UInt16.self, bytes, range, order) { Float($0) })
        case .int16: .floats(decodeIntegers(Int16.self, bytes, range, order) { Float($0) })
        case .uint32: .floats(decodeIntegers(UInt32.self, bytes, range, order) { Float($0) })
        case .int32: .floats(decodeIntegers(Int32.self, bytes, range, order) { Float($0) })
        case .uint64: .floats(decodeIntegers(UInt64.self, bytes, range, order) { Float($0) })
        case .int64: .floats(decodeIntegers(Int64.self, bytes, range, order) { Float($0) })
        case .float16: .floats(decodeIntegers(UInt16.self, bytes, range, order, floatFromHalf))
        case .float32: .floats(decodeIntegers(UInt32.self, bytes, range, order) { Float(bitPattern: $0) })
        case .float64: .floats(decodeIntegers(UInt64.self, bytes, range, order) { Float(Double(bitPattern: $0)) })
        }
    }
}

/// Reads words of one width in one byte order and converts each.
private func decodeIntegers<Word: FixedWidthInteger>(
    _: Word.Type, _ bytes: [UInt8], _ range: Range<Int>, _ order: ByteOrder, _ convert: (Word) -> Float
) -> [Float] {
    let size: Int = Word.bitWidth / 8
    let count: Int = range.count / size
    return bytes.withUnsafeBytes { raw in
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            for index in 0..<count {
                let word = raw.loadUnaligned(fromByteOffset: range.lowerBound + index * size, as: Word.self)
                let value: Word = order == .little ? Word(littleEndian: word) : Word(bigEndian: word)
                buffer.initializeElement(at: index, to: convert(value))
            }
            initialized = count
        }
    }
}

/// The value of an IEEE 754 half-precision pattern.
func floatFromHalf(_ bits: UInt16) -> Float {
    let sign: UInt32 = UInt32(bits & 0x8000) << 16
    let exponent: UInt32 = UInt32(bits >> 10) & 0x1F
    let fraction: UInt32 = UInt32(bits & 0x3FF)
    if exponent == 0 {
        let magnitude: Float = Float(fraction) * 0x1p-24
        return sign == 0 ? magnitude : -magnitude
    }
    let widened: UInt32 = exponent == 31 ? 255 : exponent + 112
    return Float(bitPattern: sign | widened << 23 | fraction << 13)
}
