// What is said about the model as a whole: its parts, its variables, their distributions, training.

extension Diagnostic {
    static func notSupportedYet(_ what: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.notSupportedYet, "\(what) is not supported yet", at: range)
            .noting("it is a word of the language that this compiler does not have")
    }

    // MARK: Declarations

    static func unknownSupport(_ name: Identifier, nearest: String?) -> Diagnostic {
        let diagnostic = Diagnostic(
            .wrongSupport, "there is no support '\(name.text.shortened)'", at: name.range)
        guard let nearest else { return diagnostic.noting("there are \(Keywords.supports.listed("and"))") }
        return diagnostic.fixing("did you mean '\(nearest)'?", replacing: name.range, with: nearest)
    }

    static func categoryWithoutCount(at range: SourceRange) -> Diagnostic {
        Diagnostic(.wrongSupport, "'category' needs the number of categories: 'category(10)'", at: range)
    }

    static func supportWithCount(_ name: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.wrongSupport, "'\(name)' takes no number in parentheses; extents stand in brackets", at: range)
    }

    static func parameterSupport(_ name: String, _ support: Support, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .wrongSupport, "a parameter is 'real', 'positive' or 'unit'; '\(name)' is \(support.text)", at: range
        )
        .noting("it is learned by small steps, which whole numbers do not allow")
    }

    static func transformSupport(
        _ transform: String, _ range: Support, _ support: Support, at place: SourceRange
    ) -> Diagnostic {
        Diagnostic(
            .transformSupport, "'\(transform)' makes values of \(range.text), and the variable is \(support.text)",
            at: place)
    }

    static func transformOfUnit(_ transform: String, _ support: Support, at place: SourceRange) -> Diagnostic {
        Diagnostic(
            .transformSupport,
            "'\(transform)' makes zeros and ones of numbers from 0 to 1, and the variable is \(support.text)", at: place
        )
        .noting("declare it as unit or binary; bytes are then divided by 255")
    }

    static func statedTwice(_ keyword: Identifier, first: SourceRange) -> Diagnostic {
        Diagnostic(.statedTwice, "'\(keyword.text)' stands here a second time", at: keyword.range)
            .noting("the first is here", at: first)
    }

    static func missingParts(_ parts: [(part: String, example: String)], at range: SourceRange) -> Diagnostic {
        let names: String = parts.map { "no \($0.part)" }.joined(separator: ", ")
        let diagnostic = Diagnostic(.missingPart, "the model has \(names)", at: range)
        return parts.reduce(diagnostic) { $0.noting("such as '\($1.example)'") }
    }

    // MARK: Statements

    static func wrongTarget(_ name: Identifier, _ noun: String, isEncoder: Bool) -> Diagnostic {
        let advice: String =
            isEncoder
            ? "an encoder says how latents are distributed given the data: 'z ~ …'"
            : "a decoder says how data are distributed given the latents, and may give priors of latents"
        let block: String = isEncoder ? "an encoder" : "a decoder"
        return Diagnostic(
            .wrongTarget, "'\(name.text.shortened)' is \(noun), which \(block) does not define", at: name.range
        ).noting(advice)
    }

    static func assignmentWithoutLet(_ name: Identifier) -> Diagnostic {
        Diagnostic(
            .wrongTarget, "'\(name.text.shortened)' is no latent; a name for a value begins with 'let'", at: name.range
        )
        .fixing(
            "insert 'let'", replacing: SourceRange(name.range.lower, name.range.lower), with: "let ")
    }

    static func pointCodeInDecoder(_ name: Identifier) -> Diagnostic {
        Diagnostic(.wrongTarget, "a decoder says 'name ~ distribution' or 'let name = value'", at: name.range)
            .noting("'z = …' is a point code, which an encoder defines")
    }

    static func definedTwice(_ name: Identifier, first: SourceRange) -> Diagnostic {
        Diagnostic(.definedTwice, "'\(name.text)' is defined twice in this block", at: name.range)
            .noting("the first definition is here", at: first)
    }

    static func notDistribution(_ variable: String, at range: SourceRange) -> Diagnostic {
        let name: String = variable.isEmpty ? "" : " of '\(variable)'"
        return Diagnostic(.notDistribution, "the distribution\(name) belongs here", at: range)
            .noting("such as 'normal(mean: …, scale: …)'")
    }

    // MARK: Distributions

    static func likelihoodSupport(
        _ data: DataVariable, _ word: Signature, fitting: [String], at range: SourceRange
    ) -> Diagnostic {
        let message: String =
            "'\(word.name)' gives values of \(word.range.text), and '\(data.name)' is \(data.support.text): "
            + data.support.meaning
        let diagnostic = Diagnostic(.likelihoodSupport, message, at: range)
            .noting("'\(data.name)' is declared here", at: data.range)
        guard !fitting.isEmpty else { return diagnostic }
        return diagnostic.noting("\(data.support.text) data can come from \(fitting.listed("or"))")
    }

    static func relaxedLikelihood(_ data: DataVariable, _ word: Signature, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .relaxedLikelihood,
            "'\(word.name)' of \(data.support.text) data is the usual continuous relaxation, which is no log-likelihood",
            at: range
        ).noting("the bound is comparable only with bounds computed the same way")
    }

    static func latentSupport(
        _ name: String, _ support: Support, _ word: Signature, role: String, at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(
            .latentSupport,
            "the \(role) '\(word.name)' gives values of \(word.range.text), and '\(name)' is \(support.text)",
            at: range)
    }

    static func weightPriorSupport(_ word: Signature, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .latentSupport, "'\(word.name)' gives values of \(word.range.text), and weights are any real number",
            at: range)
    }

    static func posteriorOutsidePrior(
        _ name: String, _ posterior: Signature, _ prior: Signature, at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(
            .latentSupport,
            "the posterior '\(posterior.name)' of '\(name)' gives values that the prior '\(prior.name)' excludes",
            at: range
        ).noting("the divergence would be infinite")
    }

    static func notReparameterised(_ name: String, _ posterior: Signature, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .notReparameterised,
            "samples of '\(posterior.name)' cannot be differentiated, so the encoder of '\(name)' cannot be trained",
            at: range)
    }

    static func sampledDivergence(
        _ name: String, _ posterior: Signature, _ prior: Signature, at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(
            .sampledDivergence,
            "the divergence of '\(posterior.name)' from '\(prior.name)' has no closed form for '\(name)', so it is sampled",
            at: range
        ).noting("its gradient is noisier; 'elbo(divergence: sampled)' says that this is meant")
    }

    static func weightStaysZero(_ label: String, of word: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.weightStaysZero, "'\(label)' of '\(word)' is 0 in every epoch", at: range)
            .noting(
                "nothing then draws the posterior to the prior, and samples from the prior decode to nothing learned")
    }

    static func clampedArgument(
        _ what: String, _ clamp: ClosedRange<Double>, at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(
            .clampedArgument,
            "\(what) is kept from \(clamp.lowerBound.text) to \(clamp.upperBound.text), with gradient 0 outside",
            at: range)
    }

    // MARK: The whole

    static func noPosterior(_ latent: LatentVariable, _ block: BlockFacts) -> Diagnostic {
        Diagnostic(.noPosterior, "this encoder does not define the latent '\(latent.name)'", at: block.headRange)
            .noting("'\(latent.name)' is declared here", at: latent.range)
            .noting("give its posterior: '\(latent.name) ~ normal(mean: …, logVariance: …)'")
    }

    static func noLikelihood(_ data: DataVariable, _ block: BlockFacts) -> Diagnostic {
        Diagnostic(.noLikelihood, "this decoder does not define the data variable '\(data.name)'", at: block.headRange)
            .noting("'\(data.name)' is declared here", at: data.range)
            .noting("give its likelihood: '\(data.name) ~ …'")
    }

    static func noPrior(_ latent: LatentVariable) -> Diagnostic {
        Diagnostic(.noPrior, "the latent '\(latent.name)' has no prior", at: latent.range)
            .noting("give one here, '~ normal(mean: 0, scale: 1)', or in the decoder")
    }

    static func twoPriors(_ name: String, declared: SourceRange, at range: SourceRange) -> Diagnostic {
        Diagnostic(.definedTwice, "'\(name)' has a prior at its declaration already", at: range)
            .noting("it is here", at: declared)
    }

    static func pointCodeObjective(_ name: String, _ objective: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .pointCodeObjective,
            "'\(name)' is a point, which has no divergence from a prior, and the objective is '\(objective)'", at: range
        ).noting("a plain autoencoder has 'objective reconstruction'")
    }

    static func alternativesDisagree(_ name: String, first: SourceRange, at range: SourceRange) -> Diagnostic {
        Diagnostic(
            .alternativesDisagree, "'\(name)' is a point in one encoder and a distribution in another", at: range
        )
        .noting("it is a point here", at: first)
    }

    static func alternativeWithoutPrior(_ name: String, _ block: BlockFacts) -> Diagnostic {
        Diagnostic(
            .alternativesDisagree, "another decoder gives a prior of '\(name)', and this one does not",
            at: block.headRange)
    }

    static func alternativeWithoutName(isEncoder: Bool, at range: SourceRange) -> Diagnostic {
        let block: String = isEncoder ? "encoder" : "decoder"
        return Diagnostic(.alternativesDisagree, "there are several \(block)s, so each needs a name", at: range)
            .noting("such as '\(block) mlp { … }'")
    }

    static func severalWithoutSelection(_ block: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.selection, "there are several \(block)s, and nothing selects one", at: range)
            .noting("'training { select \(block) by ucb1 }' tries them during training")
    }

    static func selectionWithoutSeveral(_ block: String, at range: SourceRange) -> Diagnostic {
        Diagnostic(.selection, "'select \(block)' needs several \(block)s to select from", at: range)
    }
}
