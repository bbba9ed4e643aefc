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
            let text: String = source.text(in: source.range(ofLine: number))
            lines.append(margin(String(number), width) + clipped(text, around: 0).text)
        }
        let line: SourceRange = source.range(ofLine: place.line)
        let text: String = source.text(in: line)
        let (shown, dropped): (String, Int) = clipped(text, around: place.column - 1)
        lines.append(margin(String(place.line), width) + shown)
        let marked = SourceRange(range.lower, max(range.lower, min(range.upper, line.upper)))
        let length: Int = max(1, source.text(in: marked).count)
        // Tabs stay tabs, so that the carets stand below what they mark whatever a tab's width is.
        let before: Substring = shown.prefix(max(0, place.column - 1 - dropped))
        let blanks: String = String(before.map { $0 == "\t" ? "\t" : " " })
        let room: Int = max(1, shown.count - before.count)
        let carets: String = "^" + String(repeating: "~", count: min(length, room) - 1)
        lines.append(margin("", width) + blanks + carets)
        return lines
    }

    private func margin(_ text: String, _ width: Int) -> String {
        text.leftPadded(to: width, with: " ") + " | "
    }

    /// A line cut to a width that terminals have, around a column; the number of characters left out before it.
    private func clipped(_ line: String, around column: Int) -> (text: String, dropped: Int) {
        let visible: String = String(line.map { $0.isPrintable ? $0 : "\u{FFFD}" })
        guard visible.count > 160 else { return (visible, 0) }
        let first: Int = column < 100 ? 0 : column - 60
        let part: Substring = visible.dropFirst(first).prefix(160)
        return (String(part), first)
    }
}

extension Character {
    /// Whether it can be shown: control characters, which could command a terminal, cannot.
    fileprivate var isPrintable: Bool {
        self == "\t" || !unicodeScalars.contains { UTF8Decoding.isUnprintable($0) }
    }
}
