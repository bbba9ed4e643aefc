import Foundation
import Testing
import TinyModel

@testable import VAERuntime

/// A training that is interrupted anywhere and resumed from its checkpoint ends with the same bits.
struct ResumeTests {
    private static let options = TrainingOptions(TinyModel.program.description.training, epochs: 4, seed: 9)

    private static func data(_ count: Int = 53) -> Dataset {
        var generator = SplitMix64(3)
        func examples(_ count: Int) -> Examples {
            let values: [Float] = (0..<(count * 4)).map { _ in Float(generator.normal()) }
            return Examples(variables: [VariableRows(name: "x", shape: [4], count: count, elements: .floats(values))])
        }
        return Dataset(training: examples(count), test: examples(10), source: "made up")
    }

    private static func start(_ program: Program = TinyModel.program) throws -> Trainer {
        try Trainer(try ModelInstance(program, seed: 9), data: data(), options: options)
    }

    private static func file(_ name: String = #function) -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("vae-\(UUID().uuidString)")
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder.appendingPathComponent("checkpoint.safetensors")
    }

    @Test func resumingAnywhereGivesTheSameBits() throws {
        var whole = try Self.start()
        _ = try whole.train()
        let expected: Checkpoint = whole.checkpoint
        for _ in 0..<3 {
            var trainer = try Self.start()
            let url = Self.file()
            let stop = StopRequest()
            stop.request()
            while !trainer.isFinished {
                _ = try trainer.trainEpoch(stop: stop)
                try trainer.checkpoint.write(to: url)
                // Everything but the file is forgotten.
                trainer = try Trainer(
                    TinyModel.program, resuming: Checkpoint(contentsOf: url), file: "c", data: Self.data(), epochs: 4)
            }
            #expect(trainer.checkpoint == expected)
        }
    }

    @Test func anotherTrainingIsRefused() throws {
        var trainer = try Self.start()
        _ = try trainer.trainEpoch()
        let checkpoint: Checkpoint = trainer.checkpoint
        func resume(_ data: Dataset = Self.data(), batch: Int? = nil, seed: UInt64? = nil) throws -> Trainer {
            try Trainer(TinyModel.program, resuming: checkpoint, file: "c", data: data, batch: batch, seed: seed)
        }
        #expect(throws: ResumptionError.self) { try resume(seed: 1) }
        #expect(throws: ResumptionError.self) { try resume(batch: 4) }
        #expect(throws: ResumptionError.self) { try resume(Self.data(54)) }
        var other = Self.data()
        other.training = other.training.selecting((0..<53).reversed().map { $0 })
        #expect(throws: ResumptionError.self) { try resume(other) }
        _ = try resume(batch: 8, seed: 9)
        #expect(throws: ResumptionError.noRecord(file: "c")) {
            try Trainer(TinyModel.program, resuming: trainer.model.checkpoint, file: "c", data: Self.data())
        }
    }

    /// Numbers that a damaged or made-up checkpoint may hold, and no training comes to.
    @Test(arguments: [
        ("vae.step", "9223372036854775807"), ("vae.step", "6"), ("vae.epoch", "9223372036854775807"),
        ("vae.epoch", "2"), ("vae.stepOfEpoch", "9007199254740993"), ("vae.batch", "-1"),
        ("vae.sums", "9223372036854775807 0 0 0 0"), ("vae.sums", "54 0 0 0 0"),
    ])
    func aRecordThatCannotBeIsRefused(key: String, value: String) throws {
        var trainer = try Self.start()
        _ = try trainer.trainEpoch()
        var checkpoint: Checkpoint = trainer.checkpoint
        checkpoint.metadata[key] = value
        #expect(throws: ResumptionError.noRecord(file: "c")) {
            try Trainer(TinyModel.program, resuming: checkpoint, file: "c", data: Self.data())
        }
    }

    @Test func aHistoryOfOtherEpochsIsRefused() throws {
        var trainer = try Self.start()
        _ = try trainer.trainEpoch()
        let whole: Checkpoint = trainer.checkpoint
        _ = try Trainer(TinyModel.program, resuming: whole, file: "c", data: Self.data())
        for table in ["", trainer.history.csv + "2,1,1,1,1,,,\n", trainer.history.csv.replacing("\n1,", with: "\n3,")] {
            var checkpoint: Checkpoint = whole
            let bytes = Array(table.utf8)
            checkpoint["training.history"] = .init("training.history", shape: [bytes.count], .bytes(bytes))
            #expect(throws: ResumptionError.noRecord(file: "c")) {
                try Trainer(TinyModel.program, resuming: checkpoint, file: "c", data: Self.data())
            }
        }
    }

    @Test func checkpointOfAnotherFormatIsRefused() throws {
        var checkpoint: Checkpoint = try TinyModel(seed: 1).instance.checkpoint
        checkpoint.metadata["vae.format"] = "2"
        #expect { try ModelInstance(TinyModel.program, checkpoint, file: "c") } throws: {
            "\($0)".contains("c: expected a checkpoint of format 1, found one of format 2")
        }
        checkpoint.metadata["vae.format"] = nil
        _ = try ModelInstance(TinyModel.program, checkpoint, file: "c")
    }

    @Test func codesThatAreNoneAreRefused() throws {
        let program = TinyProgram.make(hasPrior: false)
        var trainer = try Self.start(program)
        _ = try trainer.trainEpoch()
        let (mean, factor) = ("training.codes.mean", "training.codes.factor")
        func message(_ change: (inout Checkpoint) -> Void) -> String {
            var checkpoint: Checkpoint = trainer.checkpoint
            change(&checkpoint)
            do {
                _ = try ModelInstance(program, checkpoint, file: "c")
                return "no error"
            } catch {
                return "\(error)"
            }
        }
        #expect(message { _ in } == "no error")
        #expect(message { $0[mean] = nil }.contains("c, array \"\(mean)\": expected what is known of the codes"))
        #expect(message { $0[factor] = nil }.contains("c, array \"\(factor)\""))
        #expect(
            message { $0[factor] = .init(factor, shape: [2], .doubles([1, 1])) }
                .contains("\"\(factor)\": expected 3 finite 64-bit floats"))
        #expect(
            message { $0[mean] = .init(mean, shape: [2], .doubles([1, .nan])) }
                .contains("\"\(mean)\": expected 2 finite 64-bit floats"))
    }

    @Test func checkpointOfAnotherModelListsBothSides() throws {
        let url = Self.file()
        try TinyModel(seed: 1).save(to: url)
        let other = TinyProgram.make(meanName: "decoder.middle")
        let error = try #require(throws: CheckpointMismatch.self) { try ModelInstance(other, checkpoint: url) }
        #expect(error.description.contains("decoder.middle [2, 2]: only in the model"))
        #expect(error.description.contains("decoder.mean [2, 2]: only in the checkpoint"))
    }

    @Test func checkpointsHoldLogicalTensors() throws {
        let url = Self.file()
        var model = try TinyModel(seed: 1)
        try model.train(on: Self.data(), epochs: 1)
        try model.save(to: url)
        let read = try TinyModel(checkpoint: url)
        #expect(read.instance.checkpoint == model.instance.checkpoint)
        // Logical (0, 1) stands third in memory.
        let mean = try #require(read.instance.parameters["decoder.mean"])
        #expect(read.instance.parameters.withTable { $0[2] } == mean[1])
    }

    @Test func codesOfAModelWithoutAPriorAreKept() throws {
        let program = TinyProgram.make(hasPrior: false)
        let untrained = try ModelInstance(program, seed: 1)
        #expect(throws: ModelError.noPrior(model: "TinyModel")) { try untrained.sample(3) }
        var trainer = try Self.start(program)
        _ = try trainer.trainEpoch()
        let url = Self.file()
        try trainer.checkpoint.write(to: url)
        let read = try ModelInstance(program, checkpoint: url)
        let samples = try #require(read.sample(500, seed: 2)["z"])
        let expected = try #require(try trainer.model.sample(500, seed: 2)["z"])
        #expect(samples == expected)
        // Codes are half of standard normals.
        let first: [Double] = (0..<500).map { Double(samples[$0][0]) }
        let mean: Double = first.reduce(0, +) / 500
        let variance: Double = first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500
        #expect(abs(mean) < 0.15 && abs(variance - 0.25) < 0.1)
    }

    @Test func historyReadsBackToTheBit() throws {
        var trainer = try Self.start()
        let history = try trainer.train()
        #expect(History(csv: history.csv) == history)
        #expect(History(csv: "nonsense") == nil)
        var sums = StepSums()
        sums.add([0.1, 1e-30, -3, 7], rows: 13)
        #expect(StepSums(text: sums.text) == sums)
        #expect(StepSums(text: "1 2 3") == nil)
    }
}
