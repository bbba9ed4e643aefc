extension Trainer {
    /// At most so many examples are encoded for the Gaussian that a model without a prior is sampled from, and no more than
    /// so many products summed for its covariance, or it would take longer than the epoch.
    private static let largestFit = (examples: 10_000, products: 2_000_000_000)

    /// Fits the Gaussian to the codes of the training data, unless it would have more than a few million numbers.
    mutating func fitCodes() throws {
        let dimension: Int = model.description.latents.reduce(0) { $0 + $1.count }
        guard dimension <= CodeDistribution.mostDimensions else { return }
        let most: Int = 2 * Trainer.largestFit.products / max(1, dimension * dimension)
        let inputs: [String: Batch] = data.training.prefix(min(Trainer.largestFit.examples, most)).batches
        model.codes = CodeDistribution(fittedTo: try model.codes(of: inputs))
    }
}

extension ModelInstance {
    /// The code of each example: posterior means, or point codes, of all latents in the model's order.
    ///
    /// - Throws: `ModelError` if the rows do not fit.
    public func codes(of inputs: [String: Batch]) throws -> [[Float]] {
        let encoded: [String: Batch] = try encode(inputs)
        let parts: [Batch] = try description.latents.map { latent in
            guard let part = encoded["\(latent.name).mean"] ?? encoded[latent.name] else {
                throw ModelError.missingOutput("\(latent.name).mean", entry: EntryNames.encode)
            }
            return part
        }
        guard let first = parts.first else { return [] }
        return (0..<first.count).map { row in parts.flatMap { $0[row] } }
    }
}
