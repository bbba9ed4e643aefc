/// Cuts a text into tokens and comments. It survives any bytes: what it cannot read it reports and steps over.
struct Lexer {
    private let source: SourceText
    private let bytes: [UInt8]
    private var offset = 0
    private var startsLine = true
    private var followsInvalid = false
    private var tokens: [Token] = []
    private var comments: [Comment] = []

    private init(_ source: SourceText) {
        self.source = source
        bytes = source.bytes
    }

    /// The tokens and comments of a text; what cannot be read goes to `diagnostics`.
    static func lex(_ source: SourceText, _ diagnostics: inout DiagnosticBag) -> LexedText {
        var lexer = Lexer(source)
        guard source.bytes.count <= Limits.sourceBytes else {
            diagnostics.add(.fileTooLarge(source.bytes.count))
            let end = Token(kind: .end, range: SourceRange(0, 0), startsLine: true, followsInvalid: false)
            return LexedText(tokens: [end], comments: [])
        }
        lexer.run(&diagnostics)
        return LexedText(tokens: lexer.tokens, comments: lexer.comments)
    }

    private mutating func run(_ diagnostics: inout DiagnosticBag) {
        tokens.reserveCapacity(bytes.count / 4)
        // A byte order mark at the start is no text.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
        while offset < bytes.count {
            let byte: UInt8 = bytes[offset]
            switch byte {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                startsLine = true
                offset += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                offset += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                lexComment(&diagnostics)
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                lexNumber(&diagnostics)
            default:
                if Self.isNameStart(byte) || (byte >= 0x80 && letterLength() > 0) {
                    lexName(&diagnostics)
                } else if !lexPunctuation() {
                    skipUnknown(&diagnostics)
                }
            }
        }
        startsLine = true
        append(.end, from: offset)
    }

    private func peek(_ ahead: Int) -> UInt8? {
        offset + ahead < bytes.count ? bytes[offset + ahead] : nil
    }

    private mutating func append(_ kind: Token.Kind, from lower: Int, text: String = "", value: Double = 0) {
        tokens.append(
            Token(
                kind: kind, range: SourceRange(lower, offset), startsLine: startsLine, followsInvalid: followsInvalid,
                text: text, value: value))
        startsLine = false
        followsInvalid = false
    }

    // MARK: Names

    private static func isNameStart(_ byte: UInt8) -> Bool {
        (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }

    /// The length in bytes of the letter beyond ASCII that begins here; 0 if there is none.
    private func letterLength() -> Int {
        guard let (scalar, length) = UTF8Decoding.scalar(bytes, at: offset) else { return 0 }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return length
        default: return 0
        }
    }

    private mutating func skipNameCharacters() {
        while offset < bytes.count {
            let byte: UInt8 = bytes[offset]
            if Self.isNameStart(byte) || Self.isDigit(byte) {
                offset += 1
            } else {
                let length: Int = byte >= 0x80 ? letterLength() : 0
                guard length > 0 else { return }
                offset += length
            }
        }
    }

    private mutating func lexName(_ diagnostics: inout DiagnosticBag) {
        let lower: Int = offset
        skipNameCharacters()
        let text: String = String(decoding: bytes[lower..<offset], as: UTF8.self)
        if text.utf8.allSatisfy({ $0 == UInt8(ascii: "_") }) {
            diagnostics.add(.nameWithoutLetter(text, at: SourceRange(lower, offset)))
        }
        append(.name, from: lower, text: text)
    }

    // MARK: Numbers

    private mutating func skipDigits() {
        while let byte = peek(0), Self.isDigit(byte) || byte == UInt8(ascii: "_") { offset += 1 }
    }

    private mutating func lexNumber(_ diagnostics: inout DiagnosticBag) {
        let lower: Int = offset
        skipDigits()
        if peek(0) == UInt8(ascii: "."), let next = peek(1), Self.isDigit(next) {
            offset += 1
            skipDigits()
        }
        if let byte = peek(0), byte | 0x20 == UInt8(ascii: "e") {
            let hasSign: Bool = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
            if let digit = peek(hasSign ? 2 : 1), Self.isDigit(digit) {
                offset += hasSign ? 2 : 1
                skipDigits()
            }
        }
        let isWellFormed: Bool = bytes[offset - 1] != UInt8(ascii: "_")
        let upper: Int = offset
        skipNameCharacters()
        let range = SourceRange(lower, offset)
        var value: Double = 0
        if !isWellFormed || offset > upper {
            diagnostics.add(.malformedNumber(source.text(in: range), at: range))
        } else {
            let digits: [UInt8] = bytes[lower..<upper].filter { $0 != UInt8(ascii: "_") }
            value = Double(String(decoding: digits, as: UTF8.self)) ?? .infinity
            // "1e-999" is 0 and surely not meant.
            let isLost: Bool = value == 0 && Self.hasNonzeroDigit(digits)
            if !value.isFinite || isLost {
                diagnostics.add(.numberOutOfRange(source.text(in: range), at: range))
                value = 0
            }
        }
        append(.number, from: lower, value: value)
    }

    /// Whether a digit before the exponent is not 0.
    private static func hasNonzeroDigit(_ digits: [UInt8]) -> Bool {
        digits.prefix { $0 | 0x20 != UInt8(ascii: "e") }.contains { $0 > UInt8(ascii: "0") }
    }

    // MARK: Punctuation

    private mutating func lexPunctuation() -> Bool {
        let lower: Int = offset
        let kind: Token.Kind
        var length: Int = 1
        switch bytes[offset] {
        case UInt8(ascii: "("): kind = .leftParenthesis
        case UInt8(ascii: ")"): kind = .rightParenthesis
        case UInt8(ascii: "["): kind = .leftBracket
        case UInt8(ascii: "]"): kind = .rightBracket
        case UInt8(ascii: "{"): kind = .leftBrace
        case UInt8(ascii: "}"): kind = .rightBrace
        case UInt8(ascii: ","): kind = .comma
        case UInt8(ascii: ":"): kind = .colon
        case UInt8(ascii: "="): kind = .equal
        case UInt8(ascii: "~"): kind = .tilde
        case UInt8(ascii: "+"): kind = .plus
        case UInt8(ascii: "-"): kind = .minus
        case UInt8(ascii: "*"): kind = .star
        case UInt8(ascii: "/"): kind = .slash
        case UInt8(ascii: "^"): kind = .caret
        case UInt8(ascii: "|") where peek(1) == UInt8(ascii: ">"): (kind, length) = (.pipe, 2)
        case UInt8(ascii: "."):
            let isEllipsis: Bool = peek(1) == UInt8(ascii: ".") && peek(2) == UInt8(ascii: ".")
            (kind, length) = isEllipsis ? (.ellipsis, 3) : (.dot, 1)
        default: return false
        }
        offset += length
        append(kind, from: lower)
        return true
    }

    // MARK: Comments and what is no text

    private mutating func lexComment(_ diagnostics: inout DiagnosticBag) {
        let lower: Int = offset
        while let byte = peek(0), byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\r") { offset += 1 }
        reportUnprintable(in: lower..<offset, &diagnostics)
        var upper: Int = offset
        while bytes[upper - 1] == UInt8(ascii: " ") || bytes[upper - 1] == UInt8(ascii: "\t") { upper -= 1 }
        let slashes: Int = bytes[lower..<upper].prefix { $0 == UInt8(ascii: "/") }.count
        comments.append(
            Comment(
                range: SourceRange(lower, upper), isDocumentation: slashes == 3, startsLine: startsLine,
                tokensBefore: tokens.count))
    }

    /// Reports what a comment may not hold: bytes that are no text, and characters that make it read otherwise than it is.
    private func reportUnprintable(in range: Range<Int>, _ diagnostics: inout DiagnosticBag) {
        var position: Int = range.lowerBound
        while position < range.upperBound {
            let byte: UInt8 = bytes[position]
            if byte >= 0x20 && byte < 0x7F || byte == UInt8(ascii: "\t") {
                position += 1
            } else if let (scalar, length) = UTF8Decoding.scalar(bytes, at: position) {
                if UTF8Decoding.isUnprintable(scalar) {
                    diagnostics.add(.invalidCharacter(scalar, at: SourceRange(position, position + length)))
                }
                position += length
            } else {
                let start: Int = position
                while position < range.upperBound, UTF8Decoding.scalar(bytes, at: position) == nil { position += 1 }
                diagnostics.add(.invalidUTF8(at: SourceRange(start, position)))
            }
        }
    }

    /// Steps over a run of what begins no token, with one diagnostic for the run.
    private mutating func skipUnknown(_ diagnostics: inout DiagnosticBag) {
        let lower: Int = offset
        followsInvalid = true
        if let (scalar, length) = UTF8Decoding.scalar(bytes, at: offset) {
            // A run of the same character is one mistake.
            while let (next, _) = UTF8Decoding.scalar(bytes, at: offset), next == scalar { offset += length }
            diagnostics.add(.invalidCharacter(scalar, at: SourceRange(lower, offset)))
        } else {
            while offset < bytes.count, UTF8Decoding.scalar(bytes, at: offset) == nil { offset += 1 }
            diagnostics.add(.invalidUTF8(at: SourceRange(lower, offset)))
        }
    }
}
