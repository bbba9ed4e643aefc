/// How text and numbers that come from a model are written as literals and comments, so that they cannot be anything
/// else.
enum Literal {
    /// A string literal: printable ASCII stays, everything else is escaped.
    static func string(_ text: String) -> String {
        var result = "\""
        for scalar: Unicode.Scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += escape(scalar)
            }
        }
        return result + "\""
    }

    /// A floating-point literal that the compiler reads as exactly this Float.
    static func float(_ value: Float) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.infinity" : ".infinity" }
        let decimal: String = value.description
        // The compiler rounds twice, by way of a longer type; where that could matter the exact bits are spelled.
        if let double = Double(decimal), Float(double).bitPattern == value.bitPattern { return decimal }
        return hexadecimal(value)
    }

    /// A floating-point literal that the compiler reads as exactly this Double.
    static func double(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.infinity" : ".infinity" }
        return value.description
    }

    /// The lines of a comment, without slashes: broken at anything that some reader takes for a line's end and at
    /// `width` columns, with invisible and direction-changing characters spelled out.
    static func commentLines(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        for paragraph: Substring in split(text) { lines += wrap(visible(paragraph), width: width) }
        while lines.last == "" { lines.removeLast() }
        return lines
    }

    // MARK: - Parts

    private static func split(_ text: String) -> [Substring] {
        // "\r\n" is one Character and its own member of the set.
        let ends: Set<Character> = ["\n", "\r", "\r\n", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"]
        return text.split(omittingEmptySubsequences: false) { ends.contains($0) }
    }

    private static func visible(_ text: Substring) -> String {
        var result = ""
        for scalar: Unicode.Scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                result += scalar == "\t" ? " " : escape(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func wrap(_ text: String, width: Int) -> [String] {
        if text.count <= width { return [trimmed(text)] }
        var lines: [String] = []
        var line = ""
        for word: Substring in text.split(separator: " ") {
            if !line.isEmpty && line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return lines + [line]
    }

    private static func trimmed(_ text: String) -> String {
        var text: Substring = text[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }

    private static func hexadecimal(_ value: Float) -> String {
        // significand = 1.f in binary: 23 bits of f are 6 hexadecimal digits when shifted left by one.
        let sign: String = value.sign == .minus ? "-" : ""
        let isSubnormal: Bool = value.exponentBitPattern == 0
        let digits = String(value.significandBitPattern << 1, radix: 16)
        let padded: String = String(repeating: "0", count: 6 - digits.count) + digits
        let exponent: Int = isSubnormal ? -126 : Int(value.exponentBitPattern) - 127
        return "\(sign)0x\(isSubnormal ? 0 : 1).\(padded)p\(exponent)"
    }
}
