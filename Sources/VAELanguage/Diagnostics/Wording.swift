// Small helpers for the words of diagnostics.

extension String {
    /// The text, cut after 40 characters: what is quoted in a message may be of any length.
    var shortened: String { count <= 40 ? self : String(prefix(39)) + "…" }

    /// The text with a filler before it, up to a width.
    func leftPadded(to width: Int, with filler: Character) -> String {
        String(repeating: filler, count: Swift.max(0, width - count)) + self
    }

    /// The text without blanks at its end.
    func trimmingEnd() -> String {
        var result: Substring = self[...]
        while result.last == " " { result.removeLast() }
        return String(result)
    }

    /// The text with blanks after it, up to a width.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: Swift.max(0, width - count))
    }
}

extension Array where Element == String {
    /// `'a', 'b' or 'c'`
    func listed(_ conjunction: String) -> String {
        let quoted: [String] = map { "'\($0)'" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
        return quoted.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}

extension Array where Element == Int {
    /// `[3, 32, 32]`; a scalar is "a scalar".
    var shapeText: String {
        isEmpty ? "a scalar" : "[" + map(String.init).joined(separator: ", ") + "]"
    }
}

extension Double {
    /// A number as people write it: whole numbers without a fraction.
    var text: String {
        if self == self.rounded(), abs(self) <= 9_007_199_254_740_992 { return String(Int(self)) }
        return String(self)
    }
}
