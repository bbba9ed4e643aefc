import Shapes
import Testing
import VAERuntime

/// Generated types as a person would use them.
@Suite struct ShapesTests {
    @Test func theListKnowsBothModels() {
        #expect(models.map { $0.program.description.name } == ["NarrowRing", "Ring"])
    }

    @Test func aModelLearns() throws {
        let data: Dataset = try ringData(count: 500)
        let model = try Ring(seed: 1)
        let x = Batch(data.training.variables[0])
        let before: Double = try model.bound(x: x).value
        let options = TrainingOptions(Ring.program.description.training, epochs: 20)
        var trainer = try Trainer(model.instance, data: data, options: options)
        _ = try trainer.train()
        let trained = Ring(instance: trainer.model)
        let after: Double = try trained.bound(x: x).value
        #expect(after > before + 1)

        let posterior: Ring.Posterior = try trained.encode(x: x)
        #expect(posterior.z.mean.count == 500 && posterior.z.mean.columns == 2)
        let likelihood: Ring.Likelihood = try trained.decode(z: posterior.z.mean)
        #expect(likelihood.x.mean.values.allSatisfy { $0.isFinite })
        #expect(try trained.sample(7).x.sample.count == 7)
        #expect(try trained.reconstruct(x: x).x.mean == likelihood.x.mean)
        #expect(try trained.logLikelihood(x: x, samples: 3).count == 500)
    }

    @Test func rowsThatDoNotFitAreRefused() throws {
        let model = try NarrowRing(seed: 1)
        #expect(throws: ModelError.self) { try model.bound(x: try Batch([[1, 2, 3]])) }
        #expect(throws: ModelError.self) { try model.sample(0) }
    }
}
