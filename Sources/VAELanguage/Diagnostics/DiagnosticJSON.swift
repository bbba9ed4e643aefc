/// Diagnostics as JSON for tools: ASCII, one object a line, keys always the same and in the same order.
public enum DiagnosticJSON {
    /// An array of objects with the keys `path`, `line`, `column`, `endLine`, `endColumn`, `offset`, `length`, `severity`,
    /// `code`, `message`, `notes` and `fixes`; ends with a newline. Lines and columns count from 1, columns in characters,
    /// offsets and lengths in bytes.
    public static func render(_ diagnostics: [Diagnostic], of source: SourceText) -> String {
        let objects: [String] = diagnostics.map { "  " + object($0, source) }
        return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
    }

    private static func object(_ diagnostic: Diagnostic, _ source: SourceText) -> String {
        var fields: [String] = ["\"path\": " + quoted(source.path)]
        fields += place(diagnostic.range, source)
        fields.append("\"severity\": " + quoted(diagnostic.severity.rawValue))
        fields.append("\"code\": " + quoted(diagnostic.code.rawValue))
        fields.append("\"message\": " + quoted(diagnostic.message))
        let notes: [String] = diagnostic.notes.map { note in
            let place: [String] = note.range.map { Self.place($0, source) } ?? []
            return "{" + (["\"message\": " + quoted(note.message)] + place).joined(separator: ", ") + "}"
        }
        fields.append("\"notes\": [" + notes.joined(separator: ", ") + "]")
        let fixes: [String] = diagnostic.fixes.map { fix in
            let texts: [String] = [
                "\"message\": " + quoted(fix.message), "\"replacement\": " + quoted(fix.replacement),
            ]
            return "{" + (texts + place(fix.range, source)).joined(separator: ", ") + "}"
        }
        fields.append("\"fixes\": [" + fixes.joined(separator: ", ") + "]")
        return "{" + fields.joined(separator: ", ") + "}"
    }

    private static func place(_ range: SourceRange, _ source: SourceText) -> [String] {
        let start: SourceLocation = source.location(of: range.lower)
        let end: SourceLocation = source.location(of: range.upper)
        return [
            "\"line\": \(start.line)", "\"column\": \(start.column)", "\"endLine\": \(end.line)",
            "\"endColumn\": \(end.column)", "\"offset\": \(range.lower)", "\"length\": \(range.upper - range.lower)",
        ]
    }

    /// A JSON string of ASCII characters.
    static func quoted(_ text: String) -> String {
        var result: String = "\""
        for unit in text.utf16 {
            switch unit {
            case 0x22: result += "\\\""
            case 0x5C: result += "\\\\"
            case 0x0A: result += "\\n"
            case 0x0D: result += "\\r"
            case 0x09: result += "\\t"
            case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
            default: result += "\\u" + String(unit, radix: 16).leftPadded(to: 4, with: "0")
            }
        }
        return result + "\""
    }
}
