import Models
import VAERuntime

/// A training task whose speed is measured, on synthetic data of the right shape.
struct Workload: Sendable {
    /// What reports call it.
    let name: String
    /// The name of its model: compiled in `Models`, as text in `Models/NAME.vae`.
    let model: String
    /// Rows of a minibatch.
    let batch: Int
    /// Inputs and outputs of each dense layer, two heads of one input being one layer.
    let layers: [(inputs: Int, outputs: Int)]

    /// All workloads.
    static let all: [Workload] = [
        Workload(
            name: "W1", model: "KingmaMNIST", batch: 100, layers: [(784, 500), (500, 40), (20, 500), (500, 784)]),
        Workload(
            name: "W2", model: "SimpleVAE", batch: 100,
            layers: [(784, 1000), (1000, 200), (200, 40), (20, 200), (200, 1000), (1000, 784)]),
        Workload(
            name: "W5", model: "FreyFace", batch: 100, layers: [(560, 200), (200, 4), (2, 200), (200, 1120)]),
    ]

    /// Floating-point operations in the matrix multiplications of a step: forward, gradient of the weights, and gradient of
    /// the inputs except those of the first layer.
    var flops: Double { Workload.flops(layers: layers, batch: batch) }

    /// The same for any stack of dense layers.
    static func flops(layers: [(inputs: Int, outputs: Int)], batch: Int) -> Double {
        let products: [Int] = layers.map { $0.inputs * $0.outputs }
        return 2 * Double(batch) * Double(3 * products.reduce(0, +) - (products.first ?? 0))
    }
}

/// Data for a model: random bytes for every variable.
///
/// - Throws: `BenchmarkError` for variables that bytes cannot fill.
func syntheticData(for description: ModelDescription, count: Int) throws -> Dataset {
    var generator = SplitMix64(1)
    var variables: [VariableRows] = []
    for variable in description.data {
        guard variable.support == .unit else {
            throw BenchmarkError("synthetic data are bytes between 0 and 1; \(variable.name) is something else")
        }
        let size: Int = count * variable.shape.reduce(1, *)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        while bytes.count < size {
            withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0.prefix(size - bytes.count)) }
        }
        variables.append(
            VariableRows(
                name: variable.name, shape: variable.shape, count: count, elements: .bytes(bytes), scale: 1 / 255))
    }
    return Dataset(training: Examples(variables: variables), source: "synthetic")
}

/// What keeps a benchmark from running, in words.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
