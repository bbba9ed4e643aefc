import Testing
import TinyModel

@testable import VAERuntime

/// Queries of the hand-made model.
struct QueryTests {
    private let rows: [[Float]] = (0..<30).map { row in (0..<4).map { Float(row * 4 + $0) * 0.01 } }

    @Test func resultsDoNotDependOnChunks() throws {
        let model = try TinyModel(seed: 3)
        let all = try model.bound(x: Batch(rows))
        #expect(all.count == 30)
        // Fewer rows are the same rows, since noise is keyed by the example's number.
        let some = try model.bound(x: Batch(Array(rows.prefix(11))))
        #expect(some.values == Array(all.values.prefix(11)))
        #expect(all.value == Bound.mean(all.values))
    }

    @Test func bytesAreScaled() throws {
        let model = try TinyModel(seed: 3)
        let bytes = try Batch(.bytes([0, 51, 102, 255]), count: 1, shape: [4], scale: 1 / 255)
        let floats = try Batch([[0, 51, 102, 255].map { (byte: Float) in byte / 255 }])
        let difference = try model.bound(x: bytes).value - model.bound(x: floats).value
        #expect(abs(difference) < 1e-6)
    }

    @Test func wrongInputsAreErrors() throws {
        let model = try TinyModel(seed: 3).instance
        #expect(throws: ModelError.wrongColumns("x", expected: 4, found: 3)) {
            try model.bound(["x": Batch([[1, 2, 3]])])
        }
        #expect(throws: ModelError.missingInput("x", expected: ["x"])) { try model.bound([:]) }
        #expect(throws: ModelError.unknownInput("y", expected: ["x"])) {
            try model.bound(["x": Batch([[1, 2, 3, 4]]), "y": Batch([[1]])])
        }
        let nothing = Batch(unchecked: .floats([]), count: 0, shape: [4])
        #expect(throws: ModelError.noRows(entry: "bound")) { try model.bound(["x": nothing]) }
        #expect(throws: ModelError.raggedRows(row: 1, expected: 2, found: 1)) { try Batch([[1, 2], [3]]) }
        #expect(throws: ModelError.self) { try model.sample(0) }
        #expect(throws: ModelError.self) { try model.sample(3, temperature: -1) }
        #expect(throws: ModelError.self) { try model.logLikelihood(["x": Batch([[1, 2, 3, 4]])], samples: 0) }
    }

    @Test func samplesAreNumbered() throws {
        let model = try TinyModel(seed: 3).instance
        let many = try #require(model.sample(20, seed: 5)["x.mean"])
        let few = try #require(model.sample(9, seed: 5)["x.mean"])
        #expect(many.rows(0..<9) == few)
        let cold = try #require(model.sample(2, temperature: 0, seed: 5)["x.mean"])
        #expect(cold[0] == cold[1])
    }

    @Test func importanceSamplingIsAMeanOfWeights() throws {
        let model = try TinyModel(seed: 3).instance
        let inputs = ["x": try Batch(rows)]
        let one = try model.logLikelihood(inputs, samples: 1)
        let two = try model.logLikelihood(inputs, samples: 2)
        #expect(one.count == 30 && two.count == 30)
        #expect(one != two)
        #expect(zip(one, two).allSatisfy { abs($0 - $1) < 1 })
    }

    @Test func concurrentQueriesAgree() async throws {
        let model = try TinyModel(seed: 3)
        let batch = try Batch(rows)
        let expected = try model.bound(x: batch)
        try await withThrowingTaskGroup(of: Bound.self) { group in
            for _ in 0..<20 { group.addTask { try model.bound(x: batch) } }
            for try await bound in group { #expect(bound == expected) }
        }
    }

    @Test func logSumExpStreams() {
        var sum = LogSumExp()
        for x in [-1000.0, -1000, -999] { sum.add(x) }
        #expect(abs(sum.value - (-999 + 0.551444713932051)) < 1e-9)
        var none = LogSumExp()
        none.add(-.infinity)
        #expect(none.value == -.infinity)
        none.add(.nan)
        #expect(none.value.isNaN)
    }

    @Test func schedules() {
        typealias Schedule = ModelDescription.Schedule
        #expect(Schedule.ramp(from: 0, to: 1, epochs: 4).value(epoch: 1) == 0.25)
        #expect(Schedule.ramp(from: 0, to: 1, epochs: 4).value(epoch: 9) == 1)
        #expect(Schedule.ramp(from: 0, to: 1, epochs: 0).value(epoch: 0) == 1)
        #expect(Schedule.cosine(from: 1, to: 0, epochs: 2).value(epoch: 0) == 1)
        #expect(abs(Schedule.cosine(from: 1, to: 0, epochs: 2).value(epoch: 1) - 0.5) < 1e-12)
        #expect(Schedule.step(from: 8, factor: 0.5, every: 3).value(epoch: 6) == 2)
    }
}
