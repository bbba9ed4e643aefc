import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

@Suite("Normalisation and stages that need no operation of their own")
struct NormalisationTests {
    /// What `decode` says of a pipeline from z to the mean of x.
    private func apply(
        _ pipeline: String, to z: [Double], shape: String, result: String, declarations: String = "",
        slots: [String: [Double]] = [:]
    ) throws -> [Double] {
        let model = try Texts.model(
            data: "data x: real[\(result)]\n" + declarations,
            latent: "latent z: real[\(shape)] ~ normal(mean: 0, scale: 1)",
            encoder: "z ~ normal(mean: x |> dense(z.shape), scale: 1)",
            decoder: "x ~ normal(mean: \(pipeline), scale: 1)")
        var experiment = try Experiment(model, batch: 1)
        experiment.bindings.inputs["z"] = z
        for (name, values) in slots {
            #expect(experiment.bindings.slots[name]?.count == values.count, "\(name)")
            experiment.bindings.slots[name] = values
        }
        return try experiment.run(.decode).outputs["x.mean"] ?? []
    }

    /// (x − mean) / √(variance + 1e-5)
    private func normalised(_ x: [Double], epsilon: Double = 1e-5) -> [Double] {
        let mean: Double = x.reduce(0, +) / Double(x.count)
        let variance: Double = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        return x.map { ($0 - mean) / (variance + epsilon).squareRoot() }
    }

    @Test("layerNorm over all axes, and over the last")
    func layerNorm() throws {
        let z: [Double] = [1, 2, 4, 8, -3, 0.5]
        let bare = try apply("z |> layerNorm(affine: false)", to: z, shape: "2, 3", result: "2, 3")
        expectClose(bare, normalised(z), tolerance: 1e-14, "all axes")
        let weight: [Double] = [1, 2, 3]
        let last = try apply(
            "z |> layerNorm(axes: 1, epsilon: 0.5)", to: z, shape: "2, 3", result: "2, 3",
            slots: ["decoder.x.mean.layerNorm.weight": weight, "decoder.x.mean.layerNorm.bias": [0, 0, 10]])
        var expected: [Double] = normalised([1, 2, 4], epsilon: 0.5) + normalised([8, -3, 0.5], epsilon: 0.5)
        for place in 0..<6 { expected[place] = expected[place] * weight[place % 3] + (place % 3 == 2 ? 10 : 0) }
        expectClose(last, expected, tolerance: 1e-14, "last axis")
    }

    @Test("groupNorm over groups of channels, instanceNorm over each channel")
    func groupNorm() throws {
        let z: [Double] = [1, 2, 4, 8, -3, 0.5, 7, 9]
        let slots = { (word: String) in
            ["decoder.x.mean.\(word).weight": [1.0, 2, 3, 4], "decoder.x.mean.\(word).bias": [0.0, 1, 0, 0]]
        }
        let scale: [Double] = [1, 1, 2, 2, 3, 3, 4, 4]
        let shift: [Double] = [0, 0, 1, 1, 0, 0, 0, 0]
        let groups = try apply(
            "z |> groupNorm(2)", to: z, shape: "4, 2", result: "4, 2", slots: slots("groupNorm"))
        let expected: [Double] = normalised([1, 2, 4, 8]) + normalised([-3, 0.5, 7, 9])
        expectClose(
            groups, expected.indices.map { expected[$0] * scale[$0] + shift[$0] }, tolerance: 1e-14, "groups")
        let instances = try apply(
            "z |> instanceNorm", to: z, shape: "4, 2", result: "4, 2", slots: slots("instanceNorm"))
        let pairs: [Double] = stride(from: 0, to: 8, by: 2).flatMap { normalised([z[$0], z[$0 + 1]]) }
        expectClose(instances, pairs.indices.map { pairs[$0] * scale[$0] + shift[$0] }, tolerance: 1e-14, "instances")
    }

    @Test("globalAveragePool, permute, residual sums and embeddings")
    func stages() throws {
        let z: [Double] = [1, 2, 3, 4, 5, 7]
        #expect(try apply("z |> globalAveragePool", to: z, shape: "2, 3", result: "2") == [2, 16.0 / 3])
        #expect(try apply("z |> globalAveragePool", to: z, shape: "1, 2, 3", result: "1") == [22.0 / 6])
        #expect(try apply("z |> permute(1, 0)", to: z, shape: "2, 3", result: "3, 2") == [1, 4, 2, 5, 3, 7])
        let turned = try apply("z |> permute(2, 0, 1)", to: z, shape: "1, 2, 3", result: "3, 1, 2")
        #expect(turned == [1, 4, 2, 5, 3, 7])
        let squares: [Double] = try apply("z |> residual(square)", to: z, shape: "6", result: "6")
        #expect(squares == z.map { $0 + $0 * $0 })
        let skipped = try apply(
            "z |> residual(slice(0, 2) |> square, skip: slice(4, 2))", to: z, shape: "6", result: "2")
        #expect(skipped == [6, 11])
        // The inner sum is of the inner pipeline's input.
        let nested = try apply("z |> residual(abs |> residual(square))", to: [-3], shape: "1", result: "1")
        #expect(nested == [-3 + (3 + 9)])
        let model = try Texts.model(
            data: "data x: real[2, 3]\ngiven y: category(4)[2]",
            latent: "latent z: real[2, 3] ~ normal(mean: 0, scale: 1)", encoder: "z ~ normal(mean: x, scale: 1)",
            decoder: "x ~ normal(mean: z * 0 + (y |> embedding(3)), scale: 1)")
        var experiment = try Experiment(model, batch: 1)
        experiment.bindings.inputs["y"] = [3, 1]
        experiment.bindings.slots["decoder.x.mean.embedding.weight"] = (0..<12).map(Double.init)
        #expect(try experiment.run(.decode).outputs["x.mean"] == [9, 10, 11, 3, 4, 5])
        #expect(experiment.table["decoder.x.mean.embedding.weight"]?.initial == .normal(scale: 1))
    }

    @Test("repeat writes stages out: the same names, and the same graph")
    func repetition() throws {
        let long = try Texts.model(
            encoder: "let h = x |> dense(8) |> relu |> dense(4) |> relu |> residual(dense(4)) |> residual(dense(4))\n"
                + "z ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))")
        let short = try Texts.model(
            encoder: "let h = x |> repeat([8, 4], dense(each) |> relu) |> repeat(2, residual(dense(4)))\n"
                + "z ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))")
        let (a, b) = (try lower(long, entry: .trainStep), try lower(short, entry: .trainStep))
        #expect(a.table == b.table)
        #expect(a.graph == b.graph)
    }

    @Test("What does not fit is said with what would")
    func problems() {
        for (pipeline, part) in [
            ("x |> groupNorm(4)", "groups could be 1, 2, 3, 6"),
            ("x |> globalAveragePool |> instanceNorm", "layerNorm averages"),
            ("x |> permute(0, 0)", "each of 0, 1 stands there once"), ("x |> residual(dense(5))", "must give [6, 2]"),
            ("x |> residual(dense(5), skip: dense(4))", "[6, 5]"),
            ("x |> layerNorm(axes: 3)", "averages over 3 axes, and [6, 2] has 2"),
        ] {
            let (model, diagnostics) = Texts.check(
                """
                model Test
                data x: real[6, 2]
                latent z: real[2] ~ normal(mean: 0, scale: 1)
                encoder {
                    let h = \(pipeline)
                    z ~ normal(mean: h |> dense(2, bias: false) |> flatten |> dense(2), scale: 1)
                }
                decoder { x ~ normal(mean: z |> dense(x.shape), scale: 1) }
                """)
            let texts: [String] = diagnostics.map { "\($0)" }
            #expect(model == nil && texts.contains { $0.contains(part) }, "\(pipeline): \(texts)")
        }
    }
}
