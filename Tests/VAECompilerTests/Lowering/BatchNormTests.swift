import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

@Suite("Batch normalisation")
struct BatchNormTests {
    private static let path = "encoder.h.batchNorm"

    private func model(samples: Int = 1) throws -> Model {
        try Texts.model(
            data: "data x: real[2, 3]",
            encoder: "let h = x |> batchNorm |> flatten\nz ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))",
            decoder: "x ~ normal(mean: z |> dense(2, 3) |> batchNorm, scale: 1)",
            rest: "objective elbo(samples: \(samples))")
    }

    @Test("The table has running statistics, which are not learned")
    func table() throws {
        let table = try parameterTable(model())
        let mean = try #require(table[Self.path + ".runningMean"])
        let variance = try #require(table[Self.path + ".runningVariance"])
        #expect(mean.kind == .statistic && mean.initial == .constant(0) && mean.shape == [2])
        #expect(variance.kind == .statistic && variance.initial == .constant(1))
        #expect(table[Self.path + ".weight"]?.initial == .constant(1))
        #expect(!table.slots.contains { $0.name.hasPrefix(Self.path + ".running") && $0.kind == .moment })
        #expect(!table.slots.contains { $0.name.contains("running") && $0.name.contains("moment") })
        let names: [String] = try lower(model(), entry: .gradients).graph.outputs.map(\.name)
        #expect(names.contains("gradient.\(Self.path).weight") && !names.contains { $0.contains("running") })
    }

    @Test("A step moves them a tenth of the way to the batch's mean and unbiased variance")
    func running() throws {
        var experiment = try Experiment(model(), batch: 4)
        experiment.bindings.slots[Self.path + ".runningMean"] = [1, 2]
        experiment.bindings.slots[Self.path + ".runningVariance"] = [3, 4]
        let x: [Double] = experiment.bindings.inputs["x"] ?? []
        let after: [String: [Double]] = try experiment.run(.trainStep).assignments
        for channel in 0..<2 {
            let values: [Double] = x.indices.filter { $0 / 3 % 2 == channel }.map { x[$0] }
            let mean: Double = values.reduce(0, +) / 12
            let unbiased: Double = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 11
            let foundMean: Double = after[Self.path + ".runningMean"]?[channel] ?? .nan
            let foundVariance: Double = after[Self.path + ".runningVariance"]?[channel] ?? .nan
            let start: Double = Double(channel)
            expectClose([foundMean], [0.9 * (1 + start) + 0.1 * mean], tolerance: 1e-14, "mean")
            expectClose([foundVariance], [0.9 * (3 + start) + 0.1 * unbiased], tolerance: 1e-14, "variance")
        }
    }

    @Test("Outside training the running statistics are used, and a row does not depend on the others")
    func evaluation() throws {
        var experiment = try Experiment(model(), batch: 2)
        for part in ["encoder.h", "decoder.x.mean"] {
            experiment.bindings.slots[part + ".batchNorm.runningVariance"] = [4 - 1e-5, 1 - 1e-5]
        }
        experiment.bindings.slots[Self.path + ".runningMean"] = [1, 0]
        experiment.bindings.slots[Self.path + ".weight"] = [1, 3]
        experiment.bindings.slots[Self.path + ".bias"] = [0, 5]
        // The mean is a dense layer that passes the first element of each channel on.
        var weight: [Double] = Array(repeating: 0, count: 12)
        (weight[0], weight[3 * 2 + 1]) = (1, 1)
        experiment.bindings.slots["encoder.z.mean.dense.weight"] = weight
        experiment.bindings.slots["encoder.z.mean.dense.bias"] = [0, 0]
        let x: [Double] = experiment.bindings.inputs["x"] ?? []
        let expected: [Double] = [(x[0] - 1) / 2, x[3] * 3 + 5, (x[6] - 1) / 2, x[9] * 3 + 5]
        expectClose(try experiment.run(.encode).outputs["z.mean"], expected, tolerance: 1e-13, "mean")
        for entry in Entry.all where !entry.isTraining {
            #expect(try lower(experiment.model, entry: entry).graph.assignments.isEmpty)
        }
    }

    @Test("A minibatch of one example, and several samples")
    func small() throws {
        for samples in [1, 3] {
            let experiment = try Experiment(model(samples: samples), batch: 1)
            let results = try experiment.run(.trainStep)
            for values in results.assignments.values { #expect(values.allSatisfy { $0.isFinite }) }
        }
        // One element for each channel: the variance is 0, and counts as 0.
        let single = try Experiment(
            Texts.model(encoder: "z ~ normal(mean: x |> batchNorm |> dense(2), scale: 1)"), batch: 1)
        let after = try single.run(.trainStep).assignments["encoder.z.mean.batchNorm.runningVariance"]
        expectClose(after, [0.9, 0.9, 0.9], tolerance: 1e-14, "variance")
    }

    @Test("Two uses of a shared one move its statistics twice")
    func shared() throws {
        let model = try Texts.model(
            data: "data x: real[3]\nshared norm = batchNorm(affine: false)",
            encoder: "let h = concat(x |> norm, x * 2 |> norm)\nz ~ normal(mean: h |> dense(2), scale: 1)")
        let (graph, _) = try lower(model, entry: .trainStep)
        #expect(graph.assignments.count { $0.slot.contains("running") } == 2)
        let experiment = try Experiment(model, batch: 4)
        let x: [Double] = experiment.bindings.inputs["x"] ?? []
        let after = try experiment.run(.trainStep).assignments["shared.norm.batchNorm.runningMean"]
        let means: [Double] = (0..<3).map { channel in
            let values: [Double] = (0..<4).map { x[$0 * 3 + channel] }
            return values.reduce(0, +) / 4
        }
        // From 0: a tenth of the mean, then nine tenths of that and a tenth of twice the mean.
        let expected: [Double] = means.map { $0 * 0.29 }
        expectClose(after, expected, tolerance: 1e-14, "mean")
    }
}
