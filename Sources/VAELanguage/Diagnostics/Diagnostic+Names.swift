// What is said about names: unknown, declared twice, out of reach, words in the wrong place.

extension Diagnostic {
    static func unknownName(_ name: String, nearest: String?, declared: SourceRange?, at range: SourceRange)
        -> Diagnostic
    {
        let diagnostic = Diagnostic(.unknownName, "'\(name.shortened)' is not declared", at: range)
        guard let nearest else { return diagnostic }
        let fixed: Diagnostic = diagnostic.fixing("did you mean '\(nearest)'?", replacing: range, with: nearest)
        guard let declared else { return fixed }
        return fixed.noting("'\(nearest)' is declared here", at: declared)
    }

    static func declaredLater(_ name: String, there: SourceRange, at range: SourceRange) -> Diagnostic {
        Diagnostic(.nameOutOfReach, "'\(name.shortened)' is declared further down", at: range)
            .noting("a name can be used after its declaration; move the declaration up", at: there)
    }

    static func localOfOtherBlock(
        _ name: String, isEncoder: Bool, there: SourceRange, at range: SourceRange
    ) -> Diagnostic {
        let block: String = isEncoder ? "encoder" : "decoder"
        return Diagnostic(
            .nameOutOfReach, "'\(name.shortened)' belongs to the \(block) and cannot be seen here", at: range
        ).noting(
            "a 'let' in a block is visible from its line to the block's end; only latents, 'given', 'parameter' and "
                + "'shared' are known to encoder and decoder", at: there)
    }

    static func dataOutOfReach(_ name: String, isPrior: Bool, at range: SourceRange) -> Diagnostic {
        let place: String = isPrior ? "a prior" : "the decoder"
        return Diagnostic(.nameOutOfReach, "\(place) cannot see the data variable '\(name)'", at: range)
            .noting(
                "it would make the data from itself; a decoder sees latents, 'given', 'parameter' and 'shared' (and "
                    + "'\(name).shape')")
    }

    static func latentBeforeSample(_ name: String, isEncoder: Bool, at range: SourceRange) -> Diagnostic {
        let line: String = isEncoder ? "posterior '\(name) ~ …'" : "prior '\(name) ~ …' in this block"
        return Diagnostic(.nameOutOfReach, "'\(name)' is used before its \(line)", at: range)
            .noting("after that line '\(name)' is the sample")
    }

    static func latentInPrior(_ name: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.nameOutOfReach, "a prior at its declaration cannot see the latent '\(name)'", at: range)
            .noting(
                "give a prior that depends on another latent in the decoder: 'z1 ~ normal(mean: z2 |> dense(64), …)'")
    }

    static func duplicateName(_ name: Identifier, first: SourceRange) -> Diagnostic {
        Diagnostic(.duplicateName, "'\(name.text.shortened)' is declared already", at: name.range)
            .noting("the first declaration is here", at: first)
    }

    static func reservedName(_ name: Identifier, _ kind: Signature.Kind) -> Diagnostic {
        Diagnostic(
            .reservedName, "'\(name.text)' is a word of the language: it is \(kind.withArticle)", at: name.range
        ).noting("a layer needs a name of its own")
    }

    static func unknownWord(_ name: Identifier, noun: String, nearest: String?) -> Diagnostic {
        let diagnostic = Diagnostic(.unknownWord, "there is no \(noun) '\(name.text.shortened)'", at: name.range)
        guard let nearest else { return diagnostic }
        return diagnostic.fixing("did you mean '\(nearest)'?", replacing: name.range, with: nearest)
    }

    static func misplacedWord(_ name: Identifier, _ found: String, expected: String) -> Diagnostic {
        let message: String = "'\(name.text.shortened)' is \(found), and \(expected) belongs here"
        return Diagnostic(.misplacedWord, message, at: name.range)
    }

    static func layerAsValue(_ name: String, _ noun: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.misplacedWord, "'\(name.shortened)' is \(noun) and no value", at: range)
            .noting("it is applied by the pipe: 'h |> \(name.shortened)'")
    }

    static func recursiveTemplate(_ name: String, cycle: [String], at range: SourceRange) -> Diagnostic {
        let way: String = cycle.map { "'\($0)'" }.joined(separator: " uses ")
        return Diagnostic(.recursiveTemplate, "the layer '\(name)' uses itself", at: range).noting(way)
    }

    static func templateArguments(
        _ name: String, expected: [String], found: Int, declared: SourceRange, at range: SourceRange
    ) -> Diagnostic {
        let takes: String = expected.isEmpty ? "no arguments" : expected.map { "'\($0)'" }.joined(separator: ", ")
        return Diagnostic(
            .templateArguments,
            "the layer '\(name)' takes \(takes); found \(found) \(found == 1 ? "argument" : "arguments")", at: range
        )
        .noting("it is declared here", at: declared)
    }

    static func unknownTemplateArgument(
        _ label: Identifier, of name: String, declared: SourceRange
    ) -> Diagnostic {
        Diagnostic(
            .templateArguments, "the layer '\(name)' has no parameter '\(label.text.shortened)', or has it already",
            at: label.range
        ).noting("it is declared here", at: declared)
    }

    static func unknownOverride(_ names: [String], nearest: String?, at range: SourceRange) -> Diagnostic {
        let listed: String = names.map(\.shortened).listed("and")
        return Diagnostic(.unknownOverride, "there is no 'let' of the name \(listed) to set", at: range)
            .noting(nearest.map { "did you mean '\($0)'?" })
            .noting("'--set name=value' gives a 'let' at the top of the file another value")
    }

    static func overrideNotFinite(_ name: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.unknownOverride, "'\(name.shortened)' cannot be set to a value that is not finite", at: range)
    }
}
