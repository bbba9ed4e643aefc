/// Diagnostics as text for people: a first line that editors and `swift build` understand, a picture of the place with
/// the two lines before it, notes, and what to write instead.
public struct DiagnosticRenderer: Sendable {
    private let source: SourceText

    /// A renderer for the diagnostics of one text.
    public init(_ source: SourceText) {
        self.source = source
    }

    /// All of them, one after another; ends with a newline unless empty.
    public func render(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map { render($0) }.joined()
    }

    /// One diagnostic, ending with a newline.
    public func render(_ diagnostic: Diagnostic) -> String {
        let place: SourceLocation = source.location(of: diagnostic.range.lower)
        let severity: String = diagnostic.severity.rawValue
        var lines: [String] = [
            "\(source.path):\(place.line):\(place.column): \(severity): \(diagnostic.message) [\(diagnostic.code.rawValue)]"
        ]
        lines += picture(diagnostic.range, context: 2)
        for note in diagnostic.notes { lines += render(note) }
        for fix in diagnostic.fixes { lines.append("  fix: " + describe(fix)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func render(_ note: Diagnostic.Note) -> [String] {
        var lines: [String] = note.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[0] = "  note: " + lines[0]
        for index in lines.indices.dropFirst() { lines[index] = "      " + lines[index] }
        if let range = note.range { lines += picture(range, context: 0) }
        return lines
    }

    /// What a correction does, in words.
    private func describe(_ fix: Diagnostic.Fix) -> String {
        let new: String = fix.replacement.split(separator: "\n").joined(separator: " ")
        if new.isEmpty || fix.message.contains("'\(new.trimmingEnd())'") { return fix.message }
        let old: String = source.text(in: fix.range).oneLine
        return fix.message + (old.isEmpty ? ": insert '\(new)'" : ": replace '\(old)' by '\(new)'")
    }

    // MARK: Pictures

    /// The line of a place with carets below it, and lines before it.
    private func picture(_ range: SourceRange, context: Int) -> [String] {
        let place: SourceLocation = source.location(of: range.lower)
        let width: Int = max(4, String(place.line).count + 1)
        var lines: [String] = []
        for number in max(1, place.line - context)..<place.line {
            let line: SourceRange = source.range(ofLine: number)
            lines.append(margin(String(number), width) + visible(window(line, around: line.lower)))
        }
        let line: SourceRange = source.range(ofLine: place.line)
        let lower: Int = min(max(range.lower, line.lower), line.upper)
        let shown: SourceRange = window(line, around: lower)
        lines.append(margin(String(place.line), width) + visible(shown))
        // Tabs stay tabs, so that the carets stand below what they mark whatever a tab's width is.
        let before: String = visible(SourceRange(shown.lower, lower))
        let blanks: String = String(before.map { $0 == "\t" ? "\t" : " " })
        let marked: String = visible(SourceRange(lower, max(lower, min(range.upper, shown.upper))))
        let carets: String = "^" + String(repeating: "~", count: max(1, marked.count) - 1)
        lines.append(margin("", width) + blanks + carets)
        return lines
    }

    private func margin(_ text: String, _ width: Int) -> String {
        text.leftPadded(to: width, with: " ") + " | "
    }

    /// The part of a long line that is shown: what terminals have room for, around a place.
    private func window(_ line: SourceRange, around offset: Int) -> SourceRange {
        let room: Int = 160
        guard line.upper - line.lower > room else { return line }
        var lower: Int = offset - line.lower < 100 ? line.lower : offset - 60
        while lower < offset, isInsideCharacter(lower) { lower += 1 }
        var upper: Int = min(line.upper, lower + room)
        while upper < line.upper, isInsideCharacter(upper) { upper += 1 }
        return SourceRange(lower, upper)
    }

    private func isInsideCharacter(_ offset: Int) -> Bool {
        offset < source.bytes.count && source.bytes[offset] & 0xC0 == 0x80
    }

    /// The text of a range without what could command a terminal.
    private func visible(_ range: SourceRange) -> String {
        let text: String = source.text(in: range)
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        return String(text.map { $0.isPrintable ? $0 : "\u{FFFD}" })
    }
}

extension Character {
    /// Whether it can be shown: control characters, which could command a terminal, cannot.
    fileprivate var isPrintable: Bool {
        self == "\t" || !unicodeScalars.contains { UTF8Decoding.isUnprintable($0) }
    }
}
