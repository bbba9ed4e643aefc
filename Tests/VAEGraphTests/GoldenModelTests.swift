import GoldenModels
import TestSupport
import Testing
import VAEGraph

/// The reference and the optimised graph against numbers from elsewhere.
@Suite struct GoldenModelTests {
    private static let layers: [String: String] = [
        "encoder.dense1": "enc1", "decoder.dense1": "dec1", "decoder.logits": "dec2",
    ]

    private let model = ExampleModel(data: 12, hidden: 8, latent: 3)
    private let golden: Golden

    init() throws { golden = try Golden.read("GoldenBernoulli") }

    /// A stored tensor the way the graph sees it: weights transposed, the posterior's layer in halves.
    private func tensor(_ stored: [String: Golden.Values], _ slot: ParameterTable.Slot) -> [Double] {
        let parts: [Substring] = slot.name.split(separator: ".")
        let layer: String = parts.dropLast().joined(separator: ".")
        let isWeight: Bool = parts.last == "weight"
        let name: String = GoldenModelTests.layers[layer] ?? "enc2"
        let numbers: [Double] = stored["\(name).\(isWeight ? "weight" : "bias")"]?.data ?? []
        let inputs: Int = isWeight ? slot.shape[0] : 1
        let outputs: Int = isWeight ? slot.shape[1] : slot.shape[0]
        let first: Int = layer == "encoder.logVariance" ? 3 : 0
        var result: [Double] = []
        for i in 0..<inputs {
            for o in 0..<outputs { result.append(numbers[(o + first) * inputs + i]) }
        }
        return result
    }

    private var bindings: Reference.Bindings {
        var bindings = Reference.Bindings(batch: golden.batch)
        bindings.inputs["x"] = golden.x.data
        bindings.boundNoise["encoder.z"] = golden.eps[0].data
        for slot in model.table.slots {
            let zeros: [Double] = Array(repeating: 0, count: slot.shape.reduce(1, *))
            bindings.slots[slot.name] = slot.kind == .moment ? zeros : tensor(golden.params, slot)
        }
        bindings.scalars = ["alpha": 0.001, "epsilon": 1e-8]
        return bindings
    }

    /// The mean over the examples.
    private func mean(_ values: [Double]) -> [Double] { [values.reduce(0, +) / Double(values.count)] }

    private var graphs: [Graph] {
        [differentiate(model.trainStep), optimize(model.trainStep, table: model.table).graph]
    }

    @Test func lossAndGradientsAgree() throws {
        for graph in graphs {
            let results = try Reference.run(graph, bindings)
            #expect(excess(results.outputs["loss"] ?? [], [golden.loss], absolute: 1e-9, relative: 1e-9) <= 0)
            let reconstruction: [Double] = results.outputs["reconstruction"] ?? []
            #expect(excess(reconstruction, mean(golden.reconstructions), absolute: 1e-9, relative: 1e-9) <= 0)
            #expect(
                excess(results.outputs["divergence"] ?? [], mean(golden.divergences), absolute: 1e-9, relative: 1e-9)
                    <= 0)
            for slot in model.table.slots where slot.kind == .parameter {
                // The first moment starts at zero, so that a tenth of the gradient is what it becomes.
                let found: [Double] = (results.assignments["\(slot.name).moment1"] ?? []).map { $0 * 10 }
                let distance: Double = excess(found, tensor(golden.grads, slot), absolute: 1e-9, relative: 1e-9)
                #expect(distance <= 0, "gradient of \(slot.name)")
            }
        }
    }

    @Test func threeStepsOfAdamAgree() throws {
        for graph in graphs {
            var bindings = bindings
            for step in 1...3 {
                let (c1, c2) = (1 - power(0.9, step), (1 - power(0.999, step)).squareRoot())
                bindings.boundNoise["encoder.z"] = golden.eps[step - 1].data
                bindings.scalars = ["alpha": 0.001 * c2 / c1, "epsilon": 1e-8 * c2]
                let results = try Reference.run(graph, bindings)
                let loss: [Double] = [golden.adam.losses[step - 1]]
                #expect(excess(results.outputs["loss"] ?? [], loss, absolute: 1e-9, relative: 1e-9) <= 0)
                bindings.slots.merge(results.assignments) { $1 }
            }
            for slot in model.table.slots where slot.kind == .parameter {
                let found: [Double] = bindings.slots[slot.name] ?? []
                let distance: Double = excess(
                    found, tensor(golden.adam.parameters, slot), absolute: 1e-9, relative: 1e-9)
                #expect(distance <= 0, "\(slot.name) after three steps")
            }
        }
    }

    private func power(_ base: Double, _ exponent: Int) -> Double { (0..<exponent).reduce(1) { x, _ in x * base } }
}
