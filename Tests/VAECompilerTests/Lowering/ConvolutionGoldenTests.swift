import Foundation
import GoldenModels
import TestSupport
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// A model of convolutions, transposed convolutions and batch normalisation against values that an independent
/// implementation computed in double precision.
@Suite("Golden values of convolutions and batch normalisation")
struct ConvolutionGoldenTests {
    let golden: Golden
    let model: Model
    let table: ParameterTable
    /// From golden names to slots.
    let names: [String: String]
    /// The biases just before a batch normalisation: their gradients are zero but for rounding.
    private let withoutGradient: Set<String> = ["conv1.bias", "conv2.bias", "deconv1.bias"]

    init() throws {
        let name = "Images/GoldenConvolutions"
        golden = try Golden.read(name)
        let checked = try Texts.check(Golden.folder.appending(path: name + ".vae"))
        model = try #require(checked.model, "\(checked.diagnostics)")
        table = try parameterTable(model)
        let layers: [String: String] = [
            "conv1": "encoder.h.down.conv2d", "bn1": "encoder.h.batchNorm", "conv2": "encoder.h.down2.conv2d",
            "bn2": "encoder.h.batchNorm2", "to_z": "encoder.h.dense", "from_z": "decoder.h.dense",
            "deconv1": "decoder.h.up.convTranspose2d", "bn3": "decoder.h.batchNorm",
            "deconv2": "decoder.x.mean.up.convTranspose2d",
        ]
        let parts: [String: String] = [
            "weight": "weight", "bias": "bias", "running_mean": "runningMean", "running_var": "runningVariance",
        ]
        var names: [String: String] = [:]
        for (layer, path) in layers {
            for (part, suffix) in parts { names["\(layer).\(part)"] = "\(path).\(suffix)" }
        }
        self.names = names
    }

    private func slot(_ name: String) throws -> ParameterTable.Slot {
        let slotName: String = try #require(names[name], "\(name)")
        return try #require(table[slotName], "\(slotName)")
    }

    /// The golden parameters; running statistics and the optimizer's slots as they start.
    private func bindings() throws -> Reference.Bindings {
        var bindings = Reference.Bindings(batch: golden.batch)
        bindings.inputs["x"] = golden.x.data
        bindings.boundNoise["encoder.z"] = golden.eps[0].data
        bindings.scalars = ["weight": 1, "rate": 0.001]
        for slot in table.slots {
            guard case .constant(let start) = slot.initial else { continue }
            bindings.slots[slot.name] = Array(repeating: start, count: slot.shape.reduce(1, *))
        }
        for (name, values) in golden.params {
            let slot = try slot(name)
            #expect(slot.logicalShape == values.shape, "\(name)")
            bindings.slots[slot.name] = slot.physical(values.data)
        }
        return bindings
    }

    @Test("Every parameter is learned, and no other")
    func parameters() throws {
        let learned: [ParameterTable.Slot] = table.slots.filter { $0.kind == .parameter }
        #expect(Set(learned.map(\.name)) == Set(golden.params.keys.compactMap { names[$0] }))
        #expect(table.slots.count { $0.kind == .statistic } == golden.statistics?.count)
    }

    @Test("Loss and gradients")
    func gradients() throws {
        let graph: Graph = differentiate(try lower(model, entry: .gradients).graph)
        let results = try Reference.run(graph, bindings())
        expectClose(results.outputs["loss"], [golden.loss], "loss")
        for (name, values) in golden.grads {
            let slot = try slot(name)
            let isZero: Bool = withoutGradient.contains(name)
            let expected: [Double] = isZero ? values.data.map { _ in 0 } : values.data
            expectClose(
                results.outputs["gradient.\(slot.name)"].map(slot.logical), expected, tolerance: isZero ? 1e-11 : 1e-9,
                name)
        }
    }

    @Test(
        "Three steps of Adam and of Adagrad, running statistics, and the loss with them",
        arguments: ["adam", "adagrad"])
    func steps(_ optimizer: String) throws {
        var model: Model = model
        if optimizer == "adagrad" { model.training.optimizer = Call("adagrad") }
        let expected: Golden.Optimizer = optimizer == "adam" ? golden.adam : golden.adagrad
        let (lowered, table) = try lower(model, entry: .trainStep)
        let graph: Graph = differentiate(lowered)
        var bindings: Reference.Bindings = try bindings()
        for slot in table.slots where bindings.slots[slot.name] == nil {
            bindings.slots[slot.name] = Array(repeating: 0, count: slot.shape.reduce(1, *))
        }
        bindings.scalars["rate"] = optimizer == "adam" ? 0.001 : 0.01
        for step in 0..<3 {
            bindings.boundNoise["encoder.z"] = golden.eps[step].data
            let results = try Reference.run(graph, bindings)
            expectClose(results.outputs["bound"], [-expected.losses[step]], "bound of step \(step)")
            bindings.slots.merge(results.assignments) { _, new in new }
            if step == 0 { try expectStatistics(golden.statistics, bindings, meanTolerance: 1e-9) }
        }
        for (name, values) in expected.parameters {
            let slot = try slot(name)
            let tolerance: Double = withoutGradient.contains(name) ? amplified : 1e-8
            expectClose(bindings.slots[slot.name].map(slot.logical), values.data, tolerance: tolerance, name)
        }
        try expectStatistics(expected.statistics, bindings, meanTolerance: amplified)
        bindings.boundNoise["encoder.z"] = golden.eps[0].data
        let bounds = try Reference.run(lower(model, entry: .bound).graph, bindings).outputs["bound"] ?? []
        let mean: Double = bounds.reduce(0, +) / Double(golden.batch)
        let expectedLoss: Double = try #require(expected.evaluationLoss)
        expectClose([-mean], [expectedLoss], tolerance: amplified, "loss in evaluation")
    }

    /// An optimizer divides gradients by their size, and so makes steps of the rounding noise in gradients that are zero.
    /// The biases move by it, and with them what normalisation subtracts in evaluation.
    private let amplified = 2e-5

    private func expectStatistics(
        _ expected: [String: Golden.Values]?, _ bindings: Reference.Bindings, meanTolerance: Double
    ) throws {
        for (name, values) in try #require(expected) {
            let tolerance: Double = name.hasSuffix("mean") ? meanTolerance : 1e-8
            expectClose(bindings.slots[try slot(name).name], values.data, tolerance: tolerance, name)
        }
    }
}
