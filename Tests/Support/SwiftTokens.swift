/// The tokens of generated source, with names, numbers and strings made equal: what is left is the code's structure, and
/// no name of a model may change it. Reads bytes: the fuzzer reads millions of sources.
package struct SwiftTokens: Equatable {
    /// The tokens in order, a byte for each: `word`, `number`, a quote for a string, symbols as they are; comments are left
    /// out.
    package private(set) var tokens: [UInt8] = []
    /// Bytes that generated code never has outside of comments.
    package private(set) var strangers: [UInt8] = []

    private static let word = UInt8(ascii: "w")
    private static let number = UInt8(ascii: "0")
    private static let quote = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")
    private static let newline = UInt8(ascii: "\n")
    private static let slash = UInt8(ascii: "/")

    /// Reads source text.
    package init(_ text: String) {
        var text: String = text
        text.withUTF8 { read($0) }
    }

    private mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
        var place = 0
        while place < text.count {
            let byte: UInt8 = text[place]
            if byte == UInt8(ascii: " ") || byte == SwiftTokens.newline {
                place += 1
            } else if byte == SwiftTokens.slash, place + 1 < text.count, text[place + 1] == SwiftTokens.slash {
                while place < text.count, text[place] != SwiftTokens.newline { place += 1 }
            } else if byte == SwiftTokens.quote {
                place = readString(text, from: place + 1)
            } else if byte == UInt8(ascii: "`") || SwiftTokens.isWord(byte) && !SwiftTokens.isDigit(byte) {
                while place < text.count, SwiftTokens.isWord(text[place]) || text[place] == UInt8(ascii: "`") {
                    place += 1
                }
                // A parameter's label and its name are one word or two.
                if tokens.last != SwiftTokens.word { tokens.append(SwiftTokens.word) }
            } else if SwiftTokens.isDigit(byte) {
                while place < text.count, SwiftTokens.isWord(text[place]) || text[place] == UInt8(ascii: ".") {
                    place += 1
                }
                tokens.append(SwiftTokens.number)
            } else {
                // A comma before a closing bracket comes with the layout.
                let closes: Bool = byte == UInt8(ascii: ")") || byte == UInt8(ascii: "]")
                if closes, tokens.last == UInt8(ascii: ",") { tokens.removeLast() }
                if byte < 32 || byte > 126 { strangers.append(byte) }
                tokens.append(byte)
                place += 1
            }
        }
    }

    /// Reads what is between quotes; a line's end inside a string is strange.
    ///
    /// - Returns: the place behind it.
    private mutating func readString(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        tokens.append(SwiftTokens.quote)
        var place: Int = start
        while place < text.count, text[place] != SwiftTokens.newline {
            let byte: UInt8 = text[place]
            if byte == SwiftTokens.quote { return place + 1 }
            if byte > 126 { strangers.append(byte) }
            let isEscape: Bool = byte == SwiftTokens.backslash && place + 1 < text.count
            if isEscape, text[place + 1] == UInt8(ascii: "(") { strangers.append(text[place + 1]) }
            place += isEscape && text[place + 1] != SwiftTokens.newline ? 2 : 1
        }
        strangers.append(SwiftTokens.quote)
        return place
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
            || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
    }
}
