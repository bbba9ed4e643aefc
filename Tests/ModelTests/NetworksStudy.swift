import Models
import Testing
import VAERuntime

/// The simulation study that the model Networks is for: random graphs of three kinds, told apart by a model that nobody
/// told of kinds.
@Suite struct NetworksStudy {
    @Test func `a straight line on two components of the codes names the kind of new graphs`() throws {
        let training: ModelDescription.Training = Models.Networks.program.description.training
        let x = VariableSpecification("x", support: .binary, shape: [VAERuntime.Networks.edges])
        // The test part is drawn with another seed.
        let data: Dataset = try BuiltInData.networks.dataset(variables: [x], seed: training.seed)
        var trainer = try Trainer(
            try ModelInstance(Models.Networks.program, seed: training.seed), data: data,
            options: TrainingOptions(training, epochs: NetworksStudy.epochs, testsEachEpoch: false))
        let history: History = try trainer.train()

        func codes(_ examples: Examples) throws -> [Float] {
            Array(try trainer.model.codes(of: examples.batches).joined())
        }
        let size: Int = trainer.model.description.latents[0].count
        let known: [Float] = try codes(data.training)
        let components = PrincipalComponents(known, dimension: size, count: 2)
        let classifier = LinearClassifier(components.project(known), labels: try #require(data.training.labels))
        func share(_ examples: Examples) throws -> Double {
            let points: [[Double]] = components.project(try codes(examples))
            let labels: [Int] = try #require(examples.labels)
            let right: Int = zip(points, labels).count { classifier.classify($0) == $1 }
            return Double(right) / Double(labels.count)
        }
        let test: Examples = try #require(data.test)
        #expect(test.count == 300)
        #expect(test["x"] != data.training["x"])
        let bounds: [Double] = history.epochs.map(\.bound)
        print("bound:", stride(from: 0, to: bounds.count, by: 10).map { Int(bounds[$0]) })
        print("right:", try share(data.training), try share(test), "variances", components.variances)
        #expect(try share(test) >= 0.95)
    }

    /// Fewer than the model's own, which take a minute: the kinds lie apart long before the bound is at its best.
    private static let epochs = 60
}
