/// The text of one model file: its bytes as they were read, with its name and the places where lines begin.
///
/// The bytes may be anything; what is not UTF-8 is reported by the lexer and shown as U+FFFD.
public struct SourceText: Sendable {
    /// The name diagnostics begin with; for a file, its absolute path.
    public let path: String
    /// The bytes as they were read.
    public let bytes: [UInt8]
    /// The offset of the first byte of each line; never empty.
    private let lineStarts: [Int]

    /// A text read from somewhere.
    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        var starts: [Int] = [0]
        for (offset, byte) in bytes.enumerated() {
            let isReturn: Bool = byte == 0x0D
            let isReturnOfPair: Bool = isReturn && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
            if byte == 0x0A || (isReturn && !isReturnOfPair) { starts.append(offset + 1) }
        }
        lineStarts = starts
    }

    /// A text at hand.
    public init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    /// The number of lines; a text that ends in a newline has an empty last line.
    public var lineCount: Int { lineStarts.count }

    /// The whole text, with U+FFFD for what is not UTF-8.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The text of a range, with U+FFFD for what is not UTF-8; a range beyond the end is cut.
    public func text(in range: SourceRange) -> String {
        let lower: Int = min(max(range.lower, 0), bytes.count)
        let upper: Int = min(max(range.upper, lower), bytes.count)
        return String(decoding: bytes[lower..<upper], as: UTF8.self)
    }

    /// The line and column of an offset; an offset beyond the end is the end.
    public func location(of offset: Int) -> SourceLocation {
        let offset: Int = min(max(offset, 0), bytes.count)
        let line: Int = lineIndex(of: offset)
        let before: ArraySlice<UInt8> = bytes[lineStarts[line]..<offset]
        // Counting characters is slow, and most text is ASCII.
        let isASCII: Bool = before.allSatisfy { $0 < 0x80 }
        let column: Int = isASCII ? before.count : String(decoding: before, as: UTF8.self).count
        return SourceLocation(line: line + 1, column: column + 1)
    }

    /// The range of a line, counted from 1, without its newline; empty beyond the last.
    public func range(ofLine number: Int) -> SourceRange {
        guard number >= 1, number <= lineStarts.count else { return SourceRange(bytes.count, bytes.count) }
        let lower: Int = lineStarts[number - 1]
        var upper: Int = number < lineStarts.count ? lineStarts[number] : bytes.count
        while upper > lower, bytes[upper - 1] == 0x0A || bytes[upper - 1] == 0x0D { upper -= 1 }
        return SourceRange(lower, upper)
    }

    /// The index in `lineStarts` of the line that an offset lies in: the last that starts at or before it.
    private func lineIndex(of offset: Int) -> Int {
        var low: Int = 0
        var high: Int = lineStarts.count
        while high - low > 1 {
            let middle: Int = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}

/// A place in a text, as editors count: both from 1, the column in characters.
public struct SourceLocation: Hashable, Sendable {
    /// The line, from 1.
    public var line: Int
    /// The column in characters, from 1.
    public var column: Int

    /// A place.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
