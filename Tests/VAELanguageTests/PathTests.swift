import Testing

@testable import VAELanguage

/// The names of learned tensors: part of every checkpoint, so they must not change.
@Suite struct PathTests {
    private func paths(_ statements: String, _ declarations: String = "") -> [String] {
        let text: String = """
            model A
            \(declarations)
            data   x: binary[8]
            latent z: real[4] ~ normal(mean: 0, scale: 1)
            encoder {
                \(statements)
                z ~ normal(mean: x |> dense(4), scale: 1)
            }
            decoder { x ~ bernoulli(logits: z |> dense(4) |> tanh |> dense(x.shape)) }
            """
        let source = SourceText(path: "a", text: text)
        let result: CheckResult = check(source, vocabulary: TestVocabulary.all)
        guard let model = result.model else { return [DiagnosticRenderer(source).render(result.diagnostics)] }
        let rows: [ModelSummary.Row] = ModelSummary(model, vocabulary: TestVocabulary.all).rows
        return rows.flatMap { $0.learned.map(\.name) }.filter { $0.hasSuffix("weight") }
    }

    private let rest: [String] = [
        "encoder.z.mean.dense.weight", "decoder.x.logits.dense.weight", "decoder.x.logits.dense2.weight",
    ]

    @Test func layersAreNamedByBlockTargetAndArgument() {
        #expect(paths("") == rest)
    }

    @Test func severalInAScopeHaveNumbersInTheOrderOfTheText() {
        let found: [String] = paths("let h = x |> dense(3) |> tanh |> dense(5) |> tanh |> dense(6)")
        #expect(
            found == ["encoder.h.dense.weight", "encoder.h.dense2.weight", "encoder.h.dense3.weight"] + rest)
    }

    @Test func templatesAreScopes() {
        let found: [String] = paths(
            "let h = x |> two(5) |> dense(5) |> two(5)", "layer two(n) = dense(n) |> tanh |> dense(n)")
        #expect(
            found == [
                "encoder.h.two.dense.weight", "encoder.h.two.dense2.weight", "encoder.h.dense.weight",
                "encoder.h.two2.dense.weight", "encoder.h.two2.dense2.weight",
            ] + rest)
    }

    @Test func aTemplateNamedLikeANumberedOneKeepsPathsUnique() {
        let found: [String] = paths(
            "let h = x |> two2(5) |> two(5) |> two(5)",
            "layer two(n) = dense(n) |> tanh\nlayer two2(n) = dense(n) |> tanh")
        #expect(
            found == [
                "encoder.h.two2.dense.weight", "encoder.h.two.dense.weight", "encoder.h.two3.dense.weight",
            ] + rest)
    }

    @Test func sharedLayersHaveOneSetOfPaths() {
        let found: [String] = paths(
            "let h = (x |> trunk) + (x |> trunk)", "shared trunk = dense(5) |> tanh |> dense(5)")
        #expect(
            found == [
                "shared.trunk.dense.weight", "shared.trunk.dense2.weight", "shared.trunk.dense.weight",
                "shared.trunk.dense2.weight",
            ] + rest)
    }

    @Test func pipelineArgumentsAreScopesOfTheirLayer() {
        let found: [String] = paths("let h = x |> dense(8) |> residual(dense(3) |> tanh |> dense(8))")
        #expect(
            found == [
                "encoder.h.dense.weight", "encoder.h.residual.dense.weight", "encoder.h.residual.dense2.weight",
            ] + rest)
    }

    @Test func priorsAndAlternativesHaveScopesOfTheirOwn() throws {
        let source: SourceText = try Corpus.source("good/Alternatives.vae")
        let model: Model = try #require(check(source, vocabulary: TestVocabulary.all).model)
        let rows: [ModelSummary.Row] = ModelSummary(model, vocabulary: TestVocabulary.all).rows
        #expect(rows.map(\.path).contains("decoder.linear.x.logits.dense"))
        let given: String = """
            model A
            data   x: binary[8]
            given  y: real[3]
            latent z: real[4] ~ normal(mean: y |> dense(4), scale: 1)
            encoder { z ~ normal(mean: x |> dense(4), scale: 1) }
            decoder { x ~ bernoulli(logits: z |> dense(x.shape)) }
            """
        let conditional: Model = try #require(
            check(SourceText(path: "a", text: given), vocabulary: TestVocabulary.all).model)
        let path: String? = ModelSummary(conditional, vocabulary: TestVocabulary.all).rows.first?.path
        #expect(path == "prior.z.mean.dense")
    }

    @Test(arguments: Corpus.files("good"))
    func learnedTensorsHaveUniqueNames(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        let model: Model = try #require(check(source, vocabulary: TestVocabulary.all).model)
        var seen: Set<String> = []
        for row in ModelSummary(model, vocabulary: TestVocabulary.all).rows where !row.isRepeated {
            for tensor in row.learned { #expect(seen.insert(tensor.name).inserted, "\(tensor.name)") }
        }
    }
}
