import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

@Suite("Alternatives")
struct AlternativeTests {
    private static let text = """
        model Test
        data x: real[3]
        parameter s: positive = 1
        latent z: real[2] ~ normal(mean: 0, scale: s)
        shared out = dense(3)
        encoder { z ~ normal(mean: x |> dense(2), logVariance: x |> dense(2)) }
        decoder linear { x ~ normal(mean: z |> dense(3), scale: 1) }
        decoder mlp    { x ~ normal(mean: z |> dense(4) |> batchNorm |> tanh |> out, scale: 1) }
        decoder deep   { x ~ laplace(mean: z |> dense(4) |> tanh |> dense(4) |> tanh |> out, scale: s) }
        training { select decoder by epsilonGreedy(epsilon: 0.2) }
        """

    private func model(_ text: String = AlternativeTests.text) throws -> (Model, SourceText) {
        let source = SourceText(path: "test.vae", text: text)
        let result: CheckResult = check(source, vocabulary: Vocabulary.standard.signatures)
        return (try #require(result.model, "\(result.diagnostics)"), source)
    }

    @Test("The description names every pair, with its families, and the policy with its constants")
    func description() throws {
        let (model, source) = try model()
        let description = try Description(model, source: source.bytes)
        #expect(description.alternatives.map(\.name) == ["linear", "mlp", "deep"])
        #expect(description.alternatives.map { $0.likelihoods[0].distribution } == ["normal", "normal", "laplace"])
        #expect(description.alternatives.allSatisfy { $0.posteriors.map(\.variable) == ["z"] })
        #expect(description.likelihoods == description.alternatives[0].likelihoods)
        let selection = try #require(description.training.selection)
        #expect(!selection.encoders && selection.decoders && selection.policy == "epsilonGreedy")
        #expect(selection.constants == ["epsilon": 0.2, "warmup": 100])
    }

    @Test("A model without alternatives has one, with no name")
    func single() throws {
        let description = try Description(Texts.model(), source: [])
        #expect(description.alternatives.map(\.name) == [""])
        #expect(description.training.selection == nil)
        let names: [String] = try lowerModel(Texts.model(), source: SourceText(path: "", text: "")).graphs.map(\.name)
        #expect(!names.contains { $0.contains("@") } && Set(names).count == names.count)
    }

    @Test("Every pair has every entry point, over one table")
    func graphs() throws {
        let (model, source) = try model()
        let lowered: ModelGraphs = try lowerModel(model, source: source)
        let entries: [String] = Entry.available(for: model).map(\.name)
        #expect(lowered.graphs.map(\.name) == entries + entries.map { $0 + "@mlp" } + entries.map { $0 + "@deep" })
        #expect(lowered.graphs.map(\.entry) == entries + entries + entries)
        for graph in lowered.map(differentiate).graphs { try verify(graph, table: lowered.table) }
        let names: [String] = lowered.table.slots.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(names.filter { $0.hasPrefix("shared.out") && !$0.contains("moment") }.count == 2)
        #expect(names.contains("decoder.mlp.x.mean.batchNorm.runningMean"))
    }

    @Test("A step trains the parameters of its pair alone, and each counts the steps that train it")
    func counts() throws {
        let (model, _) = try model()
        func assigned(_ decoder: Int) throws -> Set<String> {
            let step = try lower(model, entry: .trainStep, alternative: Alternative(decoder: decoder))
            return Set(step.graph.assignments.map(\.slot))
        }
        let (linear, mlp, deep) = (try assigned(0), try assigned(1), try assigned(2))
        let counts: (Set<String>) -> Set<String> = { $0.filter { $0.hasPrefix("optimizer.") } }
        #expect(counts(linear) == ["optimizer.count", "optimizer.count.linear"])
        // `s` and the encoder are everyone's; `out` belongs to two.
        #expect(counts(mlp) == ["optimizer.count", "optimizer.count.mlp", "optimizer.count.mlp+deep"])
        #expect(counts(deep) == ["optimizer.count", "optimizer.count.deep", "optimizer.count.mlp+deep"])
        #expect(linear.allSatisfy { !$0.contains("mlp") && !$0.contains("deep") && !$0.hasPrefix("shared") })
        #expect(mlp.contains("decoder.mlp.x.mean.batchNorm.runningMean"))
        #expect(!deep.contains { $0.hasPrefix("decoder.mlp") } && deep.contains("s.log") && linear.contains("s.log"))

        // Two steps of mlp, one of deep: the first correction of Adam makes the first step as long as the rate.
        var experiment = try Experiment(model)
        for (decoder, count) in [(1, 1.0), (1, 2), (2, 3)] {
            let step = try lower(model, entry: .trainStep, alternative: Alternative(decoder: decoder)).graph
            let before = try #require(experiment.bindings.slots["decoder.deep.x.mean.dense.weight"])
            let results = try Reference.run(differentiate(step), experiment.bindings)
            experiment.bindings.slots.merge(results.assignments) { _, new in new }
            #expect(experiment.bindings.slots["optimizer.count"] == [count])
            let after = try #require(experiment.bindings.slots["decoder.deep.x.mean.dense.weight"])
            let moved: Double = zip(before, after).map { abs($0 - $1) }.max() ?? .nan
            #expect(decoder == 2 ? abs(moved - 0.01) < 1e-6 : moved == 0)
        }
        #expect(experiment.bindings.slots["optimizer.count.mlp"] == [2])
        #expect(experiment.bindings.slots["optimizer.count.deep"] == [1])
        #expect(experiment.bindings.slots["optimizer.count.mlp+deep"] == [3])
        #expect(experiment.bindings.slots["optimizer.count.linear"] == [0])
    }

    @Test("Pairs of encoders and decoders")
    func pairs() throws {
        let (model, source) = try model(
            """
            model Test
            data x: real[3]
            latent z: real[2] ~ normal(mean: 0, scale: 1)
            encoder a { z ~ normal(mean: x |> dense(2), scale: 1) }
            encoder b { z ~ laplace(mean: x |> dense(2), scale: 1) }
            decoder c { x ~ normal(mean: z |> dense(3), scale: 1) }
            decoder d { x ~ normal(mean: z |> dense(4) |> tanh |> dense(3), scale: 1) }
            training { select encoder, decoder by uniform }
            """)
        let description = try Description(model, source: source.bytes)
        #expect(description.alternatives.map(\.name) == ["a.c", "a.d", "b.c", "b.d"])
        #expect(description.alternatives[2].posteriors[0].distribution == "laplace")
        let table: ParameterTable = try lowerModel(model, source: source).table
        let counts: Set<String> = Set(table.slots.map(\.name).filter { $0.hasPrefix("optimizer.") })
        let common = "optimizer.count."
        #expect(counts == Set(["a.c+a.d", "b.c+b.d", "a.c+b.c", "a.d+b.d"].map { common + $0 }))
    }
}
