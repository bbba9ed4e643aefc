// What is said about models that are surely or perhaps not the ones that were meant.

extension Diagnostic {
    static func unusedDeclaration(_ name: String, _ noun: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.unusedDeclaration, "\(noun) '\(name.shortened)' is never used", at: range)
    }

    static func stackedAffine(_ first: String, _ second: String, there: SourceRange, at range: SourceRange)
        -> Diagnostic
    {
        Diagnostic(
            .stackedAffine, "'\(second)' follows '\(first)' with nothing between; together they are one linear map",
            at: range
        ).noting("the first is here", at: there).noting("put a function such as 'relu' between them, or leave one out")
    }

    static func affineFactors(_ first: String, _ second: String, there: SourceRange, at range: SourceRange)
        -> Diagnostic
    {
        Diagnostic(
            .affineFactors, "'\(second)' follows '\(first)' with nothing between; together they are one linear map",
            at: range
        ).noting("the first is here", at: there)
            .noting("this may be wrong: a map of low rank, or of a structure such as a convolution's, can be meant")
    }

    static func encoderIgnoresData(at range: SourceRange) -> Diagnostic {
        Diagnostic(.encoderIgnoresData, "nothing this encoder defines depends on the data", at: range)
            .noting("every example would have the same posterior")
    }

    static func latentIgnored(_ names: [String], at range: SourceRange) -> Diagnostic {
        Diagnostic(.latentIgnored, "the data do not depend on \(names.listed("and")) in this decoder", at: range)
            .noting("its posterior would become its prior")
    }

    static func cancelledBias(
        _ layer: String, _ normalisation: String, insertion: (Int, String)?, at range: SourceRange
    ) -> Diagnostic {
        let diagnostic = Diagnostic(
            .cancelledBias, "the bias of '\(layer)' has no effect: '\(normalisation)' after it subtracts the mean",
            at: range)
        guard let insertion else { return diagnostic.noting("say 'bias: false'") }
        let place = SourceRange(insertion.0, insertion.0)
        return diagnostic.fixing("leave the bias out", replacing: place, with: insertion.1)
    }

    static func latentWiderThanData(_ latents: Int, _ data: Int, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .latentWiderThanData, "the latents have \(latents) numbers, the data only \(data)", at: range
        ).noting(
            "this may be wrong: unused dimensions return to the prior; but usually a code is narrower than the data")
    }
}
