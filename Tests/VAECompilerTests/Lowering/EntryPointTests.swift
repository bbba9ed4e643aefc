import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

@Suite("Entry points")
struct EntryPointTests {
    private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// log N(x; μ, σ²)
    private func normal(_ x: Double, _ mean: Double, _ variance: Double) -> Double {
        -0.5 * (log(2 * Double.pi * variance) + (x - mean) * (x - mean) / variance)
    }

    @Test("A training step reports means over the batch, and the bound with weight 1")
    func trainStep() throws {
        let experiment = try Experiment(Texts.model())
        let step = try experiment.run(.trainStep).outputs
        let bound = try experiment.run(.bound).outputs
        for name in ["bound", "reconstruction", "divergence"] {
            expectClose(step[name], [mean(bound[name] ?? [])], tolerance: 1e-12, name)
        }
        let (reconstruction, divergence) = (step["reconstruction"]?[0] ?? .nan, step["divergence"]?[0] ?? .nan)
        expectClose(step["objective"], [reconstruction - 0.7 * divergence], tolerance: 1e-12, "objective")
        #expect(Array(step.keys).sorted() == ["bound", "divergence", "objective", "reconstruction"])
    }

    @Test("The model with several samples is the mean over models with one")
    func severalSamples() throws {
        for divergence in ["analytic", "sampled"] {
            let several = try Experiment(Texts.model(rest: "objective elbo(samples: 3, divergence: \(divergence))"))
            let found = try several.run(.bound).outputs
            var expected: [Double] = [0, 0, 0, 0]
            for sample in 0..<3 {
                var single = try Experiment(Texts.model(rest: "objective elbo(divergence: \(divergence))"))
                // The samples of a row are numbered one after the other.
                let noise = several.bindings.noise
                single.bindings.noise = { stream, row, element in
                    noise?(stream, row, 2 * sample + element) ?? .nan
                }
                for (row, value) in (try single.run(.bound).outputs["bound"] ?? []).enumerated() {
                    expected[row] += value / 3
                }
            }
            expectClose(found["bound"], expected, tolerance: 1e-12, divergence)
        }
    }

    @Test("With the exact posterior the weight of every draw is the likelihood")
    func exactPosterior() throws {
        // z ~ N(0, 1), x | z ~ N(z, 1): x ~ N(0, 2), z | x ~ N(x / 2, 1/2).
        let model = try Texts.model(
            data: "data x: real", latent: "latent z: real ~ normal(mean: 0, scale: 1)",
            encoder: "z ~ normal(mean: x * 0.5, variance: 0.5)", decoder: "x ~ normal(mean: z, scale: 1)")
        let experiment = try Experiment(model)
        let x: [Double] = experiment.bindings.inputs["x"] ?? []
        let expected: [Double] = x.map { normal($0, 0, 2) }
        expectClose(try experiment.run(.logWeights).outputs["logWeight"], expected, tolerance: 1e-12, "logWeight")
        // The analytic divergence leaves the bound with a variance, the sampled one does not.
        var sampled = experiment
        sampled = try Experiment(
            Texts.model(
                data: "data x: real", latent: "latent z: real ~ normal(mean: 0, scale: 1)",
                encoder: "z ~ normal(mean: x * 0.5, variance: 0.5)", decoder: "x ~ normal(mean: z, scale: 1)",
                rest: "objective elbo(divergence: sampled)"))
        expectClose(try sampled.run(.bound).outputs["bound"], expected, tolerance: 1e-12, "bound")
        let mean: [Double] = x.map { 0.5 * $0 }
        let analytic: [Double] = mean.map { 0.5 * (0.5 + $0 * $0 - 1 - log(0.5)) }
        expectClose(try experiment.run(.bound).outputs["divergence"], analytic, tolerance: 1e-12, "divergence")
    }

    @Test("Closed forms are used where the prior does not depend on what was drawn from the latent")
    func closedForms() throws {
        let latents = "latent z1: real[3]\nlatent z2: real[2] ~ normal(mean: 0, scale: 1)"
        let decoder = "z1 ~ normal(mean: z2 |> dense(3), scale: 1)\nx ~ normal(mean: z1, scale: 1)"
        let bottomUp = try Texts.model(
            latent: latents,
            encoder: "z1 ~ normal(mean: x, scale: 1)\nlet h = z1 |> tanh\nz2 ~ normal(mean: h |> dense(2), scale: 1)",
            decoder: decoder)
        #expect(latentsWithClosedForm(bottomUp, Alternative()) == ["z2"])
        let topDown = try Texts.model(
            latent: latents,
            encoder: "z2 ~ normal(mean: x |> dense(2), scale: 1)\nz1 ~ normal(mean: z2 |> dense(3), scale: 1)",
            decoder: decoder)
        #expect(latentsWithClosedForm(topDown, Alternative()) == ["z1", "z2"])
        let apart = try Texts.model(
            latent: latents,
            encoder: "z2 ~ normal(mean: x |> dense(2), scale: 1)\nz1 ~ normal(mean: x, scale: 1)", decoder: decoder)
        #expect(latentsWithClosedForm(apart, Alternative()) == ["z1", "z2"])
    }

    @Test("encode gives the posterior's parameters and its mean")
    func encode() throws {
        let experiment = try Experiment(Texts.model())
        let outputs = try experiment.run(.encode).outputs
        #expect(outputs.keys.sorted() == ["z", "z.logVariance", "z.mean"])
        #expect(outputs["z"] == outputs["z.mean"])
        #expect(outputs["z"]?.count == 8)
    }

    @Test("reconstruct decodes what encode gives")
    func reconstruct() throws {
        var experiment = try Experiment(
            Texts.model(data: "data x: unit[3]", decoder: "x ~ bernoulli(logits: z |> dense(3))"))
        let mean = try experiment.run(.reconstruct).outputs["x.mean"]
        experiment.bindings.inputs["z"] = try experiment.run(.encode).outputs["z"]
        let decoded = try experiment.run(.decode).outputs
        #expect(decoded.keys.sorted() == ["x.logits", "x.mean"])
        expectClose(mean, decoded["x.mean"] ?? [], tolerance: 1e-14, "x.mean")
    }

    @Test("sample draws from the prior, its spread times the temperature")
    func sample() throws {
        var experiment = try Experiment(
            Texts.model(
                latent: "latent z: real[2] ~ normal(mean: 3, scale: 2)",
                decoder: "x ~ normal(mean: z |> dense(3), scale: 1)"))
        experiment.bindings.inputs = [:]
        let hot = try experiment.run(.sample).outputs
        #expect(hot.keys.sorted() == ["x.mean", "x.sample", "z"])
        let source = experiment.bindings.noise
        let noise: [Double] = (0..<8).map { place in
            source?(Noise(.normal, stream: "prior.z"), place / 2, place % 2) ?? .nan
        }
        expectClose(hot["z"], noise.map { 3 + 2 * $0 }, tolerance: 1e-13, "z")
        experiment.bindings.scalars["temperature"] = 0.25
        expectClose(try experiment.run(.sample).outputs["z"], noise.map { 3 + 0.5 * $0 }, tolerance: 1e-13, "z")
        let (means, draws) = (hot["x.mean"] ?? [], hot["x.sample"] ?? [])
        #expect(means.count == 12 && draws.count == 12 && means != draws)
    }

    @Test("A latent whose prior stands in the decoder is drawn there, from those before it")
    func sampleHierarchy() throws {
        let experiment = try Experiment(
            Texts.model(
                latent: "latent z1: real[2]\nlatent z2: real[2] ~ normal(mean: 0, scale: 1)",
                encoder: "z1 ~ normal(mean: x |> dense(2), scale: 1)\nz2 ~ normal(mean: z1, scale: 1)",
                decoder: "z1 ~ normal(mean: z2 * 10, scale: 0.001)\nx ~ normal(mean: z1 |> dense(3), scale: 1)"))
        let outputs = try experiment.run(.sample).outputs
        let (z1, z2) = (outputs["z1"] ?? [], outputs["z2"] ?? [])
        for (a, b) in zip(z1, z2) { #expect(abs(a - 10 * b) < 0.01) }
        #expect(Set(z1).count == 8)
    }

    @Test("Point codes: reconstruction only, nothing to weigh, and nothing to sample from without a prior")
    func pointCodes() throws {
        let model = try Texts.model(
            latent: "latent z: real[2]", encoder: "z = x |> dense(2) |> tanh", rest: "objective reconstruction")
        let names: [String] = Entry.available(for: model).map(\.name)
        #expect(names == ["trainStep", "gradients", "bound", "encode", "decode", "reconstruct"])
        let experiment = try Experiment(model)
        let bound = try experiment.run(.bound).outputs
        #expect(bound["divergence"] == [0, 0, 0, 0])
        #expect(bound["bound"] == bound["reconstruction"])
        #expect(try experiment.run(.encode).outputs.keys.sorted() == ["z"])
        let step = try experiment.run(.trainStep).outputs
        #expect(step["objective"] == step["reconstruction"])
    }

    @Test("Alternatives are lowered one by one over one table")
    func alternatives() throws {
        var model = try Texts.model()
        var other: Block = try Texts.model(decoder: "x ~ laplace(mean: z |> dense(4) |> tanh |> dense(3), scale: 1)")
            .decoders[0]
        other.name = "other"
        for index in other.statements.indices { other.statements[index] = renamed(other.statements[index]) }
        model.decoders.append(other)
        let table: ParameterTable = try parameterTable(model)
        let names: Set<String> = Set(table.slots.map(\.name))
        #expect(names.count == table.slots.count)
        for alternative in Alternative.all(of: model) {
            let (graph, slots) = try lower(model, entry: .trainStep, alternative: alternative)
            try verify(differentiate(graph))
            #expect(names.isSuperset(of: slots.slots.map(\.name)))
        }
        #expect(Alternative.all(of: model).count == 2)
        #expect(names.contains("decoder.other.x.mean.dense2.weight"))
    }

    private func renamed(_ statement: Statement) -> Statement {
        var statement: Statement = statement
        if case .distributed(let variable, var expression) = statement.kind {
            expression.arguments = expression.arguments.mapValues { argument in
                if case .tensor(let inner) = argument { return .tensor(renamed(inner)) }
                return argument
            }
            statement.kind = .distributed(variable: variable, as: expression)
        }
        return statement
    }

    private func renamed(_ expression: VAELanguage.Expression) -> VAELanguage.Expression {
        var expression: VAELanguage.Expression = expression
        if case .application(var application) = expression.kind {
            application.path = application.path.replacing("decoder.", with: "decoder.other.")
            application.inputs = application.inputs.map { renamed($0) }
            expression.kind = .application(application)
        }
        return expression
    }
}
