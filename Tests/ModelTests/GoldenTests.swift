import Foundation
import GoldenModels
import TestSupport
import Testing
import VAECompiler
import VAEGraph
import VAEInterpreter
import VAELanguage
import VAERuntime

/// Compiled and interpreted models against values of an independent implementation, which were computed in double precision
/// with noise that is known.
@Suite struct GoldenTests {
    private static let noise = "noise.encoder.z"

    /// A golden model: values, graphs, and the programs of both engines.
    private struct Case {
        let golden: Golden
        /// From the golden names to slots.
        let names: [String: String]
        let lowered: ModelGraphs
        let programs: [Program]

        init(_ compiled: any VAEModel.Type) throws {
            let name: String = compiled.program.description.name
            golden = try Golden.read(name.replacing("Adagrad", with: ""))
            names = Golden.slots(name)
            let source = try SourceText(contentsOfFile: Golden.folder.appending(path: name + ".vae").path)
            let checked: CheckResult = checkModel(source)
            let model: Model = try #require(checked.model, "\(checked.diagnostics)")
            lowered = try lowerModel(model, source: source).map(bindingNoise)
            let options = PipelineOptions(
                target: .host, verifies: true, entries: Set(lowered.graphs.map(\.name)), bindsNoise: true)
            programs = [compiled.program, try interpret(try planModel(model, source: source, options: options))]
        }

        /// A program with the golden parameters.
        func instance(_ program: Program) throws -> ModelInstance {
            let tensors: [Checkpoint.Tensor] = try names.map { name, slot in
                let values: Golden.Values = try #require(golden.params[name])
                return Checkpoint.Tensor(slot, shape: values.shape, .floats(values.data.map { Float($0) }))
            }
            return try ModelInstance(program, Checkpoint(tensors: tensors), file: "golden values", threads: 2)
        }

        /// The golden data with the noise of a step.
        func examples(_ step: Int) -> Examples {
            Examples(variables: [rows("x", golden.x), rows(GoldenTests.noise, golden.eps[step])])
        }

        private func rows(_ name: String, _ values: Golden.Values) -> VariableRows {
            VariableRows(
                name: name, shape: [values.shape[1]], count: golden.batch,
                elements: .floats(values.data.map { Float($0) }))
        }

        /// What an entry point of a program says to the golden values of the first step.
        func run(_ name: String, _ program: Program, _ inputs: [String: Batch]? = nil) throws -> [String: [Float]] {
            try instance(program).run(
                name, inputs: inputs ?? examples(0).batches, scalars: ["weight": 1], noise: .query(seed: 0)
            ).mapValues(\.values)
        }
    }

    private static let types: [any VAEModel.Type] = [
        GoldenBernoulli.self, GoldenGaussian.self, GoldenBernoulliAdagrad.self, GoldenGaussianAdagrad.self,
    ]

    /// Demands that numbers are within 1e-4 of the largest.
    private func expectNear(
        _ found: [Float]?, _ expected: [Double], _ what: String, location: SourceLocation = #_sourceLocation
    ) {
        let share: Double = deviation(found, from: expected)
        #expect(share <= 1e-4, "\(what)", sourceLocation: location)
    }

    /// Demands that numbers are within 1e-9 · (1 + |expected|).
    private func expectEqual(
        _ found: [Double]?, _ expected: [Double], _ what: String, location: SourceLocation = #_sourceLocation
    ) {
        let distances: [Double] = zip(found ?? [], expected).map { abs($0 - $1) / (1 + abs($1)) }
        #expect(found?.count == expected.count, "\(what)", sourceLocation: location)
        #expect(distances.allSatisfy { $0 <= 1e-9 }, "\(what)", sourceLocation: location)
    }

    @Test(arguments: Golden.names) func `the reference agrees to the ninth digit`(_ name: String) throws {
        let type: any VAEModel.Type = try #require(GoldenTests.types.first { $0.program.description.name == name })
        let item = try Case(type)
        var bindings = Reference.Bindings(batch: item.golden.batch)
        bindings.inputs = ["x": item.golden.x.data, GoldenTests.noise: item.golden.eps[0].data]
        bindings.scalars = ["weight": 1]
        for (name, slotName) in item.names {
            let slot: ParameterTable.Slot = try #require(item.lowered.table[slotName])
            bindings.slots[slotName] = slot.physical(try #require(item.golden.params[name]).data)
        }
        let gradients = try Reference.run(differentiate(try #require(item.lowered["gradients"])), bindings)
        expectEqual(gradients.outputs["loss"], [item.golden.loss], "loss")
        for (name, slotName) in item.names {
            let slot: ParameterTable.Slot = try #require(item.lowered.table[slotName])
            let expected: [Double] = try #require(item.golden.grads[name]).data
            expectEqual(
                gradients.outputs["gradient.\(slotName)"].map(slot.logical), expected, "gradient of \(slotName)")
        }
        let bound = try Reference.run(try #require(item.lowered["bound"]), bindings)
        expectEqual(bound.outputs["reconstruction"], item.golden.reconstructions, "reconstruction")
        expectEqual(bound.outputs["divergence"], item.golden.divergences, "divergence")
    }

    @Test(arguments: Golden.names) func `bound, codes and gradients of both engines`(_ name: String) throws {
        let type: any VAEModel.Type = try #require(GoldenTests.types.first { $0.program.description.name == name })
        let item = try Case(type)
        for program in item.programs {
            let engine: String = program.engine
            let gradients: [String: [Float]] = try item.run("gradients", program)
            #expect(gradients.count == item.names.count + 1)
            expectNear(gradients["loss"], [item.golden.loss], "\(engine): loss")
            for (name, slotName) in item.names {
                let slot: ParameterTable.Slot = try #require(item.lowered.table[slotName])
                let expected: [Double] = try #require(item.golden.grads[name]).data
                expectNear(
                    gradients["gradient.\(slotName)"], slot.physical(expected), "\(engine): gradient of \(slotName)")
            }
            let bound: [String: [Float]] = try item.run("bound", program)
            expectNear(bound["reconstruction"], item.golden.reconstructions, "\(engine): reconstruction")
            expectNear(bound["divergence"], item.golden.divergences, "\(engine): divergence")
            let x: [String: Batch] = item.examples(0).batches.filter { $0.key == "x" }
            let code: [String: [Float]] = try item.run("encode", program, x)
            expectNear(code["z.mean"], item.golden.mu.data, "\(engine): μ")
            expectNear(code["z.logVariance"], item.golden.logvar.data, "\(engine): log σ²")
            let z = try Batch(.floats(item.golden.z.data.map { Float($0) }), count: item.golden.batch, shape: [3])
            let decoded: [String: [Float]] = try item.run("decode", program, ["z": z])
            let y: [[Double]] = (0..<item.golden.batch).map { row in
                let width: Int = item.golden.y.shape[1]
                return Array(item.golden.y.data[row * width..<(row + 1) * width])
            }
            if name == "GoldenBernoulli" {
                expectNear(decoded["x.logits"], y.flatMap { $0 }, "\(engine): logits")
            } else {
                expectNear(decoded["x.mean"], y.flatMap { $0.prefix(12) }, "\(engine): mean")
                expectNear(decoded["x.logVariance"], y.flatMap { $0.suffix(12) }, "\(engine): log-variance")
            }
        }
    }

    @Test(arguments: 0..<types.count) func `three steps of Adam and of Adagrad by both engines`(_ index: Int) throws {
        let item = try Case(GoldenTests.types[index])
        let isAdagrad: Bool = item.programs[0].description.training.optimizer == "adagrad"
        let expected: Golden.Optimizer = isAdagrad ? item.golden.adagrad : item.golden.adam
        for program in item.programs {
            var model: ModelInstance = try item.instance(program)
            for step in 0..<3 {
                // One step is an epoch: the noise of the next one is other data.
                var trainer = try Trainer(
                    model, data: Dataset(training: item.examples(step), source: "golden values"),
                    options: TrainingOptions(program.description.training, epochs: 1))
                let history: History = try trainer.train()
                let loss: Float = -Float(try #require(history.epochs.first).objective)
                expectNear([loss], [expected.losses[step]], "\(program.engine): loss of step \(step)")
                model = trainer.model
            }
            var compared: Int = 0
            for (name, slotName) in item.names {
                let values: [Double] = try #require(expected.parameters[name]).data
                let gradient: [Double] = try #require(item.golden.grads[name]).data
                let largest: Double = gradient.reduce(0) { max($0, abs($1)) }
                // Where the gradient is as good as zero, the direction of a step hangs on its last digit.
                let places: [Int] = gradient.indices.filter { abs(gradient[$0]) > 1e-4 * largest }
                let found: [Float] = try #require(model.parameters[slotName])
                compared += places.count
                expectNear(
                    places.map { found[$0] }, places.map { values[$0] },
                    "\(program.engine): \(slotName) after three steps")
            }
            let all: Int = item.golden.grads.values.reduce(0) { $0 + $1.data.count }
            #expect(compared > all * 9 / 10)
        }
    }
}
