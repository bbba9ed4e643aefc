import Foundation
import Testing
import VAEGraph

@testable import VAECompiler
@testable import VAELanguage

@Suite("Training step")
struct TrainingStepTests {
    @Test(
        "The step is the optimizer's on the gradients of the loss",
        arguments: ["sgd(rate: 0.01)", "sgd(momentum: 0.9)"])
    func update(_ optimizer: String) throws {
        let experiment = try Experiment(Texts.model(rest: "training { optimizer \(optimizer) }"))
        let gradients = try experiment.run(.gradients).outputs
        let assigned = try experiment.run(.trainStep).assignments
        for slot in experiment.table.slots where slot.kind == .parameter {
            let before: [Double] = experiment.bindings.slots[slot.name] ?? []
            let gradient: [Double] = gradients["gradient.\(slot.name)"] ?? []
            let expected: [Double] = zip(before, gradient).map { $0 - 0.01 * $1 }
            expectClose(assigned[slot.name], expected, tolerance: 1e-12, slot.name)
        }
    }

    @Test("Every optimizer has a slot of the parameter's shape for each moment, and adam a count")
    func moments() throws {
        let counts: [String: Int] = ["sgd": 0, "adagrad": 1, "rmsprop": 1, "adam": 2, "adamw": 2]
        for (optimizer, count) in counts {
            let table = try parameterTable(Texts.model(rest: "training { optimizer \(optimizer) }"))
            let parameters = table.slots.filter { $0.kind == .parameter }
            for slot in parameters {
                for number in 1...3 {
                    let moment = table["\(slot.name).moment\(number)"]
                    #expect((moment != nil) == (number <= count))
                    #expect(moment == nil || (moment?.shape == slot.shape && moment?.logicalAxes == slot.logicalAxes))
                }
            }
            #expect((table["optimizer.count"] != nil) == optimizer.hasPrefix("adam"))
            // Parameters come first: a checkpoint without moments is a prefix.
            #expect(Array(table.slots.prefix(parameters.count)) == parameters)
        }
    }

    @Test("Gradients above the threshold are scaled to it together, others stay")
    func clipping() throws {
        var experiment = try Experiment(
            Texts.model(rest: "training {\noptimizer sgd(rate: 1)\nclip norm 1\n}"))
        experiment.bindings.scalars["rate"] = 1
        let gradients = try experiment.run(.gradients).outputs.filter { $0.key != "loss" }
        let norm: Double = gradients.values.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
        for threshold in [norm / 4, norm * 4] {
            experiment.bindings.scalars["clipNorm"] = threshold
            let assigned = try experiment.run(.trainStep).assignments
            var squares = 0.0
            for (name, after) in assigned {
                let before: [Double] = experiment.bindings.slots[name] ?? []
                let change: [Double] = zip(after, before).map { $0 - $1 }
                squares += change.reduce(0) { $0 + $1 * $1 }
                let factor: Double = Swift.min(1, threshold / norm)
                expectClose(change, (gradients["gradient.\(name)"] ?? []).map { -factor * $0 }, tolerance: 1e-10, name)
            }
            #expect(abs(squares.squareRoot() - Swift.min(threshold, norm)) < 1e-9)
        }
    }

    @Test("A prior over the weights adds its log-density, over the examples, to the objective and nothing else")
    func weightPrior() throws {
        let text = "parameter s: positive = 2"
        let decoder = "x ~ normal(mean: z |> dense(3), scale: s)"
        let plain = try Experiment(Texts.model(data: "data x: real[3]\n" + text, decoder: decoder))
        let prior = try Experiment(
            Texts.model(
                data: "data x: real[3]\n" + text, decoder: decoder,
                rest: "training { weightPrior normal(scale: 0.5) }"))
        let (a, b) = try (plain.run(.trainStep).outputs, prior.run(.trainStep).outputs)
        #expect(a["bound"] == b["bound"])
        // Weights and biases of layers, but not what the model declares.
        let weights: [Double] = plain.table.slots.filter { $0.kind == .parameter && $0.name != "s.log" }
            .flatMap { plain.bindings.slots[$0.name] ?? [] }
        let logDensity: Double = weights.reduce(0) { $0 - 0.5 * log(2 * Double.pi * 0.25) - 2 * $1 * $1 }
        let objective: Double = a["objective"]?[0] ?? .nan
        expectClose(b["objective"], [objective + logDensity / 50], tolerance: 1e-12, "objective")
    }

    @Test("Free bits: an element's divergence counts with at least so many nats, averaged over the batch")
    func freeBits() throws {
        let experiment = try Experiment(
            Texts.model(rest: "objective elbo(samples: 2, freeBits: 0.6)"))
        let encoded = try experiment.run(.encode).outputs
        let (means, logVariances) = (encoded["z.mean"] ?? [], encoded["z.logVariance"] ?? [])
        var elements: [Double] = [0, 0]
        for (place, (mean, logVariance)) in zip(means, logVariances).enumerated() {
            elements[place % 2] += 0.5 * (exp(logVariance) + mean * mean - 1 - logVariance) / 4
        }
        let step = try experiment.run(.trainStep).outputs
        let reconstruction: Double = step["reconstruction"]?[0] ?? .nan
        let divergence: Double = elements.reduce(0) { $0 + Swift.max($1, 0.6) }
        #expect(elements.contains { $0 < 0.6 } || elements.contains { $0 > 0.6 })
        expectClose(step["objective"], [reconstruction - 0.7 * divergence], tolerance: 1e-12, "objective")
        expectClose(step["divergence"], [elements.reduce(0, +)], tolerance: 1e-12, "divergence")
    }

    @Test("A posterior that cannot be differentiated through is refused with its place")
    func bernoulliPosterior() throws {
        // The checker may say so first; the lowering does in any case.
        let bernoulli = DistributionExpression(
            name: "bernoulli", arguments: ["probs": .number(0.5)], shape: [2], range: SourceRange(5, 9))
        var model = try Texts.model()
        model.encoders[0].statements = [
            Statement(kind: .distributed(variable: "z", as: bernoulli), range: SourceRange(3, 9))
        ]
        let error = #expect(throws: LoweringError.self) { try lower(model, entry: .trainStep) }
        #expect(error?.range == SourceRange(5, 9))
        #expect(error?.message.contains("bernoulli") == true)
    }
}
