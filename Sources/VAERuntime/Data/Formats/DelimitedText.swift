/// Tables of numbers as text: one example a line, fields separated by commas, semicolons, tabs or spaces (.csv, .txt,
/// .tsv, .amat). A first line that is not all numbers is a header. Lines that begin with # are comments.
enum DelimitedText {
    /// What separates the fields of a line.
    private enum Separator {
        case mark(UInt8)
        case space
    }

    /// Whether the bytes look like text: no control characters but white space in the first few thousand.
    static func recognises(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.prefix(4096).allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    }

    /// Reads a table as a tensor [lines, fields], and the names of its columns, if its first line has one for each.
    static func read(_ bytes: [UInt8], file: String) throws(DataError) -> (table: DataTensor, names: [String]?) {
        var names: [String]?
        var values: [Float] = []
        var columns: Int?
        var rows: Int = 0
        var line: Int = 0
        var separator: Separator?
        var start: Int = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while start < bytes.count {
            let stop: Int = endOfLine(bytes, from: start)
            line += 1
            let range: Range<Int> = trimmed(bytes, start..<stop)
            start = stop + (stop + 1 < bytes.count && bytes[stop] == 0x0D && bytes[stop + 1] == 0x0A ? 2 : 1)
            if range.isEmpty || bytes[range.lowerBound] == UInt8(ascii: "#") { continue }
            let mark: Separator = separator ?? detect(bytes, range)
            let before: Int = values.count
            if let problem: Int = append(bytes, range, mark, to: &values) {
                values.removeLast(values.count - before)
                if separator == nil {
                    // The header: its fields count no data, but settle the separator.
                    separator = mark
                    names = fields(bytes, range, mark).map { String(decoding: $0, as: UTF8.self) }
                    continue
                }
                throw fieldError(bytes, range, mark, column: problem, line: line, file: file)
            }
            separator = mark
            let count: Int = values.count - before
            guard count == columns ?? count else {
                throw DataError(
                    file, .line(line), expected: "\(columns ?? count) numbers as in the lines before",
                    found: "\(count)", advice: "Every line must hold one example with the same number of values.")
            }
            columns = count
            rows += 1
        }
        guard let columns else {
            throw DataError(
                file, expected: "lines of numbers", found: separator == nil ? "none" : "only a header")
        }
        let table = DataTensor(shape: [rows, columns], elements: .floats(values))
        return (table, names?.count == columns ? names : nil)
    }

    /// The fields of a line, without the spaces around them and without quotes; `most` of them at most.
    private static func fields(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: Separator, most: Int = .max
    ) -> [ArraySlice<UInt8>] {
        let fields: [ArraySlice<UInt8>] =
            switch separator {
            case .mark(let mark): bytes[range].split(separator: mark, maxSplits: most, omittingEmptySubsequences: false)
            case .space: bytes[range].split(maxSplits: most, whereSeparator: isSpace)
            }
        return fields.map { field in
            let inside: ArraySlice<UInt8> = bytes[trimmed(bytes, field.startIndex..<field.endIndex)]
            let quote = UInt8(ascii: "\"")
            let isQuoted: Bool = inside.count > 1 && inside.first == quote && inside.last == quote
            return isQuoted ? inside.dropFirst().dropLast() : inside
        }
    }

    private static func endOfLine(_ bytes: [UInt8], from start: Int) -> Int {
        bytes.withUnsafeBufferPointer { buffer in
            var index: Int = start
            while index < buffer.count, buffer[index] != 0x0A, buffer[index] != 0x0D { index += 1 }
            return index
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C }

    private static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var lower: Int = range.lowerBound
        var upper: Int = range.upperBound
        while lower < upper, isSpace(bytes[lower]) { lower += 1 }
        while upper > lower, isSpace(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    private static func detect(_ bytes: [UInt8], _ range: Range<Int>) -> Separator {
        for mark in [UInt8(ascii: ";"), UInt8(ascii: ",")] where bytes[range].contains(mark) { return .mark(mark) }
        return .space
    }

    /// Appends the numbers of a line.
    ///
    /// - Returns: nil, or the column (from 1) of the first field that is no number.
    private static func append(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: Separator, to values: inout [Float]
    ) -> Int? {
        bytes.withUnsafeBufferPointer { buffer in
            var scanner = NumberScanner(buffer, range)
            var column: Int = 1
            while true {
                guard let value: Float = scanner.number() else { return column }
                values.append(value)
                let hadSpace: Bool = scanner.skipSpace()
                if scanner.isAtEnd { return nil }
                switch separator {
                case .mark(let mark): if !scanner.accept(mark) { return column }
                case .space: if !hadSpace { return column }
                }
                _ = scanner.skipSpace()
                column += 1
            }
        }
    }

    private static func fieldError(
        _ bytes: [UInt8], _ range: Range<Int>, _ separator: Separator, column: Int, line: Int, file: String
    ) -> DataError {
        let fields: [ArraySlice<UInt8>] = fields(bytes, range, separator, most: column)
        let field: ArraySlice<UInt8> = column <= fields.count ? fields[column - 1] : []
        let text = String(decoding: field.prefix(200), as: UTF8.self)
        return DataError(
            file, .field(line: line, column: column), expected: "a number",
            found: text.isEmpty ? "nothing" : text.quoted,
            advice: text.isEmpty ? "Fill or remove missing values." : "Remove columns that are not numbers.")
    }
}
