import VAEGraph
import VAELanguage

/// What an encoder says of the latents, in its order.
struct Encoding {
    /// Latents with a posterior.
    var posteriors: [(variable: String, distribution: DistributionInstance)] = []
    /// Latents that are a point.
    var points: [String] = []
}

/// What a decoder and the declarations of latents say.
struct Decoding {
    /// The prior of each latent that has one.
    var priors: [String: DistributionInstance] = [:]
    /// The likelihood of each data variable, in the decoder's order.
    var likelihoods: [(variable: String, distribution: DistributionInstance)] = []
}

/// Where the values of latents come from.
enum LatentValues {
    /// Drawn from the distribution.
    case drawn
    /// Its mean.
    case mean
    /// Bound already.
    case known
}

extension Lowering {
    /// The statements of the encoder. Afterwards the latents are known: drawn from their posteriors, or their means.
    mutating func encode(_ values: LatentValues) throws(LoweringError) -> Encoding {
        var encoding = Encoding()
        guard let block = encoder else { return encoding }
        let prefix: String = block.name.map { "encoder.\($0)" } ?? "encoder"
        locals = [:]
        for statement in block.statements {
            switch statement.kind {
            case .local(let name, let index, let value):
                locals[index] = try local(value, "\(prefix).\(name)", statement)
            case .point(let variable, let value):
                variables[variable] = try local(value, "\(prefix).\(variable)", statement)
                encoding.points.append(variable)
            case .distributed(let variable, let expression):
                let name = "\(prefix).\(variable)"
                let distribution = try lower(expression, shape: shape(ofLatent: variable), name: name)
                variables[variable] = try at(statement.range, name) { lowering throws(LoweringError) in
                    try lowering.value(of: distribution, values, stream: name, at: expression.range)
                }
                encoding.posteriors.append((variable, distribution))
            }
        }
        return encoding
    }

    /// The priors at the declarations of latents, and the statements of the decoder.
    ///
    /// - Parameters:
    ///   - latents: `known` where the encoder or the caller has bound them; otherwise they are drawn from their priors.
    ///   - temperature: What the distance of a drawn latent from its prior's mean is multiplied by.
    mutating func decode(_ latents: LatentValues, temperature: Tensor? = nil) throws(LoweringError) -> Decoding {
        var decoding = Decoding()
        for latent in model.latents {
            guard let prior = latent.prior else { continue }
            let distribution = try lower(prior, shape: latent.shape, name: "\(latent.name).prior")
            decoding.priors[latent.name] = distribution
            try draw(latent.name, from: distribution, latents, temperature, at: latent.range)
        }
        guard let block = decoder else { return decoding }
        let prefix: String = block.name.map { "decoder.\($0)" } ?? "decoder"
        locals = [:]
        for statement in block.statements {
            switch statement.kind {
            case .local(let name, let index, let value):
                locals[index] = try local(value, "\(prefix).\(name)", statement)
            case .point(let variable, _):
                throw LoweringError(
                    "\(variable) cannot be a point in a decoder: write ~ and a distribution", at: statement.range)
            case .distributed(let variable, let expression):
                if let data = model.data.first(where: { $0.name == variable }) {
                    let distribution = try lower(expression, shape: data.shape, name: "\(prefix).\(variable)")
                    decoding.likelihoods.append((variable, distribution))
                } else {
                    let shape: [Int] = shape(ofLatent: variable)
                    let distribution = try lower(expression, shape: shape, name: "\(prefix).\(variable)")
                    decoding.priors[variable] = distribution
                    try draw(variable, from: distribution, latents, temperature, at: statement.range)
                }
            }
        }
        return decoding
    }

    /// The terms of the bound: likelihoods of the data, and divergences of posteriors from priors.
    mutating func terms(
        _ encoding: Encoding, _ decoding: Decoding, divergence: Divergence
    ) throws(LoweringError) -> BoundTerms {
        var terms = BoundTerms(reconstructions: [], divergences: [], leadingAxes: leadingAxes, builder: builder)
        for (name, likelihood) in decoding.likelihoods {
            guard let data = variables[name] else { continue }
            let axes: LeadingAxes = leadingAxes
            terms.reconstructions.append(
                try at(model.range(of: name), "\(name).reconstruction") { _ throws(LoweringError) in
                    likelihood.logDensity(of: data, axes)
                })
        }
        let closedForm: Set<String> = latentsWithClosedForm(model, alternative)
        for (name, posterior) in encoding.posteriors {
            guard let sample = variables[name] else { continue }
            guard let prior = decoding.priors[name] else {
                throw LoweringError("\(name) has no prior", at: model.range(of: name))
            }
            let pair = LatentPair(
                posterior: posterior, prior: prior, sample: sample, allowsClosedForm: closedForm.contains(name))
            let axes: LeadingAxes = leadingAxes
            terms.divergences.append(
                try at(model.range(of: name), "\(name).divergence") { _ throws(LoweringError) in
                    divergence.terms(pair, axes)
                })
        }
        return terms
    }

    // MARK: Parts

    private mutating func local(
        _ value: Expression, _ name: String, _ statement: Statement
    ) throws(LoweringError) -> Field {
        try at(statement.range, name) { lowering throws(LoweringError) in try lowering.lower(value) }
    }

    private func shape(ofLatent name: String) -> [Int] { model.latents.first { $0.name == name }?.shape ?? [] }

    /// A value of a distribution over the leading axes that samples have.
    private mutating func value(
        of distribution: DistributionInstance, _ values: LatentValues, stream path: String, at range: SourceRange
    ) throws(LoweringError) -> Field {
        guard values == .drawn else { return distribution.mean(leadingAxes) }
        if isTraining, !distribution.distribution.sampler.isReparameterised {
            let word: String = distribution.distribution.signature.name
            throw LoweringError("the gradient does not pass through samples of \(word): not supported yet", at: range)
        }
        let stream: String = stream(path)
        return distribution.sample(stream: stream, leading: leadingAxes.ofSamples, leadingAxes)
    }

    private mutating func draw(
        _ name: String, from prior: DistributionInstance, _ latents: LatentValues, _ temperature: Tensor?,
        at range: SourceRange
    ) throws(LoweringError) {
        guard latents == .drawn else { return }
        variables[name] = try at(range, "\(name).prior") { lowering throws(LoweringError) in
            let stream: String = lowering.stream("prior.\(name)")
            let axes: LeadingAxes = lowering.leadingAxes
            let sample: Field = prior.sample(stream: stream, leading: axes.ofSamples, axes)
            guard let temperature else { return sample }
            let mean: Tensor = axes.raise(prior.mean(axes), to: sample.leading).tensor
            return sample.map { mean + temperature * ($0 - mean) }
        }
    }
}

extension Model {
    /// Where a data variable or latent is declared.
    func range(of name: String) -> SourceRange {
        let data: SourceRange? = data.first { $0.name == name }?.range
        return data ?? latents.first { $0.name == name }?.range ?? SourceRange(0, 0)
    }
}
