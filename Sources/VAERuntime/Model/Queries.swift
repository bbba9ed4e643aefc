import Foundation

extension ModelInstance {
    /// The evidence lower bound of each example.
    ///
    /// - Parameters:
    ///   - inputs: rows for each data variable and condition.
    ///   - seed: where the noise of the latents starts; it is keyed by the example's number.
    /// - Throws: `ModelError` if the rows do not fit.
    public func bound(_ inputs: [String: Batch], seed: UInt64 = 0) throws -> Bound {
        typealias Name = EntryNames.Output
        let names: [String] = [Name.bound, Name.reconstruction, Name.divergence]
        let parts: [String: Batch] = try run(
            EntryNames.bound, inputs: inputs, outputs: names, noise: .query(seed: seed))
        func values(_ name: String) -> [Float] { parts[name]?.values ?? [] }
        return Bound(
            values: values(Name.bound), reconstructions: values(Name.reconstruction),
            divergences: values(Name.divergence))
    }

    /// The parameters of the approximate posterior of each example: `z.mean`, `z.logVariance`; `z` for a point code.
    ///
    /// - Throws: `ModelError` if the rows do not fit.
    public func encode(_ inputs: [String: Batch]) throws -> [String: Batch] {
        try run(EntryNames.encode, inputs: inputs, noise: .query(seed: 0))
    }

    /// The parameters of the likelihood given latents: `x.logits`, `x.mean`.
    ///
    /// - Parameter inputs: rows for each latent and condition.
    /// - Throws: `ModelError` if the rows do not fit.
    public func decode(_ inputs: [String: Batch]) throws -> [String: Batch] {
        try run(EntryNames.decode, inputs: inputs, noise: .query(seed: 0))
    }

    /// The mean of the likelihood given the mean of the posterior.
    ///
    /// - Throws: `ModelError` if the rows do not fit.
    public func reconstruct(_ inputs: [String: Batch]) throws -> [String: Batch] {
        try run(EntryNames.reconstruct, inputs: inputs, noise: .query(seed: 0))
    }

    /// Whether there is something to sample from: a prior, or codes of training data.
    public var canBeSampled: Bool { description.hasPrior || codes != nil }

    /// Draws latents from the prior, or for a model without one from the Gaussian fitted to the training codes, and gives
    /// the likelihood's mean for each.
    ///
    /// - Parameters:
    ///   - count: how many; the i-th depends on the seed and i alone.
    ///   - temperature: what the deviations of the latents are multiplied by.
    ///   - givens: rows for each condition.
    /// - Throws: `ModelError.noPrior` for an untrained model without a prior; `ModelError` if rows do not fit.
    public func sample(
        _ count: Int, temperature: Float = 1, seed: UInt64 = 0, givens: [String: Batch] = [:]
    ) throws -> [String: Batch] {
        guard count > 0 else {
            throw ModelError.wrongArgument("the number of samples", expected: "at least 1", found: "\(count)")
        }
        guard temperature >= 0, temperature.isFinite else {
            throw ModelError.wrongArgument("the temperature", expected: "a number from 0 on", found: "\(temperature)")
        }
        if description.hasPrior {
            return try run(
                EntryNames.sample, inputs: givens, rows: count, scalars: [EntryNames.Scalar.temperature: temperature],
                noise: .query(seed: seed))
        }
        guard let codes else { throw ModelError.noPrior(model: description.name) }
        let drawn: [[Float]] = codes.sample(count, temperature: Double(temperature), seed: seed)
        var inputs: [String: Batch] = givens
        var start: Int = 0
        for latent in description.latents {
            let rows: [Float] = drawn.flatMap { $0[start..<(start + latent.count)] }
            inputs[latent.name] = Batch(unchecked: .floats(rows), count: count, shape: latent.shape)
            start += latent.count
        }
        return try decode(inputs).merging(inputs.filter { givens[$0.key] == nil }) { decoded, _ in decoded }
    }

    /// The marginal log-likelihood of each example by importance sampling from the posterior, in nats:
    /// log 1/S Σ p(x, z) / q(z | x) (Burda, Grosse and Salakhutdinov 2016, equation 8).
    ///
    /// - Parameters:
    ///   - samples: how many draws; the estimate's expectation grows with it towards the true value.
    ///   - progress: called with the number of examples done.
    /// - Throws: `ModelError` if the rows do not fit.
    public func logLikelihood(
        _ inputs: [String: Batch], samples: Int, seed: UInt64 = 0, progress: (Int) -> Void = { _ in }
    ) throws -> [Double] {
        guard samples > 0, samples <= 1 << 30 else {
            throw ModelError.wrongArgument(
                "the number of importance samples", expected: "1 to 2^30", found: "\(samples)")
        }
        let logOfSamples: Double = log(Double(samples))
        var estimates: [Double] = []
        try forEachChunk(of: entry(EntryNames.logWeights), inputs: inputs, rows: nil, scalars: [:]) { call, chunk in
            let output: EntryPoint.Output = try call.entry.output(EntryNames.Output.logWeight)
            let stride: Int = output.strides.first?.value(rows: chunk.rows.count) ?? 1
            var sums = [LogSumExp](repeating: LogSumExp(), count: chunk.rows.count)
            for draw in 0..<samples {
                call.run(chunk, noise: .query(seed: seed, draw: draw))
                let weights: UnsafeMutablePointer<Float> = call.memory(of: output) + output.offset
                for row in sums.indices { sums[row].add(Double(weights[row * stride])) }
            }
            estimates.append(contentsOf: sums.map { $0.value - logOfSamples })
            progress(estimates.count)
        }
        return estimates
    }
}
