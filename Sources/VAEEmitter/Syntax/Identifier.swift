/// A name in generated code. It is either a literal of the emitter's own text or has been sanitised, so that no name in
/// a model can become anything but a name.
struct Identifier: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name, not yet in backticks.
    let text: String

    /// A name that stands in the emitter's own source; text that comes from elsewhere is no `StaticString`.
    init(stringLiteral value: StaticString) { text = value.description }

    /// A name made of any text: ASCII letters, digits and underscores stay, runs of anything that separates words
    /// capitalise what follows, other characters are spelled by their code points.
    init(_ any: String) {
        var result = ""
        var startsWord = false
        for scalar: Unicode.Scalar in any.unicodeScalars {
            if Identifier.isPlain(scalar) {
                let character = String(Character(scalar))
                result += startsWord && !result.isEmpty ? character.uppercased() : character
                startsWord = false
            } else if scalar.isASCII {
                startsWord = true
            } else {
                result += "u" + String(scalar.value, radix: 16, uppercase: true)
                startsWord = false
            }
        }
        if result.isEmpty { result = "_" }
        if let first: Character = result.first, first.isNumber { result = "_" + result }
        if result.allSatisfy({ $0 == "_" }) { result += "name" }
        text = result
    }

    /// The name with a number after it: `v3`.
    init(_ name: Identifier, number: Int) { text = name.text + String(number) }

    /// The name with a word after it: `hiddenEpilogue`.
    init(_ name: Identifier, suffix: Identifier) { text = name.text + suffix.text }

    /// The name with a capital first letter, as types have it.
    var capitalised: Identifier { Identifier(checked: text.prefix(1).uppercased() + text.dropFirst()) }

    /// The name with a small first letter; a leading run of capitals (`MLP…`) becomes small as a whole.
    var uncapitalised: Identifier {
        let capitals: Int = text.prefix { $0.isUppercase }.count
        let isWordBehind: Bool =
            capitals > 1 && capitals < text.count && text.dropFirst(capitals).first?.isLetter == true
        let small: Int = isWordBehind ? capitals - 1 : capitals
        return Identifier(checked: text.prefix(small).lowercased() + text.dropFirst(small))
    }

    /// The name as it is written: keywords in backticks.
    var rendered: String { Identifier.keywords.contains(text) ? "`\(text)`" : text }

    private init(checked text: String) { self.text = text }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    /// Words that a declaration cannot be named by without backticks, and those that read as something else where an
    /// expression is expected.
    static let keywords: Set<String> = [
        "Any", "Protocol", "Self", "Type", "actor", "any", "as", "associatedtype", "async", "await", "borrowing",
        "break",
        "case", "catch", "class", "consume", "consuming", "continue", "convenience", "copy", "default", "defer",
        "deinit",
        "didSet", "do", "dynamic", "each", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "final",
        "for", "func", "get", "guard", "if", "import", "in", "indirect", "infix", "init", "inout", "internal", "is",
        "lazy", "let", "macro", "mutating", "nil", "nonisolated", "nonmutating", "open", "operator", "optional",
        "override", "package", "postfix", "precedencegroup", "prefix", "private", "protocol", "public", "repeat",
        "required", "rethrows", "return", "self", "set", "some", "static", "struct", "subscript", "super", "switch",
        "then", "throw", "throws", "true", "try", "typealias", "unowned", "unsafe", "var", "weak", "where", "while",
        "willSet", "yield", "discard", "sending", "isolated", "prefix",
    ]
}

/// Hands out names of one scope, no name twice.
struct Scope {
    private var taken: Set<String>

    /// A scope in which these names are taken.
    init(taken: some Sequence<String> = []) { self.taken = Set(taken) }

    /// The name itself if it is free, otherwise with the first number from 2 that makes it free.
    mutating func name(_ wish: Identifier) -> Identifier {
        var name: Identifier = wish
        var number = 2
        while !taken.insert(name.text).inserted {
            name = Identifier(wish, number: number)
            number += 1
        }
        return name
    }
}
