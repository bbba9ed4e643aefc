// What only the whole file shows: parts that are missing, variables without a distribution, alternatives that disagree.

extension Checker {
    /// Checks that the model is whole.
    mutating func checkCompleteness(_ header: SourceRange) {
        checkParts(header)
        for block in blockFacts { checkDefinitions(of: block) }
        checkLatentPriors()
        checkPosteriors()
        checkSelection()
    }

    private mutating func checkParts(_ header: SourceRange) {
        let encoders: Int = blockFacts.filter(\.isEncoder).count
        // What is declared wrongly was said to be wrong.
        let isComplete: Bool = !symbols.values.contains(where: \.isInvalid)
        var missing: [(part: String, example: String)] = []
        if model.data.isEmpty, isComplete { missing.append(("data variable", "data x: unit[784]")) }
        if model.latents.isEmpty, isComplete {
            missing.append(("latent variable", "latent z: real[2] ~ normal(mean: 0, scale: 1)"))
        }
        if encoders == 0 { missing.append(("encoder", "encoder { z ~ normal(mean: …, logVariance: …) }")) }
        if encoders == blockFacts.count { missing.append(("decoder", "decoder { x ~ bernoulli(logits: …) }")) }
        if !missing.isEmpty { diagnostics.add(.missingParts(missing, at: header)) }
    }

    /// An encoder defines every latent, a decoder every data variable.
    private mutating func checkDefinitions(of block: BlockFacts) {
        if block.isEncoder {
            for latent in model.latents where block.definitions[latent.name] == nil {
                diagnostics.add(.noPosterior(latent, block))
            }
        } else {
            for data in model.data where block.definitions[data.name] == nil {
                diagnostics.add(.noLikelihood(data, block))
            }
        }
    }

    /// A latent has one prior, unless it is a point code, and its codes are of one kind.
    private mutating func checkLatentPriors() {
        let encoders: [BlockFacts] = blockFacts.filter(\.isEncoder)
        let decoders: [BlockFacts] = blockFacts.filter { !$0.isEncoder }
        for latent in model.latents {
            let name: String = latent.name
            let codes: [BlockFacts.Definition] = encoders.compactMap { $0.definitions[name] }
            if let point = codes.first(where: \.isPoint), let other = codes.first(where: { !$0.isPoint }) {
                diagnostics.add(.alternativesDisagree(name, first: point.range, at: other.range))
                continue
            }
            if let point = codes.first(where: \.isPoint), objective?.comparesWithPrior ?? false {
                diagnostics.add(.pointCodeObjective(name, model.objective.name, at: point.range))
            }
            let given: [BlockFacts] = decoders.filter { $0.definitions[name] != nil }
            if latentsWithPrior.contains(name) {
                if let range = given.first?.definitions[name]?.range {
                    diagnostics.add(.twoPriors(name, declared: latent.range, at: range))
                }
            } else if given.isEmpty {
                if !codes.contains(where: \.isPoint), !decoders.isEmpty { diagnostics.add(.noPrior(latent)) }
            } else {
                for decoder in decoders where decoder.definitions[name] == nil {
                    diagnostics.add(.alternativeWithoutPrior(name, decoder))
                }
            }
        }
    }

    /// A posterior lies within the prior, can be sampled with gradients, and has a divergence from the prior.
    private mutating func checkPosteriors() {
        for encoder in blockFacts where encoder.isEncoder {
            for latent in model.latents {
                guard let code = encoder.definitions[latent.name], let posterior = code.word else { continue }
                guard posterior.isReparameterised || isScoreFunction else {
                    checkGradient(latent.name, posterior, at: code.range)
                    continue
                }
                for prior in priors(of: latent.name) {
                    if !prior.range.contains(posterior.range) {
                        diagnostics.add(.posteriorOutsidePrior(latent.name, posterior, prior, at: code.range))
                    } else {
                        checkDivergence(latent.name, posterior, prior, at: code.range)
                    }
                }
            }
        }
    }

    /// The words of a latent's priors: at its declaration, or in each decoder.
    private func priors(of latent: String) -> [Signature] {
        if let word = priorWords[latent] { return [word] }
        return blockFacts.filter { !$0.isEncoder }.compactMap { $0.definitions[latent]?.word }
    }

    /// Whether the objective estimates gradients without differentiating samples.
    private var isScoreFunction: Bool {
        if case .choice("scoreFunction")? = model.objective.arguments["gradient"] { return true }
        return false
    }

    private mutating func checkGradient(_ latent: String, _ posterior: Signature, at range: SourceRange) {
        guard objective != nil else { return }
        diagnostics.add(.notReparameterised(latent, posterior, at: range))
    }

    private mutating func checkDivergence(
        _ latent: String, _ posterior: Signature, _ prior: Signature, at range: SourceRange
    ) {
        guard objective?.comparesWithPrior ?? false, !posterior.closedFormDivergences.contains(prior.name) else {
            return
        }
        let needsClosedForm: Bool = model.objective.arguments.values.contains { argument in
            guard case .call(let call) = argument else { return false }
            return words.find(call.name, [.divergence])?.needsClosedForm ?? false
        }
        if needsClosedForm { diagnostics.add(.sampledDivergence(latent, posterior, prior, at: range)) }
    }

    private mutating func checkSelection() {
        let encoders: [BlockFacts] = blockFacts.filter(\.isEncoder)
        let decoders: [BlockFacts] = blockFacts.filter { !$0.isEncoder }
        if encoders.count > 1, !(selected?.encoders ?? false) {
            diagnostics.add(.severalWithoutSelection("encoder", at: encoders[1].headRange))
        }
        if decoders.count > 1, !(selected?.decoders ?? false) {
            diagnostics.add(.severalWithoutSelection("decoder", at: decoders[1].headRange))
        }
        guard let selected else { return }
        if selected.encoders, encoders.count < 2 {
            diagnostics.add(.selectionWithoutSeveral("encoder", at: selected.range))
        } else if selected.decoders, decoders.count < 2 {
            diagnostics.add(.selectionWithoutSeveral("decoder", at: selected.range))
        }
    }
}

extension Symbol {
    /// Whether its declaration is wrong.
    var isInvalid: Bool {
        if case .invalid = meaning { return true }
        return false
    }
}
