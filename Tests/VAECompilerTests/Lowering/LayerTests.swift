import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

@Suite("Layers")
struct LayerTests {
    /// The result of a pipeline for one example, given as the mean that `decode` reports.
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
        experiment.bindings.slots.merge(slots) { _, new in new }
        return try experiment.run(.decode).outputs["x.mean"] ?? []
    }

    @Test("dense with one number acts on the last axis")
    func denseLastAxis() throws {
        let weight: [Double] = [1, 2, 3, 10, 20, 30]  // [in 2, out 3] in the graph
        let found = try apply(
            "z |> dense(3)", to: [1, 0, 0, 1, 1, 1, 2, 0], shape: "4, 2", result: "4, 3",
            slots: ["decoder.x.mean.dense.weight": weight, "decoder.x.mean.dense.bias": [0.5, 0, 0]])
        #expect(found == [1.5, 2, 3, 10.5, 20, 30, 11.5, 22, 33, 2.5, 4, 6])
    }

    @Test("dense with a shape acts on the flattened input")
    func denseShape() throws {
        let weight: [Double] = [1, 2, 10, 20]
        let found = try apply(
            "z |> dense(x.shape)", to: [3, 4], shape: "2, 1", result: "2",
            slots: ["decoder.x.mean.dense.weight": weight, "decoder.x.mean.dense.bias": [0, 0]])
        #expect(found == [43, 86])
    }

    @Test("Movement is row-major")
    func movement() throws {
        let z: [Double] = [1, 2, 3, 4, 5, 6]
        #expect(try apply("z |> flatten", to: z, shape: "2, 3", result: "6") == z)
        #expect(try apply("z |> reshape(3, 2) |> slice(1, 2)", to: z, shape: "2, 3", result: "2, 2") == [3, 4, 5, 6])
        #expect(try apply("z |> slice(1, 1, axis: 1) |> flatten", to: z, shape: "2, 3", result: "2") == [2, 5])
        let sideBySide = try apply("concat(z, z * 10, axis: 1)", to: [1, 2], shape: "2, 1", result: "2, 2")
        #expect(sideBySide == [1, 10, 2, 20])
        #expect(try apply("z |> broadcast(2, 3)", to: [1, 2, 3], shape: "3", result: "2, 3") == [1, 2, 3, 1, 2, 3])
        let rows = try apply("z |> reshape(2, 1) |> broadcast(2, 2)", to: [1, 2], shape: "2", result: "2, 2")
        #expect(rows == [1, 1, 2, 2])
    }

    @Test("oneHot has one 1, at the category")
    func oneHot() throws {
        let model = try Texts.model(
            data: "data x: real[2, 4]\ngiven y: category(4)[2]",
            latent: "latent z: real[2, 4] ~ normal(mean: 0, scale: 1)",
            encoder: "z ~ normal(mean: x, scale: 1)", decoder: "x ~ normal(mean: z * 0 + (y |> oneHot), scale: 1)")
        var experiment = try Experiment(model, batch: 2)
        experiment.bindings.inputs["y"] = [0, 3, 2, 1]
        let found = try experiment.run(.decode).outputs["x.mean"]
        #expect(found == [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0])
    }

    @Test("softmax is a distribution, also of large numbers")
    func softmax() throws {
        let found = try apply("z |> softmax", to: [1000, 1000, -1000, 0, 0, log(2)], shape: "2, 3", result: "2, 3")
        expectClose(found, [0.5, 0.5, 0, 0.25, 0.25, 0.5], tolerance: 1e-15, "softmax")
    }

    @Test("Elementwise functions at hand-picked points, and with what is not a number")
    func functions() throws {
        let points: [(String, Double, Double)] = [
            ("relu", -2, 0), ("relu", 3, 3), ("leakyRelu", -2, -0.02), ("leakyRelu(0.2)", -2, -0.4),
            ("leakyRelu", 3, 3),
            ("elu", -2, exp(-2) - 1), ("elu(3)", -1, 3 * (exp(-1) - 1)), ("elu", 1000, 1000),
            ("selu", 1, 1.0507009873554805), ("selu", -1, 1.0507009873554805 * 1.6732632423543772 * (exp(-1) - 1)),
            ("gelu", 1, 0.5 * (1 + tanh((2 / Double.pi).squareRoot() * 1.044715))), ("silu", 2, 2 / (1 + exp(-2))),
            ("tanh", 0.5, tanh(0.5)), ("sigmoid", -1, 1 / (1 + exp(1))), ("softplus", 0, log(2)),
            ("softplus", 1000, 1000), ("exp", 2, exp(2)), ("log", 3, log(3)), ("sqrt", 9, 3), ("square", -3, 9),
            ("abs", -3, 3),
        ]
        for (function, x, expected) in points {
            let found: Double = try apply("z |> \(function)", to: [x], shape: "1", result: "1")[0]
            #expect(abs(found - expected) <= 1e-14 * (1 + abs(expected)), "\(function)(\(x)) is \(found)")
            #expect(try apply("z |> \(function)", to: [.nan], shape: "1", result: "1")[0].isNaN, "\(function)")
        }
        let listed: Set<String> = Set(points.map { String($0.0.prefix { $0 != "(" }) })
        #expect(listed == Set(Layer.elementwiseFunctions.map(\.signature.name)))
    }

    @Test("Powers, also of negative bases")
    func powers() throws {
        for (text, x, expected) in [
            ("z ^ 2", -3.0, 9.0), ("z ^ 3", -2, -8), ("z ^ 0", -2, 1), ("z ^ -2", 2, 0.25), ("z ^ 0.5", 9, 3),
            ("z ^ 1.5", 4, 8), ("2 ^ z", 3, 8), ("z ^ 65", -1, -1), ("z ^ 66", -1, 1),
        ] {
            #expect(abs(try apply(text, to: [x], shape: "1", result: "1")[0] - expected) < 1e-12, "\(text)")
        }
    }

    @Test("dropout drops and scales in training, and does nothing elsewhere")
    func dropout() throws {
        let experiment = try Experiment(
            Texts.model(encoder: "z = x |> dropout(0.25) |> slice(0, 2)", rest: "objective reconstruction"), batch: 3)
        let values: [Double] = experiment.bindings.inputs["x"] ?? []
        let encoded = try experiment.run(.encode).outputs["z"]
        #expect(encoded == [0, 1, 3, 4, 6, 7].map { values[$0] })
        #expect(try !lower(experiment.model, entry: .bound).graph.hasNoise)
        #expect(try lower(experiment.model, entry: .trainStep).graph.hasNoise)
        let graph: Graph = try lower(experiment.model, entry: .trainStep).graph
        let kept: Set<Value> = Set(
            graph.nodes.indices.filter { graph.nodes[$0].operation == .select }.map { Value($0) })
        let dropped: [Double] = try Reference.values(of: graph, experiment.bindings, keeping: kept)[
            try #require(kept.first).index]
        for (value, original) in zip(dropped, values) {
            #expect(value == 0 || abs(value - original / 0.75) < 1e-15)
        }
    }

    @Test("Two uses of a shared layer have one set of parameters and noise of their own")
    func shared() throws {
        let model = try Texts.model(
            data: "data x: real[3]\nshared noisy = dense(3) |> dropout(0.5)",
            encoder: "let h = x |> noisy |> noisy\nz ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))")
        let (graph, table) = try lower(model, entry: .trainStep)
        #expect(table.slots.filter { $0.name.contains("noisy") && $0.kind == .parameter }.count == 2)
        #expect(Set(graph.noises.map(\.stream)).count == 3)
    }

    @Test("Weights start by the rule: heUniform before the relu family, xavierUniform otherwise, biases zero")
    func initial() throws {
        let table = try parameterTable(
            Texts.model(
                data: "data x: real[3]",
                encoder: """
                    let a = x |> dense(4)
                    let b = a |> reshape(2, 2) |> flatten |> relu
                    let c = b |> dense(5) |> dropout(0.1) |> silu |> dense(6) |> tanh
                    let d = c |> dense(7, initial: heNormal) |> dense(8, initial: normal(0.2)) |> square
                    z ~ normal(mean: d |> dense(2), logVariance: d |> dense(2, initial: zeros))
                    """))
        func initial(_ name: String) -> ParameterTable.Initial? { table[name]?.initial }
        #expect(initial("encoder.a.dense.weight") == .uniform(bound: (6.0 / 3).squareRoot()))
        #expect(initial("encoder.a.dense.bias") == .constant(0))
        #expect(initial("encoder.c.dense.weight") == .uniform(bound: (6.0 / 4).squareRoot()))
        #expect(initial("encoder.c.dense2.weight") == .uniform(bound: (6.0 / 11).squareRoot()))
        #expect(initial("encoder.d.dense.weight") == .normal(scale: (2.0 / 6).squareRoot()))
        #expect(initial("encoder.d.dense2.weight") == .normal(scale: 0.2))
        #expect(initial("encoder.z.mean.dense.weight") == .uniform(bound: (6.0 / 10).squareRoot()))
        #expect(initial("encoder.z.logVariance.dense.weight") == .constant(0))
    }

    @Test("Slots are what the signature says a layer learns, in a checkpoint's layout")
    func learnedTensors() throws {
        let table = try parameterTable(
            Texts.model(encoder: "z ~ normal(mean: x |> dense(2), logVariance: x |> dense(2, bias: false))"))
        let query = Signature.ShapeQuery(inputs: [[3]], arguments: ["shape": .integer(2), "bias": .boolean(true)])
        for learned in Layer.dense.signature.learnedTensors(query) {
            #expect(table["encoder.z.mean.dense.\(learned.suffix)"]?.logicalShape == learned.shape)
        }
        #expect(table["encoder.z.mean.dense.weight"]?.shape == [3, 2])
        #expect(table["encoder.z.logVariance.dense.bias"] == nil)
        let bare = Signature.ShapeQuery(inputs: [[3]], arguments: ["shape": .integer(2), "bias": .boolean(false)])
        #expect(Layer.dense.signature.learnedTensors(bare).map(\.suffix) == ["weight"])
    }

    @Test("Declared parameters are learned without bounds and used within them")
    func declaredParameters() throws {
        let model = try Texts.model(
            data: "data x: real[3]\nparameter s: positive[3] = 0.1\nparameter p: unit = 0.25\nparameter m: real[3] = 2",
            decoder: "x ~ normal(mean: (z |> dense(3)) * 0 + m * p, scale: s)")
        let table = try parameterTable(model)
        #expect(table["s.log"]?.initial == .constant(log(0.1)))
        #expect(table["m"]?.initial == .constant(2))
        var experiment = try Experiment(model, batch: 1)
        experiment.bindings.slots["s.log"] = [0, log(2), -1]
        experiment.bindings.slots["p.logit"] = [log(3)]
        experiment.bindings.slots["m"] = [1, 2, 4]
        let outputs = try experiment.run(.decode).outputs
        expectClose(outputs["x.mean"], [0.75, 1.5, 3], tolerance: 1e-15, "mean")
        expectClose(outputs["x.logVariance"], [0, 2 * log(2), -2], tolerance: 1e-15, "logVariance")
    }

    @Test("The deepest expression that the checker lets through can be lowered")
    func deep() throws {
        let stages: String = Array(repeating: "|> tanh", count: 390).joined(separator: " ")
        let sums: String = Array(repeating: "- x", count: 390).joined(separator: " ")
        let model = try Texts.model(
            encoder: "let a = x \(stages)\nlet b = x \(sums)\nz ~ normal(mean: a + b |> dense(2), scale: 1)")
        let graph: Graph = differentiate(try lower(model, entry: .trainStep).graph)
        #expect(graph.nodes.count { $0.operation == .unary(.tanh) } == 390)
    }

    @Test("binarize draws from the value once per epoch, or compares with ½")
    func binarize() throws {
        let model = try Texts.model(
            data: "data x: binary[3] binarize(stochastic)", decoder: "x ~ bernoulli(logits: z |> dense(3))")
        let noise = try #require(lower(model, entry: .bound).graph.noises.first { $0.stream == "x.binarize" })
        #expect(noise.clock == .epoch && noise.kind == .uniform)
        let text = { (method: String) in
            try Texts.model(
                data: "data x: binary[3] binarize(\(method))", latent: "latent z: real[3]", encoder: "z = x + 0",
                decoder: "x ~ bernoulli(logits: z |> dense(3))", rest: "objective reconstruction")
        }
        var stochastic = try Experiment(text("stochastic"), batch: 1)
        stochastic.bindings.inputs["x"] = [0, 0.4, 1]
        stochastic.bindings.boundNoise["x.binarize"] = [1e-9, 0.39, 1 - 1e-9]
        #expect(try stochastic.run(.encode).outputs["z"] == [0, 1, 1])
        stochastic.bindings.boundNoise["x.binarize"] = [1e-9, 0.41, 1 - 1e-9]
        #expect(try stochastic.run(.encode).outputs["z"] == [0, 0, 1])
        var threshold = try Experiment(text("threshold"), batch: 1)
        threshold.bindings.inputs["x"] = [0.49, 0.5, 1]
        #expect(try threshold.run(.encode).outputs["z"] == [0, 1, 1])
    }
}

extension Graph {
    /// The streams that the graph draws from.
    var noises: [Noise] {
        nodes.compactMap { node in
            if case .noise(let noise) = node.operation { return noise }
            return nil
        }
    }
    var hasNoise: Bool { !noises.isEmpty }
}
