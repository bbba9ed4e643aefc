import Models
import TestSupport
import Testing
import VAERuntime

/// Every model that is shipped gives the same bits, whatever it is run by.
@Suite(.serialized) struct EngineTests {
    /// Three steps, the last of half a batch, and all queries.
    private func answers(_ program: Program, batch: Int, threads: Int) throws -> Answers {
        let training: ModelDescription.Training = program.description.training
        var data = ExampleData(seed: 1)
        let examples: Dataset = data.dataset(
            program.description, count: 2 * batch + max(1, batch / 2), testCount: batch / 2 + 3)
        var trainer = try Trainer(
            try ModelInstance(program, seed: 2, threads: threads), data: examples,
            options: TrainingOptions(training, epochs: 1, batch: batch, seed: 3))
        let history: History = try trainer.train()
        #expect(trainer.position.step == 3)
        #expect(history.epochs.count == 1)
        return try Answers(trainer.model, about: try #require(examples.test))
    }

    @Test func `every model file is compiled, and nothing else`() throws {
        let texts: [String] = try ShippedModel.all().map(\.model.name)
        #expect(texts.sorted() == ShippedModel.programs.map(\.description.name).sorted())
        #expect(texts.count >= 17)
    }

    @Test(arguments: try ShippedModel.all())
    func `compiled and interpreted give the same bits on any number of threads`(_ model: ShippedModel) throws {
        let batch: Int = model.rows(atMost: 100)
        let first: Answers = try answers(model.compiled, batch: batch, threads: 1)
        #expect(first.count > 1000)
        for threads in [2, 3, 7] {
            let difference: String? = try answers(model.compiled, batch: batch, threads: threads).difference(
                from: first)
            #expect(difference == nil, "compiled, \(threads) threads")
        }
        let interpreted: Program = try model.interpreted()
        #expect(interpreted.engine != model.compiled.engine)
        for threads in [1, 2, 3, 7] {
            let difference: String? = try answers(interpreted, batch: batch, threads: threads).difference(from: first)
            #expect(difference == nil, "interpreted, \(threads) threads")
        }
    }

    /// Two epochs of two steps each, the second of half a batch.
    private func trainer(_ program: Program, batch: Int, threads: Int) throws -> Trainer {
        let training: ModelDescription.Training = program.description.training
        return try Trainer(
            try ModelInstance(program, seed: 5, threads: threads),
            data: dataset(program, batch: batch),
            options: TrainingOptions(training, epochs: 2, batch: batch, seed: 6))
    }

    /// One and a half batches, and a few examples to test on.
    private func dataset(_ program: Program, batch: Int) -> Dataset {
        var data = ExampleData(seed: 4)
        return data.dataset(program.description, count: 3 * batch / 2, testCount: 7)
    }

    /// Trains until so many steps are done.
    private func train(_ trainer: inout Trainer, until steps: Int) throws {
        let stop = StopRequest()
        while trainer.position.step < steps {
            var done: Int = trainer.position.step
            let afterStep = {
                done += 1
                if done == steps { stop.request() }
            }
            _ = try trainer.trainEpoch(stop: stop, afterStep: afterStep)
        }
    }

    @Test(arguments: try ShippedModel.all())
    func `an interrupted training goes on in the other engine to the same bits`(_ model: ShippedModel) throws {
        let batch: Int = model.rows(atMost: 16)
        var whole: Trainer = try trainer(model.compiled, batch: batch, threads: 2)
        let history: History = try whole.train()
        let examples: Dataset = dataset(model.compiled, batch: batch)
        let expected = try Answers(whole.model, about: examples.training)
        let interpreted: Program = try model.interpreted()
        for (before, after, steps) in [(model.compiled, interpreted, 3), (interpreted, model.compiled, 1)] {
            var broken: Trainer = try trainer(before, batch: batch, threads: 1)
            try train(&broken, until: steps)
            #expect(broken.position.step == steps)
            #expect(!broken.isFinished)
            var resumed = try Trainer(
                after, resuming: broken.checkpoint, file: "checkpoint", data: examples, epochs: 2, threads: 3)
            #expect(resumed.position.step == steps)
            #expect(try resumed.train() == history)
            let difference: String? = try Answers(resumed.model, about: examples.training).difference(from: expected)
            #expect(difference == nil, "\(before.engine), then \(after.engine) after \(steps) steps")
        }
    }
}
