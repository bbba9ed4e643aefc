import Foundation
import Synchronization
import Testing
import TinyModel

@testable import VAERuntime

/// Queries that are asked again and again, of the hand-made model.
struct RepeatedQueryTests {
    private func rows(_ count: Int, from start: Float = 0) -> [Float] {
        (0..<(4 * count)).map { start + Float($0) * 0.01 }
    }

    private func array(_ span: Span<Float>) -> [Float] { span.withUnsafeBufferPointer { Array($0) } }

    /// One row, some, exactly a batch, and several batches, the last of them not full.
    @Test(arguments: [1, 5, 8, 21], [1, 3]) func `the same bits as the ordinary call`(count: Int, threads: Int) throws {
        let model = try ModelInstance(TinyModel.program, seed: 3, threads: threads)
        for name in ["encode", "reconstruct", "bound"] {
            var query: Query = try model.query(name, rows: count)
            #expect(query.rows == count && query.inputNames == ["x"])
            for start: Float in [0, 1, -2] {
                let numbers: [Float] = rows(count, from: start)
                try query.set("x", to: numbers.span)
                query.run(noise: .query(seed: 7))
                let batch = try Batch(.floats(numbers), count: count, shape: [4])
                let expected = try model.run(name, inputs: ["x": batch], noise: .query(seed: 7))
                #expect(query.resultNames.sorted() == expected.keys.sorted())
                for (result, batch) in expected { #expect(try query.withResult(result, array) == batch.values) }
            }
        }
    }

    @Test func inputsAreWrittenInPlace() throws {
        let model = try TinyModel(seed: 3)
        var query: Query = try model.query("encode", rows: 2, results: ["z.mean"])
        #expect(query.resultNames == ["z.mean"])
        // Nothing was asked yet.
        #expect(try query.withResult("z.mean", array) == [0, 0, 0, 0])
        try query.withInput("x") { x in
            #expect(x.count == 8 && x[7] == 0)
            x[0] = 4
            x[5] = 6
        }
        query.run()
        #expect(try query.withResult("z.mean", array) == [2, 0, 0, 3])
        // What was written stays.
        try query.withInput("x") { x in x[0] = 8 }
        query.run()
        #expect(try query.withResult("z.mean", array) == [4, 0, 0, 3])
    }

    @Test func oneQueryFeedsAnother() throws {
        let model = try TinyModel(seed: 3).instance
        var encode: Query = try model.query("encode", rows: 3)
        var decode: Query = try model.query("decode", rows: 3)
        try encode.set("x", to: rows(3).span)
        encode.run()
        try encode.withResult("z.mean") { try decode.set("z", to: $0) }
        decode.run()
        let x = try Batch(.floats(rows(3)), count: 3, shape: [4])
        let z = try #require(model.encode(["x": x])["z.mean"])
        #expect(try decode.withResult("x.mean", array) == model.decode(["z": z])["x.mean"]?.values)
    }

    @Test func samplesTakeATemperature() throws {
        let model = try TinyModel(seed: 3).instance
        var sample: Query = try model.query("sample", rows: 11, scalars: ["temperature": 0.5])
        sample.run(noise: .query(seed: 5))
        let expected = try #require(model.sample(11, temperature: 0.5, seed: 5)["x.mean"])
        #expect(try sample.withResult("x.mean", array) == expected.values)
        #expect(throws: ModelError.missingScalar("temperature", entry: "sample")) { _ = try model.query("sample") }
    }

    @Test func wrongSizesAndNamesAreErrors() throws {
        let model = try TinyModel(seed: 3).instance
        #expect(throws: ModelError.missingEntry("dream", model: "TinyModel")) { _ = try model.query("dream") }
        #expect(throws: ModelError.noRows(entry: "encode")) { _ = try model.query("encode", rows: 0) }
        #expect(throws: ModelError.noRows(entry: "encode")) { _ = try model.query("encode", rows: -1) }
        #expect(throws: ModelError.tooManyRows(1 << 40)) { _ = try model.query("encode", rows: 1 << 40) }
        #expect(throws: ModelError.missingOutput("y", entry: "encode")) {
            _ = try model.query("encode", results: ["z.mean", "y"])
        }
        var query: Query = try model.query("encode", rows: 2)
        for count in [0, 1, 7, 9] {
            let error = ModelError.wrongCount("x", rows: 2, columns: 4, found: count)
            #expect(throws: error) { try query.set("x", to: [Float](repeating: 0, count: count).span) }
        }
        #expect(throws: ModelError.unknownInput("y", expected: ["x"])) { try query.set("y", to: rows(2).span) }
        #expect(throws: ModelError.unknownInput("y", expected: ["x"])) { try query.withInput("y") { _ in } }
        #expect(throws: ModelError.unknownResult("y", expected: ["z.mean", "z.logVariance", "z"])) {
            try query.withResult("y") { _ in }
        }
    }

    @Test func aNumberForABatchIsNotOneForSeveral() throws {
        var program: Program = TinyProgram.make()
        program.entries["bound"]?.outputs.append(EntryPoint.Output("mean", axes: [], strides: [], offset: 0))
        let model = try ModelInstance(program, seed: 3)
        #expect(throws: ModelError.notPerExample("mean", entry: "bound")) { _ = try model.query("bound", rows: 9) }
        _ = try model.query("bound", rows: 8)
    }

    @Test func resultsThatNoMemoryHoldsAreRefused() throws {
        var program: Program = TinyProgram.make()
        let axes = [Count(1, isBatch: true), Count(1 << 40)]
        program.entries["bound"]?.outputs.append(
            EntryPoint.Output("wide", axes: axes, strides: [Count(1), Count(0)], offset: 0))
        let model = try ModelInstance(program, seed: 3)
        let x = try Batch(.floats(rows(8)), count: 8, shape: [4])
        #expect(throws: ModelError.outOfMemory(bytes: 1 << 45)) {
            try model.run("bound", inputs: ["x": x], outputs: ["wide"], noise: .query(seed: 0))
        }
    }

    @Test func aTrainingStepIsNotAsked() throws {
        let model = try TinyModel(seed: 3).instance
        let before: ParameterStore = try model.parameters.duplicate()
        let error = ModelError.changesParameters(entry: "trainStep")
        let scalars: [String: Float] = ["rate": 0.1, "weight": 1]
        #expect(throws: error) { _ = try model.query("trainStep", rows: 8, scalars: scalars) }
        #expect(throws: error) {
            let x = try Batch(.floats(rows(8)), count: 8, shape: [4])
            _ = try model.run("trainStep", inputs: ["x": x], scalars: scalars, noise: .query(seed: 0))
        }
        for slot in before.layout.slots { #expect(model.parameters.values(of: slot) == before.values(of: slot)) }
    }

    @Test func parametersAreThoseOfTheModelThen() throws {
        var model = try TinyModel(seed: 3).instance
        var query: Query = try model.query("decode")
        query.run()
        let before: [Float] = try query.withResult("x.mean", array)
        let slot = try #require(model.parameters.layout.slots.first)
        try model.parameters.set(slot, to: [1, 2, 3, 4])
        query.run()
        #expect(try query.withResult("x.mean", array) == before)
        var later: Query = try model.query("decode")
        later.run()
        #expect(try later.withResult("x.mean", array) == model.decode(["z": Batch([[0, 0]])])["x.mean"]?.values)
        #expect(try later.withResult("x.mean", array) != before)
    }

    /// Each thread with a query of its own, beside ordinary calls.
    @Test func threadsWithAQueryEach() async throws {
        let model = try ModelInstance(TinyModel.program, seed: 3, threads: 2)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                let numbers: [Float] = rows(5, from: Float(task))
                group.addTask {
                    let batch = try Batch(.floats(numbers), count: 5, shape: [4])
                    let expected: [Float] = try model.bound(["x": batch]).values
                    var query: Query = try model.query("bound", rows: 5)
                    try query.set("x", to: numbers.span)
                    var right = 0
                    for _ in 0..<200 {
                        query.run()
                        let answer: [Float] = try query.withResult("bound") { span in
                            span.withUnsafeBufferPointer { Array($0) }
                        }
                        if answer == expected { right += 1 }
                    }
                    return try model.bound(["x": batch]).values == expected ? right : -1
                }
            }
            for try await right in group { #expect(right == 200) }
        }
    }

    /// A query goes from thread to thread, one at a time, and answers the same.
    @Test func aQueryMayMove() throws {
        let model = try ModelInstance(TinyModel.program, seed: 3, threads: 3)
        let numbers: [Float] = rows(21)
        let expected: [Float] = try model.bound(["x": Batch(.floats(numbers), count: 21, shape: [4])]).values
        let query = Mutex<Query>(try model.query("bound", rows: 21))
        let right = Atomic<Int>(0)
        DispatchQueue.concurrentPerform(iterations: 16) { _ in
            let answer: [Float]? = query.withLock { query in
                try? query.set("x", to: numbers.span)
                query.run()
                return try? query.withResult("bound") { $0.withUnsafeBufferPointer { Array($0) } }
            }
            if answer == expected { right.wrappingAdd(1, ordering: .relaxed) }
        }
        #expect(right.load(ordering: .relaxed) == 16)
    }
}
