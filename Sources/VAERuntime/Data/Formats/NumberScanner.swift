/// Reads decimal numbers from bytes of text, fast where they are short, and by the standard library where they are not.
struct NumberScanner {
    private let buffer: UnsafeBufferPointer<UInt8>
    private var offset: Int
    private let end: Int

    /// A scanner of `range` of the bytes.
    init(_ buffer: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
        self.buffer = buffer
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Whether everything has been read.
    var isAtEnd: Bool { offset >= end }

    /// Skips blanks and says whether there were any.
    mutating func skipSpace() -> Bool {
        let start: Int = offset
        while offset < end, buffer[offset] == 0x20 || (0x09...0x0D).contains(buffer[offset]) { offset += 1 }
        return offset > start
    }

    /// Skips the byte if it is next.
    mutating func accept(_ byte: UInt8) -> Bool {
        guard offset < end, buffer[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// Reads a number, in double quotes or bare; nil, having read nothing, where there is none.
    mutating func number() -> Float? {
        let start: Int = offset
        let isQuoted: Bool = accept(UInt8(ascii: "\""))
        guard let value: Float = bareNumber(), !isQuoted || accept(UInt8(ascii: "\"")) else {
            offset = start
            return nil
        }
        return value
    }

    private mutating func bareNumber() -> Float? {
        let start: Int = offset
        let isNegative: Bool = accept(UInt8(ascii: "-"))
        if !isNegative { _ = accept(UInt8(ascii: "+")) }
        var mantissa: UInt64 = 0
        var digits: Int = 0
        var scale: Int = 0
        while let digit: UInt8 = nextDigit() {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            digits += 1
        }
        if accept(UInt8(ascii: ".")) {
            while let digit: UInt8 = nextDigit() {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                digits += 1
                scale -= 1
            }
        }
        if digits == 0 {
            offset = start
            return word()
        }
        if offset < end, buffer[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            let isSmall: Bool = accept(UInt8(ascii: "-"))
            if !isSmall { _ = accept(UInt8(ascii: "+")) }
            var exponent: Int = 0
            var exponentDigits: Int = 0
            while let digit: UInt8 = nextDigit() {
                exponent = min(exponent * 10 + Int(digit), 100_000)
                exponentDigits += 1
            }
            guard exponentDigits > 0 else { return nil }
            scale += isSmall ? -exponent : exponent
        }
        // Up to 15 digits and a power of ten up to 22 are exact in Double, so that one operation
        // rounds correctly.
        if digits <= 15, abs(scale) <= 22 {
            let magnitude: Double =
                scale < 0 ? Double(mantissa) / Self.powers[-scale] : Double(mantissa) * Self.powers[scale]
            return Float(isNegative ? -magnitude : magnitude)
        }
        return Double(text(from: start)).map { Float($0) }
    }

    private mutating func nextDigit() -> UInt8? {
        guard offset < end, (0x30...0x39).contains(buffer[offset]) else { return nil }
        defer { offset += 1 }
        return buffer[offset] - 0x30
    }

    /// The words for values that are no numbers; whether a variable may have them is not decided here.
    private mutating func word() -> Float? {
        let start: Int = offset
        while offset < end, offset - start < 10, isLetterOrSign(buffer[offset]) { offset += 1 }
        switch text(from: start).lowercased() {
        case "nan", "+nan", "-nan": return .nan
        case "inf", "+inf", "infinity", "+infinity": return .infinity
        case "-inf", "-infinity": return -.infinity
        default:
            offset = start
            return nil
        }
    }

    private func isLetterOrSign(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }

    private func text(from start: Int) -> String {
        String(decoding: buffer[start..<offset], as: UTF8.self)
    }

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
