import Foundation
import Testing
import VAELanguage

@testable import VAECompiler

@Suite("Vocabulary")
struct VocabularyTests {
    /// The words of the language's contract, by kind.
    private static let contract: [Signature.Kind: String] = [
        .layer: """
        dense conv2d convTranspose2d maxPool2d averagePool2d globalAveragePool upsample flatten reshape permute
        broadcast slice residual oneHot embedding softmax batchNorm layerNorm groupNorm instanceNorm dropout
        planar inverseAutoregressive realNVP
        """,
        .repetition: "repeat",
        .combination: "concat",
        .function: "relu leakyRelu elu selu gelu silu tanh sigmoid softplus exp log sqrt square abs",
        .distribution: """
        normal multivariateNormal laplace logistic studentT cauchy uniform triangular logNormal exponential gumbel
        rayleigh pareto weibull gamma beta dirichlet bernoulli continuousBernoulli binomial categorical
        relaxedCategorical poisson negativeBinomial discretizedLogistic truncatedNormal mixture vamp
        """,
        .objective: "elbo importanceWeighted reconstruction",
        .divergence: "analytic sampled mmd jensenShannon",
        .optimizer: "sgd adagrad rmsprop adam adamw",
        .schedule: "constant ramp cosine step",
        .initialisation: "xavierUniform xavierNormal heUniform heNormal normal zeros",
        .transform: "binarize resize pad",
        .source: "digits networks scenes",
        .policy: "ucb1 epsilonGreedy thompson exp3 uniform",
    ]

    @Test("Every word of the language is there once, and no other")
    func words() {
        for (kind, text) in Self.contract {
            let expected: [String] = text.split(whereSeparator: \.isWhitespace).map(String.init).sorted()
            let found: [String] = Vocabulary.standard.signatures.filter { $0.kind == kind }.map(\.name).sorted()
            #expect(found == expected, "\(kind)")
        }
    }

    @Test("Defaults are values of their parameters, and labels of alternatives exist")
    func defaults() {
        for word in Vocabulary.standard.signatures {
            let labels: Set<String> = Set(word.parameters.map(\.label))
            #expect(labels.count == word.parameters.count, "\(word.name)")
            for group in word.oneOf { #expect(labels.isSuperset(of: group), "\(word.name)") }
            for parameter in word.parameters {
                guard let text = parameter.defaultText else { continue }
                let isGood: Bool
                switch parameter.kind {
                case .integer(let bounds), .pair(let bounds): isGood = Int(text).map(bounds.contains) ?? false
                case .number(let bounds): isGood = Double(text).map(bounds.contains) ?? false
                case .boolean: isGood = ["true", "false"].contains(text)
                case .choice(let words): isGood = words.contains(text)
                case .call(let kind):
                    isGood =
                        Double(text) != nil
                        || Vocabulary.standard.signatures.contains { $0.kind == kind && $0.name == text }
                case .tensor, .extents: isGood = Double(text) != nil
                case .pipeline, .axes: isGood = false
                }
                #expect(isGood, "\(word.name) \(parameter.label)")
            }
        }
    }

    @Test("The reference has every word, and every argument of those that work")
    func reference() {
        let text: String = vocabularyReference()
        for word in Vocabulary.standard.signatures {
            #expect(text.contains("`\(word.name)`"), "\(word.name)")
            guard word.isSupported else { continue }
            #expect(!word.summary.isEmpty, "\(word.name)")
            for parameter in word.parameters { #expect(text.contains("`\(parameter.label)`"), "\(word.name)") }
        }
        // A table's rows have as many cells as its head.
        for line in text.split(separator: "\n") where line.hasPrefix("|") {
            let bars: Int = line.replacing("\\|", with: "").count { $0 == "|" }
            #expect(bars == 4, "\(line)")
        }
        #expect(text == vocabularyReference())
    }

    @Test(
        "Words to come are answered with \"not supported yet\"",
        arguments: [("x |> planar(4)", "elbo()"), ("x |> flatten", "elbo(gradient: scoreFunction)")])
    func planned(layer: String, objective: String) {
        let (model, diagnostics) = Texts.check(
            """
            model Test
            data x: unit[1, 8, 8]
            latent z: real[2] ~ normal(mean: 0, scale: 1)
            encoder {
                let h = \(layer)
                z ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))
            }
            decoder { x ~ bernoulli(logits: z |> dense(x.shape)) }
            objective \(objective)
            """)
        #expect(model == nil)
        #expect(diagnostics.contains { $0.message.contains("not supported yet") })
    }

    @Test("The reference page lists the vocabulary")
    func referencePage() throws {
        let file: URL = Texts.package.appending(path: "Models/README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let mark: Range<String.Index> = try #require(text.range(of: "VAE_RECORD=1 after a change. -->\n\n"))
        let expected: String = text[..<mark.upperBound] + vocabularyReference()
        if ProcessInfo.processInfo.environment["VAE_RECORD"] != nil, text != expected {
            try Data(expected.utf8).write(to: file)
            Issue.record("Models/README.md was written anew")
        } else {
            #expect(text == expected, "run this test with VAE_RECORD=1 and look at the change")
        }
    }

    @Test("The models in the reference page are models")
    func pageModels() throws {
        let text = try String(contentsOf: Texts.package.appending(path: "Models/README.md"), encoding: .utf8)
        let blocks: [String] = text.components(separatedBy: "```\n").enumerated().filter { $0.offset % 2 == 1 }.map(
            \.element)
        #expect(blocks.count == 2)
        let (model, diagnostics) = Texts.check(blocks[0])
        #expect(model != nil && !diagnostics.contains { $0.severity == .warning }, "\(diagnostics)")
        let training: String = blocks[1]
        let (whole, problems) = Texts.check(blocks[0] + training)
        #expect(whole?.training.clipNorm == 5, "\(problems)")
    }
}
