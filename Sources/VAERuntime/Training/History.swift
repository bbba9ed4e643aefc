/// What an epoch of training came to, in nats per example.
public struct EpochMetrics: Equatable, Sendable {
    /// The epoch, the first being 1.
    public var epoch: Int
    /// What was maximised: the bound with the divergence's weight, and with a weight prior if there is one.
    public var objective: Double
    /// The bound on the training data, as it was while the parameters changed.
    public var bound: Double
    /// Its reconstruction term.
    public var reconstruction: Double
    /// Its divergence.
    public var divergence: Double
    /// The bound on the test data after the epoch.
    public var test: TestMetrics?

    /// The bound on the test data and its parts, in nats per example.
    public struct TestMetrics: Equatable, Sendable {
        /// The bound.
        public var bound: Double
        /// Its reconstruction term.
        public var reconstruction: Double
        /// Its divergence.
        public var divergence: Double
    }
}

/// The epochs of a training.
public struct History: Equatable, Sendable {
    /// One after the other.
    public var epochs: [EpochMetrics]

    /// A history.
    public init(epochs: [EpochMetrics] = []) {
        self.epochs = epochs
    }

    /// The names of the columns of its table.
    public static let columns = [
        "epoch", "objective", "bound", "reconstruction", "divergence", "test_bound", "test_reconstruction",
        "test_divergence",
    ]

    /// A table with a line of names and a line for each epoch; numbers are written so that they read back as the same
    /// bits, and what there is not is left empty.
    public var csv: String {
        var lines: [String] = [History.columns.joined(separator: ",")]
        for epoch in epochs {
            let own: [Double?] = [epoch.objective, epoch.bound, epoch.reconstruction, epoch.divergence]
            let test: [Double?] = [epoch.test?.bound, epoch.test?.reconstruction, epoch.test?.divergence]
            let fields: [String] = (own + test).map { $0.map { "\($0)" } ?? "" }
            lines.append(([String(epoch.epoch)] + fields).joined(separator: ","))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads the table back; nil if it is none.
    public init?(csv: String) {
        let lines: [Substring] = csv.split(separator: "\n")
        guard lines.first.map(String.init) == History.columns.joined(separator: ",") else { return nil }
        epochs = []
        for line in lines.dropFirst() {
            let fields: [Substring] = line.split(separator: ",", omittingEmptySubsequences: false)
            guard fields.count == History.columns.count, let epoch = Int(fields[0]) else { return nil }
            let numbers: [Double?] = fields.dropFirst().map { Double($0) }
            guard let objective = numbers[0], let bound = numbers[1], let reconstruction = numbers[2],
                let divergence = numbers[3]
            else { return nil }
            var metrics = EpochMetrics(
                epoch: epoch, objective: objective, bound: bound, reconstruction: reconstruction,
                divergence: divergence)
            if let bound = numbers[4], let reconstruction = numbers[5], let divergence = numbers[6] {
                metrics.test = EpochMetrics.TestMetrics(
                    bound: bound, reconstruction: reconstruction, divergence: divergence)
            }
            epochs.append(metrics)
        }
    }
}
