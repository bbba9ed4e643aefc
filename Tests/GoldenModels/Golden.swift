import Foundation

/// Small models on a batch of five examples, evaluated in double precision by an independent implementation (PyTorch's
/// autograd, checked against central differences there): parameters, noise, the bound and its parts, gradients, and what
/// three steps of two optimizers make of the parameters. Weights have its layout. The models of this folder are the same
/// ones, compiled with noise that is bound; those of images are evaluated by the reference alone.
package struct Golden: Decodable, Sendable {
    /// A tensor, row-major.
    package struct Values: Decodable, Sendable {
        package let shape: [Int]
        package let data: [Double]
    }

    /// Three steps of an optimizer from the same parameters.
    package struct Optimizer: Decodable, Sendable {
        /// The loss before each step.
        package let losses: [Double]
        /// The parameters after all.
        package let parameters: [String: Values]
        /// Running means and variances, where the model has them.
        package let statistics: [String: Values]?
        /// The loss with running statistics and the first noise.
        package let evaluationLoss: Double?

        enum CodingKeys: String, CodingKey {
            case losses
            case parameters = "params_after_3_steps"
            case statistics = "bn_running_after_3_steps"
            case evaluationLoss = "eval_mode_loss_eps0"
        }
    }

    /// Rows.
    package let batch: Int
    /// The data.
    package let x: Values
    /// The noise of each step.
    package let eps: [Values]
    /// Where training starts.
    package let params: [String: Values]
    /// Terms of the bound of each example, in nats.
    package let reconstructions: [Double]
    package let divergences: [Double]
    /// Minus the mean bound.
    package let loss: Double
    /// The posterior.
    package let mu: Values
    package let logvar: Values
    /// The code, and what the decoder makes of it.
    package let z: Values
    package let y: Values
    /// The loss's gradient.
    package let grads: [String: Values]
    /// Running means and variances after the first step, where the model has them.
    package let statistics: [String: Values]?
    /// Adam with rate 0.001, β 0.9 and 0.999, ε 1e-8.
    package let adam: Optimizer
    /// Adagrad with rate 0.01, ε 1e-10.
    package let adagrad: Optimizer

    enum CodingKeys: String, CodingKey {
        case batch, x, eps, params, loss, mu, logvar, z, y, grads, adam, adagrad
        case reconstructions = "reconstruct_per_example"
        case divergences = "kl_per_example"
        case statistics = "bn_running_after_first_forward"
    }

    /// The names of the models that are compiled.
    package static let names: [String] = ["GoldenBernoulli", "GoldenGaussian"]

    /// The folder of the models and the values.
    package static let folder: URL = URL(filePath: #filePath).deletingLastPathComponent()

    /// The values of the model of that name.
    package static func read(_ name: String) throws -> Golden {
        try JSONDecoder().decode(Golden.self, from: Data(contentsOf: folder.appending(path: name + ".json")))
    }

    /// From the names of parameters here to the names of slots of the model of that name.
    package static func slots(_ name: String) -> [String: String] {
        let decoder: String = name.hasPrefix("GoldenBernoulli") ? "decoder.x.logits" : "decoder.h"
        var names: [String: String] = [:]
        for part in ["weight", "bias"] {
            names["enc1.\(part)"] = "encoder.h.dense.\(part)"
            names["enc2.\(part)"] = "encoder.h.dense2.\(part)"
            names["dec1.\(part)"] = "\(decoder).dense.\(part)"
            names["dec2.\(part)"] = "\(decoder).dense2.\(part)"
        }
        return names
    }
}
