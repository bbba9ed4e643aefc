/// What the steps of an epoch add up to, in Double and in the order of the steps.
struct StepSums: Equatable, Sendable {
    /// Examples seen.
    var examples: Int = 0
    /// Sums over examples of objective, bound, reconstruction and divergence.
    var totals: SIMD4<Double> = .zero

    /// Adds a step's means.
    mutating func add(_ means: SIMD4<Float>, rows: Int) {
        totals += SIMD4<Double>(means) * Double(rows)
        examples += rows
    }

    /// Means over the examples so far.
    func metrics(epoch: Int) -> EpochMetrics {
        let means: SIMD4<Double> = totals / Double(max(1, examples))
        return EpochMetrics(
            epoch: epoch, objective: means[0], bound: means[1], reconstruction: means[2], divergence: means[3])
    }

    /// As text that reads back as the same bits.
    var text: String { "\(examples) \(totals[0]) \(totals[1]) \(totals[2]) \(totals[3])" }

    /// Empty sums.
    init() {}

    /// Reads the text back; nil if it is none.
    init?(text: String) {
        let fields: [Substring] = text.split(separator: " ")
        let numbers: [Double] = fields.dropFirst().compactMap { Double($0) }
        guard fields.count == 5, let examples = Int(fields[0]), examples >= 0, numbers.count == 4 else { return nil }
        self.examples = examples
        self.totals = SIMD4<Double>(numbers[0], numbers[1], numbers[2], numbers[3])
    }
}
