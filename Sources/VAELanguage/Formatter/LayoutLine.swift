/// One line of formatted text, before it is aligned with its neighbours.
struct LayoutLine: Hashable {
    /// What can be aligned with its like.
    enum Class: Hashable {
        /// `let name = …`
        case constant
        /// `data x: …`, `given`, `parameter`, `latent`
        case variable
        /// `layer down(channels) = …`, `shared`
        case layer
        /// `decoder mlp { … }` on one line, by its keyword.
        case block(String)
    }

    /// Columns of blanks before it.
    var indentation: Int
    /// The parts that are padded to the width of their column; joined with one blank.
    var cells: [String]
    /// What it can be aligned with; nil for nothing.
    var alignment: Class?
    /// The comment at its end.
    var comment: String?
    /// Whether a blank line stands before it.
    var isAfterBlank: Bool
}

/// Brings neighbouring lines of a kind into columns.
enum Alignment {
    /// The text of the lines, with a newline at the end of each.
    static func render(_ lines: [LayoutLine]) -> String {
        var text: String = ""
        var start: Int = 0
        while start < lines.count {
            var end: Int = start + 1
            while end < lines.count, belong(lines[start], lines[end]) { end += 1 }
            render(lines[start..<end], to: &text)
            start = end
        }
        return text
    }

    /// Whether a line is aligned with the group that another begins.
    private static func belong(_ first: LayoutLine, _ line: LayoutLine) -> Bool {
        guard let alignment = first.alignment else { return false }
        return line.alignment == alignment && line.indentation == first.indentation && !line.isAfterBlank
    }

    private static func render(_ group: ArraySlice<LayoutLine>, to text: inout String) {
        var widths: [Int] = []
        for line in group {
            for (column, cell) in line.cells.dropLast().enumerated() {
                if column == widths.count { widths.append(0) }
                widths[column] = max(widths[column], cell.count)
            }
        }
        for line in group {
            if line.isAfterBlank { text += "\n" }
            text += String(repeating: " ", count: line.indentation)
            for (column, cell) in line.cells.enumerated() {
                let isLast: Bool = column == line.cells.count - 1
                text += isLast ? cell : cell.padded(to: widths[column]) + " "
            }
            if let comment = line.comment { text += line.cells.isEmpty ? comment : "  " + comment }
            text += "\n"
        }
    }
}
