/// The Gaussian fitted to the codes of the training data: what a model without a prior is sampled from.
public struct CodeDistribution: Equatable, Sendable {
    /// The mean of each code dimension, all latents in the model's order.
    public let mean: [Double]
    /// The lower triangle L of the covariance L·Lᵀ, row after row, without what is above the diagonal.
    public let factor: [Double]

    /// Codes of more dimensions are not described: the covariance grows with their square.
    public static let mostDimensions = 2048

    /// A Gaussian from its parts, such as a checkpoint keeps; nil if their sizes do not agree.
    public init?(mean: [Double], factor: [Double]) {
        guard factor.count == mean.count * (mean.count + 1) / 2 else { return nil }
        self.mean = mean
        self.factor = factor
    }

    /// The Gaussian with the mean and covariance of the rows.
    ///
    /// Directions in which the codes do not vary get a deviation of a thousandth of the average, so that the covariance
    /// always has a triangular root.
    public init?(fittedTo rows: [[Float]]) {
        guard let size = rows.first?.count, size > 0 else { return nil }
        var mean = [Double](repeating: 0, count: size)
        for row in rows {
            for (index, value) in row.enumerated() { mean[index] += Double(value) }
        }
        let scale: Double = 1 / Double(rows.count)
        mean = mean.map { $0 * scale }
        var covariance = [Double](repeating: 0, count: size * (size + 1) / 2)
        var centred = [Double](repeating: 0, count: size)
        for row in rows {
            for index in 0..<size { centred[index] = Double(row[index]) - mean[index] }
            var place: Int = 0
            for i in 0..<size {
                for j in 0...i {
                    covariance[place] += centred[i] * centred[j]
                    place += 1
                }
            }
        }
        covariance = covariance.map { $0 * scale }
        guard let factor = CodeDistribution.root(of: covariance, size: size) else { return nil }
        self.mean = mean
        self.factor = factor
    }

    /// The lower triangular root (Cholesky) of a covariance kept as its lower triangle.
    private static func root(of covariance: [Double], size: Int) -> [Double]? {
        let trace: Double = (0..<size).reduce(0) { $0 + covariance[triangular($1, $1)] }
        guard trace.isFinite else { return nil }
        let jitter: Double = max(1e-12, 1e-6 * trace / Double(size))
        var factor: [Double] = covariance
        for i in 0..<size {
            for j in 0...i {
                var sum: Double = covariance[triangular(i, j)] + (i == j ? jitter : 0)
                for k in 0..<j { sum -= factor[triangular(i, k)] * factor[triangular(j, k)] }
                factor[triangular(i, j)] = i == j ? max(sum, jitter).squareRoot() : sum / factor[triangular(j, j)]
            }
        }
        return factor
    }

    private static func triangular(_ row: Int, _ column: Int) -> Int { row * (row + 1) / 2 + column }

    /// Codes drawn with deviations multiplied by `temperature`; the i-th depends on seed and i alone.
    public func sample(_ count: Int, temperature: Double, seed: UInt64) -> [[Float]] {
        (0..<count).map { example in
            var generator = SplitMix64(seed, 0x636F_6465, UInt64(example))
            let noise: [Double] = mean.map { _ in generator.normal() * temperature }
            return mean.indices.map { i in
                var value: Double = mean[i]
                for j in 0...i { value += factor[CodeDistribution.triangular(i, j)] * noise[j] }
                return Float(value)
            }
        }
    }
}
