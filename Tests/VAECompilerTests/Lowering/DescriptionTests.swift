import Testing
import VAELanguage

@testable import VAECompiler

@Suite("Description")
struct DescriptionTests {
    @Test("Everything a program needs beside the kernels")
    func description() throws {
        let model = try Texts.model(
            data: "data x: binary[2, 3] binarize(threshold)\ngiven y: category(4)",
            encoder: "z ~ normal(mean: x |> dense(z.shape), scale: 1)",
            decoder: "x ~ bernoulli(logits: z |> dense(x.shape))",
            rest: """
                objective elbo(samples: 5, weight: ramp(from: 0.1, to: 1, epochs: 10))
                training {
                    optimizer sgd(rate: step(from: 0.1, every: 20), momentum: 0.9)
                    batch 32
                    epochs 7
                    seed 11
                    clip norm 5
                    weightPrior normal(scale: 1)
                    source digits
                }
                """)
        let description = try Description(model, source: Array("text".utf8))
        let transform = Description.TransformUse(name: "binarize", choices: ["method": "threshold"])
        #expect(
            description.data == [
                Description.Variable(name: "x", support: .binary, shape: [2, 3], transforms: [transform])
            ])
        #expect(description.givens == [Description.Variable(name: "y", support: .category(4), shape: [])])
        #expect(description.latents == [Description.Variable(name: "z", support: .real, shape: [2])])
        #expect(
            description.posteriors == [
                Description.Family(variable: "z", distribution: "normal", parameters: ["mean", "logVariance"])
            ])
        #expect(
            description.likelihoods == [
                Description.Family(variable: "x", distribution: "bernoulli", parameters: ["logits"])
            ])
        #expect(description.hasPrior && !description.hasPointCodes)
        #expect(description.objective == "elbo" && description.samples == 5)
        #expect(description.training.rate == .step(from: 0.1, factor: 0.1, every: 20))
        #expect(description.training.divergenceWeight == .ramp(from: 0.1, to: 1, epochs: 10))
        #expect(description.training.batch == 32 && description.training.epochs == 7 && description.training.seed == 11)
        #expect(description.training.clipNorm == 5 && description.training.hasWeightPrior)
        #expect(description.training.optimizer == "sgd" && description.training.source == "digits")
        // FNV-1a of "text", and of nothing.
        #expect(description.sourceHash == 0xfa04f4ef1995407e)
        #expect(try Description(model, source: []).sourceHash == 0xcbf2_9ce4_8422_2325)
    }

    @Test("Defaults")
    func defaults() throws {
        let description = try Description(Texts.model(), source: [])
        #expect(description.training.optimizer == "adam" && description.training.rate == .constant(0.001))
        #expect(description.training.divergenceWeight == .constant(1) && description.samples == 1)
        #expect(description.training.batch == 100 && description.training.epochs == 100)
        #expect(description.training.clipNorm == nil && !description.training.hasWeightPrior)
        let plain = try Description(
            Texts.model(latent: "latent z: real[2]", encoder: "z = x |> dense(2)", rest: "objective reconstruction"),
            source: [])
        #expect(plain.training.divergenceWeight == nil && plain.hasPointCodes && !plain.hasPrior)
        #expect(plain.posteriors.isEmpty)
    }
}
