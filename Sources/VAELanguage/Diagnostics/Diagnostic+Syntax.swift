// What is said about text that is no model file: bytes, signs, numbers, brackets, words out of place.

extension Diagnostic {
    static func invalidUTF8(at range: SourceRange) -> Diagnostic {
        Diagnostic(.invalidUTF8, "these bytes are not UTF-8", at: range)
            .noting("a model file is UTF-8 text; save it in that encoding")
    }

    static func invalidCharacter(_ scalar: Unicode.Scalar, at range: SourceRange) -> Diagnostic {
        let isVisible: Bool = !UTF8Decoding.isUnprintable(scalar)
        let name: String = "U+" + String(scalar.value, radix: 16, uppercase: true).leftPadded(to: 4, with: "0")
        let shown: String = isVisible ? "'\(scalar)'" : "the invisible character \(name)"
        let diagnostic = Diagnostic(.invalidCharacter, "\(shown) has no place in a model file", at: range)
        guard let replacement = lookalikes[scalar] else { return diagnostic }
        let message: String = replacement.isEmpty ? "remove it" : "write '\(replacement)'"
        return diagnostic.fixing(message, replacing: range, with: replacement)
    }

    /// What is often typed, or pasted from a paper, for a sign of the language.
    private static let lookalikes: [Unicode.Scalar: String] = [
        "\u{2212}": "-", "\u{2013}": "-", "\u{2014}": "-", "\u{00D7}": "*", "\u{00B7}": "*", "\u{22C5}": "*",
        "\u{00F7}": "/", "\u{223C}": "~", "\u{02DC}": "~", "\u{2026}": "...", "|": "|>", "\u{00A0}": " ",
        "\u{25B7}": "|>", "\u{FF08}": "(", "\u{FF09}": ")", "\u{FF0C}": ",", "\u{FF1A}": ":", "#": "//", ";": "",
    ]

    static func nameWithoutLetter(_ text: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.invalidCharacter, "the name '\(text)' has no letter and no digit", at: range)
    }

    static func malformedNumber(_ text: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.malformedNumber, "'\(text.shortened)' is not a number", at: range)
            .noting("numbers are written 1, 0.1, 1e-4, 1_000; a name does not begin with a digit")
    }

    static func numberOutOfRange(_ text: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.numberOutOfRange, "'\(text.shortened)' is too large or too small for a number", at: range)
            .noting("numbers reach from 4.9e-324 to 1.8e308")
    }

    static func unexpectedToken(
        expected: String, context: String, found: String, at range: SourceRange
    ) -> Diagnostic {
        let place: String = context.isEmpty ? "" : " \(context)"
        return Diagnostic(.unexpectedToken, "expected \(expected)\(place), found \(found)", at: range)
    }

    static func slip(expected: String, context: String, found: Token) -> Diagnostic {
        let sign: String = String(expected.dropFirst().dropLast())
        return unexpectedToken(expected: expected, context: context, found: found.description, at: found.range)
            .fixing("write \(expected)", replacing: found.range, with: sign)
    }

    static func missingComma(found: Token, at range: SourceRange) -> Diagnostic {
        unexpectedToken(expected: "','", context: "between arguments", found: found.description, at: range)
            .fixing("write ','", replacing: range, with: ",")
    }

    static func superfluous(_ token: Token, context: String) -> Diagnostic {
        Diagnostic(.unexpectedToken, "no \(token.description) belongs \(context)", at: token.range)
            .fixing("remove it", replacing: token.range, with: "")
    }

    static func blockArguments(_ keyword: String, at range: SourceRange) -> Diagnostic {
        let sees: String = keyword == "encoder" ? "the data and 'given' variables" : "the latents and 'given' variables"
        return Diagnostic(.unexpectedToken, "no arguments belong after '\(keyword)'", at: range)
            .noting("it sees \(sees) by their names")
            .fixing("remove them", replacing: range, with: "")
    }

    static func doubleStar(at range: SourceRange) -> Diagnostic {
        Diagnostic(.unexpectedToken, "a power is written '^'", at: range)
            .fixing("write '^'", replacing: range, with: "^")
    }

    static func unclosedBracket(_ bracket: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.unclosedBracket, "this \(bracket) is never closed", at: range)
    }

    static func strayBrace(at range: SourceRange) -> Diagnostic {
        Diagnostic(.unexpectedToken, "this '}' closes nothing", at: range)
            .fixing("remove it", replacing: range, with: "")
    }

    static func nestedTooDeep(at range: SourceRange) -> Diagnostic {
        Diagnostic(.nestedTooDeep, "this is nested too deep", at: range)
            .noting(
                "brackets may be nested \(Limits.nesting) deep and an expression may be \(Limits.depth) operators "
                    + "high; give parts a name with 'let'")
    }

    static func missingHeader(at range: SourceRange) -> Diagnostic {
        Diagnostic(.missingHeader, "a model file begins with 'model' and the model's name", at: range)
            .fixing("insert a header", replacing: range, with: "model Name\n\n")
    }

    static func unknownDeclaration(_ word: Identifier, nearest: String?) -> Diagnostic {
        let message: String = "'\(word.text.shortened)' begins no declaration"
        let diagnostic = Diagnostic(.unknownDeclaration, message, at: word.range)
        guard let nearest else {
            return diagnostic.noting("declarations begin with \(Keywords.declarations.listed("or"))")
        }
        return diagnostic.fixing("did you mean '\(nearest)'?", replacing: word.range, with: nearest)
    }

    static func unknownSetting(_ word: Identifier, nearest: String?) -> Diagnostic {
        let diagnostic = Diagnostic(
            .unknownSetting, "'\(word.text.shortened)' is no training setting", at: word.range)
        guard let nearest else {
            return diagnostic.noting("settings begin with \(Keywords.settings.listed("or"))")
        }
        return diagnostic.fixing("did you mean '\(nearest)'?", replacing: word.range, with: nearest)
    }

    static func fileTooLarge(_ bytes: Int) -> Diagnostic {
        Diagnostic(.fileTooLarge, "a model file may have \(Limits.sourceBytes) bytes", at: SourceRange(0, 0))
            .noting("this one has \(bytes) or more; is it really a model file?")
    }

    static func tooManyDiagnostics(at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .tooManyDiagnostics, "there is more to say; only the first \(Limits.diagnostics) are shown", at: range)
    }
}
