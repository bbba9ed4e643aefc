/// The tokens of generated source, with names, numbers and strings made equal: what is left is the code's structure, and
/// no name of a model may change it.
package struct SwiftTokens: Equatable {
    /// One token.
    package enum Token: Equatable {
        case word, string, number
        case symbol(Character)
    }

    /// The tokens in order; comments are left out.
    package private(set) var tokens: [Token] = []
    /// Characters that generated code never has outside of comments.
    package private(set) var strangers: [Character] = []

    /// Reads source text.
    package init(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { read(line) }
    }

    private mutating func read(_ line: Substring) {
        var rest: Substring = line
        while let first = rest.first {
            if first == " " {
                rest = rest.dropFirst()
            } else if rest.hasPrefix("//") {
                return
            } else if first == "\"" {
                rest = readString(rest.dropFirst())
            } else if first == "`" || SwiftTokens.isWord(first) && !first.isNumber {
                rest = rest.drop { SwiftTokens.isWord($0) || $0 == "`" }
                // A parameter's label and its name are one word or two.
                if tokens.last != .word { tokens.append(.word) }
            } else if first.isASCII && first.isNumber {
                rest = rest.drop { SwiftTokens.isWord($0) || $0 == "." }
                tokens.append(.number)
            } else {
                // A comma before a closing bracket comes with the layout.
                if first == ")" || first == "]", tokens.last == .symbol(",") { tokens.removeLast() }
                if !first.isASCII || first.asciiValue.map({ $0 < 32 }) ?? true { strangers.append(first) }
                tokens.append(.symbol(first))
                rest = rest.dropFirst()
            }
        }
    }

    /// The text behind a string's end; a line's end inside a string is strange.
    private mutating func readString(_ text: Substring) -> Substring {
        tokens.append(.string)
        var rest: Substring = text
        while let first = rest.first {
            if !first.isASCII { strangers.append(first) }
            if first == "\"" { return rest.dropFirst() }
            if rest.hasPrefix("\\(") { strangers.append("(") }
            rest = rest.dropFirst(first == "\\" ? 2 : 1)
        }
        strangers.append("\"")
        return rest
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}
