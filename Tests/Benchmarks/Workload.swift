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
    /// Every dense layer, two heads of one input being one layer, and every convolution.
    let layers: [Layer]
    /// Examples in the synthetic data: as many as the peers have.
    var examples: Int = 10_000

    /// A multiplication by weights, at so many places of an example.
    struct Layer: Sendable {
        /// Columns that go in; of a convolution, its channels times its kernel, of a transposed one its channels.
        let inputs: Int
        /// Columns that come out; of a transposed convolution, its channels times its kernel.
        let outputs: Int
        /// 1 for a dense layer.
        var places: Int = 1
    }

    /// Dense layers, one after the other.
    static func dense(_ sizes: (inputs: Int, outputs: Int)...) -> [Layer] {
        sizes.map { Layer(inputs: $0.inputs, outputs: $0.outputs) }
    }

    /// Convolutions with kernels of 4 × 4 and a stride of 2, from a picture of this side with these channels.
    private static func down(_ side: Int, _ channels: [Int]) -> [Layer] {
        zip(channels, channels.dropFirst()).enumerated().map { stage, pair in
            Layer(inputs: 16 * pair.0, outputs: pair.1, places: (side >> (stage + 1)) * (side >> (stage + 1)))
        }
    }

    /// The transposed convolutions that lead back.
    private static func up(_ side: Int, _ channels: [Int]) -> [Layer] {
        zip(channels, channels.dropFirst()).enumerated().map { stage, pair in
            Layer(inputs: pair.0, outputs: 16 * pair.1, places: (side << stage) * (side << stage))
        }
    }

    /// All workloads.
    static let all: [Workload] = [
        Workload(
            name: "W1", model: "KingmaMNIST", batch: 100, layers: dense((784, 500), (500, 40), (20, 500), (500, 784))),
        Workload(
            name: "W2", model: "SimpleVAE", batch: 100,
            layers: dense((784, 1000), (1000, 200), (200, 40), (20, 200), (200, 1000), (1000, 784))),
        Workload(
            name: "W3", model: "Conv32", batch: 128,
            layers: down(32, [3, 32, 64, 128]) + dense((2048, 128), (64, 2048)) + up(4, [128, 64, 32, 3])),
        Workload(
            name: "W4", model: "Faces128", batch: 32,
            layers: down(128, [3, 32, 64, 128, 256, 512]) + dense((8192, 512), (256, 8192))
                + up(4, [512, 256, 128, 64, 32, 3]),
            examples: 640),
        Workload(
            name: "W5", model: "FreyFace", batch: 100, layers: dense((560, 200), (200, 4), (2, 200), (200, 1120))),
    ]

    /// Whether it has convolutions.
    var convolves: Bool { layers.contains { $0.places > 1 } }

    /// Floating-point operations in the multiplications of a step: forward, gradient of the weights, and gradient of the
    /// inputs except those of the first layer.
    var flops: Double { Workload.flops(layers: layers, batch: batch) }

    /// The same for any stack of layers.
    static func flops(layers: [Layer], batch: Int) -> Double {
        let products: [Int] = layers.map { $0.inputs * $0.outputs * $0.places }
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
