import Foundation
import Testing
import VAEGraph

/// Values that an independent implementation computed in double precision (Golden/README.md).
struct Golden: Decodable {
    struct Values: Decodable {
        let shape: [Int]
        let data: [Double]
    }

    struct Optimizer: Decodable {
        let losses: [Double]
        let parameters: [String: Values]
        /// Running means and variances, where the model has them.
        let statistics: [String: Values]?
        /// The loss with running statistics and the first noise.
        let evaluationLoss: Double?

        enum CodingKeys: String, CodingKey {
            case losses
            case parameters = "params_after_3_steps"
            case statistics = "bn_running_after_3_steps"
            case evaluationLoss = "eval_mode_loss_eps0"
        }
    }

    let batch: Int
    let x: Values
    let eps: [Values]
    let params: [String: Values]
    let reconstructions: [Double]
    let divergences: [Double]
    let loss: Double
    let mu: Values
    let logvar: Values
    let z: Values
    let y: Values
    let grads: [String: Values]
    /// Running means and variances after the first step.
    let statistics: [String: Values]?
    let adam: Optimizer
    let adagrad: Optimizer

    enum CodingKeys: String, CodingKey {
        case batch, x, eps, params, loss, mu, logvar, z, y, grads, adam, adagrad
        case reconstructions = "reconstruct_per_example"
        case divergences = "kl_per_example"
        case statistics = "bn_running_after_first_forward"
    }

    static func read(_ name: String) throws -> Golden {
        let file: URL = Texts.golden.appending(path: name + ".json")
        return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
    }
}

/// A tensor in a checkpoint's order as the graph sees it, and back.
extension ParameterTable.Slot {
    /// From the logical shape to the graph's.
    func physical(_ logical: [Double]) -> [Double] { transpose(logical, back: false) }
    /// From the graph's shape to the logical.
    func logical(_ physical: [Double]) -> [Double] { transpose(physical, back: true) }

    private func transpose(_ values: [Double], back: Bool) -> [Double] {
        guard logicalAxes == [1, 0] else { return values }
        let (rows, columns): (Int, Int) = back ? (shape[0], shape[1]) : (shape[1], shape[0])
        return (0..<values.count).map { place in values[place % rows * columns + place / rows] }
    }
}

/// Whether two lists agree within 1e-9 · (1 + |expected|).
func expectClose(
    _ found: [Double]?, _ expected: [Double], tolerance: Double = 1e-9, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let found else {
        Issue.record("\(what) is missing", sourceLocation: sourceLocation)
        return
    }
    #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    for (place, (a, b)) in zip(found, expected).enumerated() where !(abs(a - b) <= tolerance * (1 + abs(b))) {
        Issue.record("\(what)[\(place)] is \(a), not \(b)", sourceLocation: sourceLocation)
        return
    }
}
