/// Reads the PGM and PPM formats of Netpbm: a header in words, then numbers as text (P2, P3) or in binary (P5, P6).
enum PNMFile {
    /// How the pixels are written, by the second letter of the file.
    private enum Kind: UInt8 {
        case greyText = 0x32
        case colorText = 0x33
        case grey = 0x35
        case color = 0x36

        var channels: Int { self == .grey || self == .greyText ? 1 : 3 }
        var isText: Bool { self == .greyText || self == .colorText }
    }

    /// Whether the bytes begin like one of these files, or one of their relatives (P1 to P7).
    static func recognises(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 3, bytes[0] == UInt8(ascii: "P"), (0x31...0x37).contains(bytes[1]) else { return false }
        return isSpace(bytes[2]) || bytes[2] == UInt8(ascii: "#")
    }

    /// Reads a file with one picture; samples become 8 bits.
    ///
    /// - Throws: `DataError` with the place of what is wrong.
    static func read(_ bytes: [UInt8], file: String) throws(DataError) -> Picture {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "P"), let kind = Kind(rawValue: bytes[1]) else {
            throw DataError(
                file, .byte(0), expected: "a picture of Netpbm's kinds P2, P3, P5 or P6",
                found: String(decoding: bytes.prefix(2), as: UTF8.self).quoted, advice: "Convert it to PNG.")
        }
        var scanner = Scanner(bytes: bytes, file: file, offset: 2)
        let extents: ClosedRange<Int> = 1...Int(Int32.max)
        let width: Int = try scanner.number("the width", in: extents)
        let height: Int = try scanner.number("the height", in: extents)
        let largest: Int = try scanner.number("the largest value", in: 1...65_535)
        // No product of these overflows.
        let (places, overflow) = (width * kind.channels).multipliedReportingOverflow(by: height)
        let bytesEach: Int = kind.isText ? 1 : largest > 255 ? 2 : 1
        if !kind.isText { try scanner.skipOneSpace() }
        // A number of text takes a digit and a space, but for the last.
        let left: Int = bytes.count - scanner.offset
        let room: Int = kind.isText ? (left + 1) / 2 : left / bytesEach
        guard !overflow, places <= room else {
            throw DataError(
                file, .byte(scanner.offset), expected: "\(width)×\(height) pixels of \(kind.channels) values",
                found: "\(left) bytes", advice: "The file is truncated, or its header damaged.")
        }
        var pixels: [UInt8] = []
        pixels.reserveCapacity(places)
        if kind.isText {
            for _ in 0..<places {
                let value: Int = try scanner.number("a pixel", in: 0...largest)
                pixels.append(UInt8((value * 255 + largest / 2) / largest))
            }
            try scanner.checkEnd()
        } else {
            let start: Int = scanner.offset
            guard left == places * bytesEach else {
                throw DataError(
                    file, .byte(start + places * bytesEach), expected: "the end after \(width)×\(height) pixels",
                    found: "\(left - places * bytesEach) bytes more", advice: "Give each picture a file of its own.")
            }
            for index in 0..<places {
                let place: Int = start + index * bytesEach
                let value: Int = bytesEach == 1 ? Int(bytes[place]) : Int(bytes[place]) << 8 | Int(bytes[place + 1])
                guard value <= largest else {
                    throw DataError(
                        file, .byte(place), expected: "a value from 0 to \(largest)", found: "\(value)",
                        advice: "The file is damaged; get it again.")
                }
                pixels.append(largest == 255 ? bytes[place] : UInt8((value * 255 + largest / 2) / largest))
            }
        }
        return Picture(width: width, height: height, channels: kind.channels, pixels: pixels)
    }

    /// Space, tab, line feed, vertical tab, form feed, carriage return.
    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// Reads numbers between spaces; from a '#' to the end of its line is a comment.
    private struct Scanner {
        let bytes: [UInt8]
        let file: String
        var offset: Int

        mutating func number(_ what: String, in range: ClosedRange<Int>) throws(DataError) -> Int {
            skipSpaces()
            let start: Int = offset
            var value: Int = 0
            // Ten digits are more than any number may have.
            while offset < bytes.count, offset - start < 11, (0x30...0x39).contains(bytes[offset]) {
                value = value * 10 + Int(bytes[offset] - 0x30)
                offset += 1
            }
            guard offset > start, range.contains(value) else {
                let word: ArraySlice<UInt8> = bytes[start...].prefix(20).prefix { !PNMFile.isSpace($0) }
                throw DataError(
                    file, .byte(start), expected: "\(what), from \(range.lowerBound) to \(range.upperBound)",
                    found: word.isEmpty ? "the end of the file" : String(decoding: word, as: UTF8.self).quoted,
                    advice: "The file is truncated or damaged.")
            }
            return value
        }

        private mutating func skipSpaces() {
            while offset < bytes.count {
                if bytes[offset] == UInt8(ascii: "#") {
                    while offset < bytes.count, bytes[offset] != 0x0A, bytes[offset] != 0x0D { offset += 1 }
                } else if PNMFile.isSpace(bytes[offset]) {
                    offset += 1
                } else {
                    return
                }
            }
        }

        /// A single space ends the header of a binary file.
        mutating func skipOneSpace() throws(DataError) {
            guard offset < bytes.count, PNMFile.isSpace(bytes[offset]) else {
                throw DataError(
                    file, .byte(offset), expected: "a space or a new line before the pixels", found: "something else",
                    advice: "The file is truncated or damaged.")
            }
            offset += 1
        }

        mutating func checkEnd() throws(DataError) {
            skipSpaces()
            guard offset == bytes.count else {
                throw DataError(
                    file, .byte(offset), expected: "the end after the last pixel", found: "more",
                    advice: "Give each picture a file of its own.")
            }
        }
    }
}
