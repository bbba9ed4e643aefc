import Foundation
import GoldenModels
import TestSupport
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// Two small models against values that an independent implementation computed in double precision.
@Suite("Golden values")
struct GoldenTests {
    private struct Case {
        let golden: Golden
        let model: Model
        /// From the golden names to slots.
        let names: [String: String]
        let table: ParameterTable

        init(_ name: String) throws {
            golden = try Golden.read(name)
            let checked = try Texts.check(Golden.folder.appending(path: name + ".vae"))
            model = try #require(checked.model, "\(checked.diagnostics)")
            names = Golden.slots(name)
            table = try parameterTable(model)
        }

        /// The golden parameters bound to the slots, and zeros to the optimizer's.
        func bindings(step: Int, table: ParameterTable) throws -> Reference.Bindings {
            var bindings = Reference.Bindings(batch: golden.batch)
            bindings.inputs["x"] = golden.x.data
            bindings.boundNoise["encoder.z"] = golden.eps[step].data
            bindings.scalars["weight"] = 1
            for slot in table.slots {
                bindings.slots[slot.name] = Array(repeating: 0, count: slot.shape.reduce(1, *))
            }
            for (name, slotName) in names {
                let slot = try #require(table[slotName], "\(slotName)")
                let values = try #require(golden.params[name])
                #expect(slot.logicalShape == values.shape)
                bindings.slots[slotName] = slot.physical(values.data)
            }
            return bindings
        }

        func run(_ entry: Entry, step: Int = 0) throws -> Reference.Results {
            let graph: Graph = differentiate(try lower(model, entry: entry).graph)
            return try Reference.run(graph, bindings(step: step, table: table))
        }
    }

    @Test("Loss and gradients", arguments: Golden.names)
    func gradients(_ name: String) throws {
        let item = try Case(name)
        let results = try item.run(.gradients)
        expectClose(results.outputs["loss"], [item.golden.loss], "loss")
        #expect(results.outputs.count == item.names.count + 1)
        for (name, slotName) in item.names {
            let slot = try #require(item.table[slotName])
            let expected = try #require(item.golden.grads[name])
            expectClose(results.outputs["gradient.\(slotName)"].map(slot.logical), expected.data, name)
        }
    }

    @Test("Terms of the bound for each example", arguments: Golden.names)
    func bound(_ name: String) throws {
        let item = try Case(name)
        let results = try item.run(.bound)
        expectClose(results.outputs["reconstruction"], item.golden.reconstructions, "reconstruction")
        expectClose(results.outputs["divergence"], item.golden.divergences, "divergence")
        let bounds: [Double] = zip(item.golden.reconstructions, item.golden.divergences).map { $0 - $1 }
        expectClose(results.outputs["bound"], bounds, "bound")
    }

    @Test("Posterior, sample and decoder", arguments: Golden.names)
    func posterior(_ name: String) throws {
        let item = try Case(name)
        let encoded = try item.run(.encode).outputs
        expectClose(encoded["z.mean"], item.golden.mu.data, "μ")
        expectClose(encoded["z.logVariance"], item.golden.logvar.data, "log σ²")
        #expect(encoded["z"] == encoded["z.mean"])

        // The sample is what the decoder is fed in the training step: decode the golden one and compare with y.
        var bindings = try item.bindings(step: 0, table: item.table)
        bindings.inputs = ["z": item.golden.z.data]
        let decoded = try Reference.run(lower(item.model, entry: .decode).graph, bindings).outputs
        let n: Int = item.golden.y.shape[1]
        let rows: [[Double]] = (0..<item.golden.batch).map { Array(item.golden.y.data[$0 * n..<($0 + 1) * n]) }
        if name == "GoldenBernoulli" {
            expectClose(decoded["x.logits"], item.golden.y.data, "logits")
            expectClose(decoded["x.mean"], item.golden.y.data.map { 1 / (1 + exp(-$0)) }, "mean")
        } else {
            expectClose(decoded["x.mean"], rows.flatMap { $0.prefix(12) }, "mean")
            expectClose(decoded["x.logVariance"], rows.flatMap { $0.suffix(12) }, "log-variance")
        }
    }

    @Test("The sample is μ + exp(log σ² / 2) · ε", arguments: Golden.names)
    func sample(_ name: String) throws {
        let item = try Case(name)
        let graph: Graph = try lower(item.model, entry: .bound).graph
        // Of all nodes of the sample's origin, one has the golden values.
        let kept: Set<Value> = Set(
            graph.nodes.indices.filter { graph.nodes[$0].origin.name == "encoder.z" }.map { Value($0) })
        let values = try Reference.values(of: graph, item.bindings(step: 0, table: item.table), keeping: kept)
        let isFound: Bool = kept.contains { value in
            let found: [Double] = values[value.index]
            guard found.count == item.golden.z.data.count else { return false }
            return zip(found, item.golden.z.data).allSatisfy { abs($0 - $1) <= 1e-9 * (1 + abs($1)) }
        }
        #expect(isFound)
    }

    @Test("Three steps of Adam and of Adagrad", arguments: Golden.names, ["adam", "adagrad"])
    func steps(_ name: String, _ optimizer: String) throws {
        let item = try Case(name)
        var model: Model = item.model
        if optimizer == "adagrad" { model.training.optimizer = Call("adagrad") }
        let expected: Golden.Optimizer = optimizer == "adam" ? item.golden.adam : item.golden.adagrad
        let (lowered, table) = try lower(model, entry: .trainStep)
        let graph: Graph = differentiate(lowered)
        var bindings = try item.bindings(step: 0, table: table)
        bindings.scalars["rate"] = optimizer == "adam" ? 0.001 : 0.01
        for step in 0..<3 {
            bindings.boundNoise["encoder.z"] = item.golden.eps[step].data
            let results = try Reference.run(graph, bindings)
            let loss: Double = -(results.outputs["objective"]?[0] ?? .nan)
            expectClose([loss], [expected.losses[step]], "loss of step \(step)")
            expectClose(results.outputs["bound"], [-expected.losses[step]], "bound of step \(step)")
            bindings.slots.merge(results.assignments) { _, new in new }
        }
        for (name, slotName) in item.names {
            let slot = try #require(table[slotName])
            let values = try #require(expected.parameters[name])
            expectClose(bindings.slots[slotName].map(slot.logical), values.data, name)
        }
        if optimizer == "adam" { #expect(bindings.slots["optimizer.count"] == [3]) }
    }
}
