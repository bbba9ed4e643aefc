import Foundation
import Testing
import TinyModel

@testable import VAERuntime

/// Training of the hand-made model: what it learns, and that it can be stopped anywhere.
struct TrainerTests {
    private static func dataset(_ count: Int = 53, test: Int = 11) -> Dataset {
        Dataset(
            training: examples(count, key: 1), test: test > 0 ? examples(test, key: 2) : nil, source: "made up")
    }

    private static func examples(_ count: Int, key: UInt64) -> Examples {
        var generator = SplitMix64(key)
        let centre: [Double] = [1, -1, 0.5, 2]
        let values: [Float] = (0..<(count * 4)).map { Float(centre[$0 % 4] + 0.3 * generator.normal()) }
        return Examples(variables: [VariableRows(name: "x", shape: [4], count: count, elements: .floats(values))])
    }

    private static func trainer(epochs: Int = 3, batch: Int = 8, seed: UInt64 = 7) throws -> Trainer {
        let model = try ModelInstance(TinyModel.program, seed: seed, threads: 1)
        let options = TrainingOptions(model.description.training, epochs: epochs, batch: batch, seed: seed)
        return try Trainer(model, data: dataset(), options: options)
    }

    @Test func learnsTheMeanOfTheData() throws {
        var trainer = try Self.trainer(epochs: 30)
        let history = try trainer.train()
        let first = try #require(history.epochs.first)
        let last = try #require(history.epochs.last)
        #expect(history.epochs.count == 30)
        #expect(last.bound > first.bound + 0.5)
        #expect(abs(last.bound - (last.reconstruction - last.divergence)) < 1e-5)
        let test = try #require(last.test)
        #expect(abs(test.bound - last.bound) < 0.3)
        let mean = try #require(trainer.model.parameters["decoder.mean"])
        // The slot is transposed in memory: logical (0, 1) is the third number.
        #expect(abs(mean[1] - 0.5) < 0.2 && abs(mean[3] - 2) < 0.2)
    }

    @Test func everyExampleIsSeenOnceInAnEpoch() throws {
        var trainer = try Self.trainer()
        #expect(trainer.stepsOfEpoch == 7)
        _ = try trainer.trainEpoch()
        #expect(trainer.position.step == 7)
        #expect(trainer.position.epoch == 1)
    }

    @Test func stoppingAfterAnyStepChangesNothing() throws {
        var whole = try Self.trainer()
        let history = try whole.train()
        var pieces = try Self.trainer()
        let stop = StopRequest()
        stop.request()
        var stops = 0
        while !pieces.isFinished {
            if try pieces.trainEpoch(stop: stop) == .stopped { stops += 1 }
        }
        #expect(stops == 18)
        #expect(pieces.history == history)
        #expect(pieces.model.parameters["decoder.mean"] == whole.model.parameters["decoder.mean"])
        #expect(pieces.model.parameters["optimizer.momentum"] == whole.model.parameters["optimizer.momentum"])
    }

    @Test func copiesShareUntilOneTrains() throws {
        let model = try TinyModel(seed: 1)
        var trainer = try Trainer(
            model.instance, data: Self.dataset(), options: TrainingOptions(model.instance.description.training))
        let before = model.instance.parameters["decoder.mean"]
        _ = try trainer.train()
        #expect(model.instance.parameters["decoder.mean"] == before)
        #expect(trainer.model.parameters["decoder.mean"] != before)
    }

    @Test func divergenceIsFoundAndNamed() throws {
        let model = try ModelInstance(TinyProgram.make(rate: 1e12), seed: 1, threads: 1)
        var trainer = try Trainer(
            model, data: Self.dataset(), options: TrainingOptions(model.description.training, epochs: 3))
        let error = try #require(throws: TrainingDiverged.self) { _ = try trainer.train() }
        #expect(error.step > 1)
        #expect(error.rate == 1e12)
        #expect(error.place != .unknown)
        #expect(trainer.model.parameters["decoder.mean"] == model.parameters["decoder.mean"])
        // Where it was found does not depend on how far back it had to look.
        #expect(error.description.contains("step \(error.step)"))
    }

    @Test func optionsThatMakeNoSenseAreRefused() throws {
        #expect(throws: ModelError.self) { try Self.trainer(epochs: 0) }
        #expect(throws: ModelError.self) { try Self.trainer(batch: 9) }
        #expect(throws: ModelError.self) { try Self.trainer(batch: 0) }
    }
}
