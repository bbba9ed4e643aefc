import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// One model for each thing that can stand in one: the gradient of its objective against central differences.
struct ModelCase: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    var testDescription: String { name }

    init(
        _ name: String, data: String = "data x: real[3]",
        latent: String = "latent z: real[2] ~ normal(mean: 0, scale: 1)",
        encoder: String = "z ~ normal(mean: x |> dense(2), logVariance: x |> dense(2))",
        decoder: String = "x ~ normal(mean: z |> dense(3), scale: 1)", rest: String = ""
    ) {
        self.name = name
        text = "model Test\n\(data)\n\(latent)\nencoder {\n\(encoder)\n}\ndecoder {\n\(decoder)\n}\n\(rest)\n"
    }

    static let all: [ModelCase] = [
        ModelCase("plain"),
        ModelCase("several samples", rest: "objective elbo(samples: 3)"),
        ModelCase("sampled divergence", rest: "objective elbo(divergence: sampled)"),
        ModelCase("several samples, sampled divergence", rest: "objective elbo(samples: 2, divergence: sampled)"),
        ModelCase("free bits", rest: "objective elbo(samples: 2, freeBits: 0.8)"),
        ModelCase(
            "every form of scale",
            data: "data x: real[3]\nparameter s: positive = 0.7\nparameter t: real[2] = normal(0.1)",
            latent: "latent z: real[2] ~ normal(mean: t, variance: s)",
            encoder: "z ~ normal(mean: x |> dense(2), scale: x |> dense(2) |> softplus)",
            decoder: "x ~ normal(mean: z |> dense(3), logScale: z |> dense(3))"),
        ModelCase(
            "laplace", latent: "latent z: real[2] ~ laplace(mean: 0, scale: 1)",
            encoder: "z ~ laplace(mean: x |> dense(2), logScale: x |> dense(2))",
            decoder: "x ~ laplace(mean: z |> dense(3), scale: z |> dense(3) |> exp)"),
        ModelCase(
            "laplace posterior, normal prior", encoder: "z ~ laplace(mean: x |> dense(2), logScale: x |> dense(2))"),
        ModelCase(
            "continuous bernoulli on both sides", data: "data x: unit[3]",
            latent: "latent z: unit[2] ~ continuousBernoulli(probs: 0.4)",
            encoder: "z ~ continuousBernoulli(logits: x |> dense(2))",
            decoder: "x ~ continuousBernoulli(logits: z |> dense(3))", rest: "objective elbo(samples: 2)"),
        ModelCase(
            "bernoulli with probabilities", data: "data x: binary[3]",
            decoder: "x ~ bernoulli(probs: z |> dense(3) |> sigmoid)"),
        ModelCase(
            "two data variables and a condition", data: "data x: real[3]\ndata w: binary[2]\ngiven y: category(4)",
            encoder: "let h = concat(x, w, y |> oneHot, axis: 0) |> dense(3) |> elu\n"
                + "z ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))",
            decoder: "let h = concat(z, y |> oneHot) |> dense(4) |> leakyRelu(0.2)\n"
                + "x ~ normal(mean: h |> dense(3), scale: 0.5)\nw ~ bernoulli(logits: h |> dense(2))"),
        ModelCase(
            "hierarchy, bottom up",
            latent: "latent z1: real[3]\nlatent z2: real[2] ~ normal(mean: 0, scale: 1)",
            encoder: "z1 ~ normal(mean: x |> dense(3), logVariance: x |> dense(3))\n"
                + "z2 ~ normal(mean: z1 |> dense(2), logVariance: z1 |> dense(2))",
            decoder: "z1 ~ normal(mean: z2 |> dense(3) |> tanh, logVariance: z2 |> dense(3))\n"
                + "x ~ normal(mean: z1 |> dense(3), scale: 1)", rest: "objective elbo(samples: 2)"),
        ModelCase(
            "hierarchy, top down",
            latent: "latent z1: real[3]\nlatent z2: real[2] ~ normal(mean: 0, scale: 1)",
            encoder: "z2 ~ normal(mean: x |> dense(2), logVariance: x |> dense(2))\n"
                + "z1 ~ normal(mean: concat(x, z2) |> dense(3), logVariance: x |> dense(3))",
            decoder: "z1 ~ normal(mean: z2 |> dense(3) |> tanh, logVariance: z2 |> dense(3))\n"
                + "x ~ normal(mean: z1 |> dense(3), scale: 1)", rest: "objective elbo(samples: 2)"),
        ModelCase(
            "a point code", latent: "latent z: real[2]", encoder: "z = x |> dense(2) |> tanh",
            rest: "objective reconstruction"),
        ModelCase(
            "layers", data: "data x: real[2, 3]\nparameter b: real[3] = 0.3",
            encoder: """
                let a = x |> dense(4) |> silu |> slice(1, 3, axis: 1)
                let c = a |> softmax |> reshape(3, 2) |> gelu |> flatten
                let d = c |> dense(2, 3) |> selu |> dropout(0.3)
                let e = (d * (b |> broadcast(2, 3)) - x / 2 + 1) ^ 2
                let f = e |> flatten |> dense(4, bias: false) |> softplus |> log
                let g = f |> square |> dense(3) |> abs |> sqrt |> sigmoid
                z ~ normal(mean: g |> dense(2), logVariance: -(g |> dense(2)))
                """, decoder: "x ~ normal(mean: z |> dense(x.shape), scale: 1)"),
        ModelCase(
            "normalisations", data: "data x: real[4, 3]",
            encoder: """
                let a = x |> layerNorm |> groupNorm(2) |> square |> instanceNorm |> tanh
                let b = a |> layerNorm(axes: 1, epsilon: 0.1) |> permute(1, 0) |> groupNorm(1, affine: false)
                z ~ normal(mean: b |> globalAveragePool |> dense(2), logVariance: b |> flatten |> dense(2))
                """, decoder: "x ~ normal(mean: z |> dense(x.shape) |> residual(square |> instanceNorm), scale: 1)"),
        ModelCase(
            "batch normalisation", data: "data x: real[4, 3]\ngiven y: category(3)[2]",
            encoder: """
                let a = x |> dense(5, bias: false) |> batchNorm |> tanh
                let b = concat(a |> flatten, y |> embedding(2) |> flatten) |> dense(4, bias: false) |> batchNorm
                z ~ normal(mean: b |> dense(2), logVariance: b |> dense(2))
                """, decoder: "x ~ normal(mean: z |> dense(x.shape) |> batchNorm(epsilon: 0.01), scale: 1)",
            rest: "objective elbo(samples: 2)"),
        ModelCase(
            "images", data: "data x: real[2, 5, 7]",
            encoder: """
                let a = x |> conv2d(4, kernel: 3, stride: 2, padding: 1, bias: false) |> batchNorm |> tanh
                let b = a |> conv2d(4, kernel: [2, 1], groups: 2, dilation: [2, 1]) |> maxPool2d([1, 2]) |> square
                z ~ normal(mean: b |> flatten |> dense(2), logVariance: b |> globalAveragePool |> dense(2))
                """,
            decoder: """
                let h = z |> dense(3, 2, 3) |> silu |> convTranspose2d(2, kernel: [2, 3], stride: 2, outputPadding: [1, 0])
                let g = h |> residual(conv2d(2, kernel: 3, padding: 1) |> tanh) |> upsample([2, 1], bilinear)
                x ~ normal(mean: g |> averagePool2d([2, 1]) |> upsample(1), scale: 1)
                """, rest: "objective elbo(samples: 2)"),
        ModelCase(
            "a shared layer and a template",
            data: "data x: real[3]\nshared both = dense(3) |> tanh\nlayer block(n) = dense(n) |> tanh",
            encoder:
                "let h = x |> both |> both |> block(4)\nz ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))",
            decoder: "x ~ normal(mean: z |> block(3) |> both, scale: 1)"),
        ModelCase(
            "a unit parameter", data: "data x: unit[3]\nparameter p: unit[3] = 0.2",
            decoder: "x ~ bernoulli(probs: p * (z |> dense(3) |> sigmoid))"),
        ModelCase("a prior over the weights", rest: "training { weightPrior normal(scale: 0.5) }"),
        ModelCase("a laplace prior over the weights", rest: "training { weightPrior laplace(scale: 0.5) }"),
        ModelCase(
            "scalars", data: "data x: real", latent: "latent z: real ~ normal(mean: 0, scale: 1)",
            encoder: "let h = x |> dense(3) |> tanh\nz ~ normal(mean: x * 0.5, logVariance: x - 1)",
            decoder: "x ~ normal(mean: z, scale: 1)", rest: "objective elbo(samples: 2)"),
    ]
}

@Suite("Gradients of whole models")
struct GradientTests {
    @Test("Against central differences", arguments: ModelCase.all)
    func differences(_ item: ModelCase) throws {
        var experiment = try Experiment(Texts.model(item.text))
        let results = try experiment.run(.gradients)
        let graph: Graph = differentiate(try lower(experiment.model, entry: .gradients).graph)
        let step = 1e-5
        for slot in experiment.table.slots where slot.kind == .parameter {
            let gradient: [Double] = try #require(results.outputs["gradient.\(slot.name)"], "\(slot.name)")
            let values: [Double] = experiment.bindings.slots[slot.name] ?? []
            for place in values.indices {
                var losses: [Double] = []
                for side in [-step, step] {
                    experiment.bindings.slots[slot.name]?[place] = values[place] + side
                    losses += try Reference.run(graph, experiment.bindings).outputs["loss"] ?? []
                }
                experiment.bindings.slots[slot.name]?[place] = values[place]
                let expected: Double = (losses[1] - losses[0]) / (2 * step)
                #expect(
                    abs(gradient[place] - expected) <= 2e-6 + 1e-5 * abs(expected),
                    "\(slot.name)[\(place)]: \(gradient[place]) is not \(expected)")
            }
        }
    }

    @Test("Simplification changes nothing, in any entry point", arguments: ModelCase.all)
    func simplified(_ item: ModelCase) throws {
        let experiment = try Experiment(Texts.model(item.text))
        for entry in Entry.available(for: experiment.model) {
            let plain = try experiment.run(entry)
            let simple = try experiment.run(entry, simplified: true)
            #expect(plain.outputs.keys.sorted() == simple.outputs.keys.sorted())
            for (name, values) in plain.outputs {
                expectClose(simple.outputs[name], values, tolerance: 1e-9, "\(entry.name) \(name)")
            }
            for (name, values) in plain.assignments {
                expectClose(simple.assignments[name], values, tolerance: 1e-9, "\(entry.name) \(name)")
            }
        }
    }
}
