import Foundation
import Testing

@testable import VAERuntime

/// The compiler's tool as a process: what only a process can show.
@Suite(.enabled(if: ToolProcess.path != nil, "the tool is built"))
struct ProcessTests {
    static let model = """
        model Small
        let size = 2
        data   x: real[4]
        latent z: real[size] ~ normal(mean: 0, scale: 1)
        encoder {
            let h = x |> dense(8) |> tanh
            z ~ normal(mean: h |> dense(size), logVariance: h |> dense(size))
        }
        decoder { x ~ normal(mean: z |> dense(8) |> tanh |> dense(4), scale: 0.5) }
        training {
            batch 10
            epochs 5
        }

        """

    private struct Setting {
        let scratch: Scratch
        let model: String
        let data: String

        init() throws {
            scratch = try Scratch()
            model = scratch.file("Small.vae")
            data = try scratch.writeData(rows: 200)
            try ProcessTests.model.write(toFile: model, atomically: true, encoding: .utf8)
        }

        func train(_ folder: String, epochs: Int, _ more: String...) -> [String] {
            ["train", model, "--data", data, "--output", scratch.file(folder), "--epochs", "\(epochs)"] + more
        }

        func files(_ folder: String) throws -> [String: Data] {
            var files: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: scratch.file(folder)) {
                files[name] = FileManager.default.contents(atPath: scratch.file(folder) + "/" + name)
            }
            return files
        }
    }

    @Test func aRunKilledAtRandomMomentsEndsWithTheSameBits() throws {
        let setting = try Setting()
        let epochs = 400
        #expect(try ToolProcess.run(setting.train("whole", epochs: epochs)).status == 0)
        var generator = SplitMix64(UInt64(ProcessInfo.processInfo.processIdentifier))
        for _ in 0..<6 {
            let tool = try ToolProcess(setting.train("killed", epochs: epochs, "--resume"))
            tool.kill(after: 0.05 + 0.5 * generator.uniform())
        }
        #expect(try ToolProcess.run(setting.train("killed", epochs: epochs, "--resume")).status == 0)
        let whole = try setting.files("whole")
        #expect(whole.keys.contains("samples.csv") || whole.keys.contains("curve.png"), "\(whole.keys)")
        #expect(try setting.files("killed") == whole)
    }

    @Test func aRunKilledBeforeItsPicturesDrawsThemWhenItIsResumed() throws {
        let setting = try Setting()
        #expect(try ToolProcess.run(setting.train("run", epochs: 2)).status == 0)
        let whole = try setting.files("run")
        // What is there when the process is killed just after the last checkpoint, or while it replaces a file.
        for name in whole.keys where name != "checkpoint.safetensors" {
            try FileManager.default.removeItem(atPath: setting.scratch.file("run/" + name))
        }
        let gone = try ToolProcess(["--version"])
        _ = gone.wait()
        try Data([1, 2, 3]).write(
            to: URL(fileURLWithPath: setting.scratch.file("run/.metrics.csv" + Leftovers.suffix(of: gone.identifier))))
        #expect(try ToolProcess.run(setting.train("run", epochs: 2, "--resume")).status == 0)
        #expect(try setting.files("run") == whole)
    }

    @Test func anInterruptedRunKeepsWhatItLearned() throws {
        let setting = try Setting()
        let tool = try ToolProcess(setting.train("run", epochs: 1_000_000))
        let result = tool.interrupt(when: "epoch 1/1000000")
        #expect(result.signal == SIGTERM)
        #expect(result.error.contains("to go on:"))
        let again = try ToolProcess.run(setting.train("run", epochs: 1, "--resume"))
        #expect(again.status == 0 && again.error.contains("epochs are done"), "\(again.error)")
    }

    /// `nohup` starts a process that does not hear the end of its terminal.
    @Test func anIgnoredHangupStaysIgnored() throws {
        let setting = try Setting()
        let tool = try ToolProcess(setting.train("run", epochs: 1_000_000), ignoring: "HUP")
        tool.wait(for: "epoch 1/1000000")
        kill(tool.identifier, SIGHUP)
        tool.wait(for: "epoch 100/1000000")
        #expect(tool.interrupt(when: "epoch 200/1000000").signal == SIGTERM)
    }

    /// Its work is more than an integer counts. It is a model all the same.
    @Test func modelsOfAnySizeAreExplained() throws {
        let setting = try Setting()
        let path: String = setting.scratch.file("Large.vae")
        try """
        model Large
        data   x: real[1, 10000, 10000]
        latent z: real[2] ~ normal(mean: 0, scale: 1)
        encoder {
            let h = x |> conv2d(1, kernel: 1000) |> flatten
            z ~ normal(mean: h |> dense(2), logVariance: h |> dense(2))
        }
        decoder {
            x ~ normal(mean: z |> dense(4) |> reshape(1, 2, 2) |> upsample(100) |> upsample(50), scale: 1)
        }
        training { batch 1000000 }
        """.write(toFile: path, atomically: true, encoding: .utf8)
        for arguments in [["check", "--verbose"], ["explain"]] {
            let result = try ToolProcess.run(arguments + [path])
            #expect(result.status == 0 && result.signal == nil, "\(result.error.suffix(500))")
        }
    }

    /// What `encode` and `sample` write is what `decode` reads.
    @Test func tablesOfCodesAreDecoded() throws {
        let setting = try Setting()
        #expect(try ToolProcess.run(setting.train("run", epochs: 1)).status == 0)
        let common = [setting.model, "--checkpoint", setting.scratch.file("run")]
        func rows(_ file: String) throws -> [Substring] {
            let path: String = setting.scratch.file("run/" + file)
            let bytes = try #require(FileManager.default.contents(atPath: path))
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        }
        for (command, table) in [
            (["encode"] + common + ["--data", setting.data], "codes.csv"), (["sample"] + common, "samples.csv"),
        ] {
            #expect(try ToolProcess.run(command).status == 0)
            let written: Int = try rows(table).count
            let result = try ToolProcess.run(["decode"] + common + ["--data", setting.scratch.file("run/" + table)])
            #expect(result.status == 0, "\(result.error)")
            #expect(try rows("decoded.csv").count == written)
        }
    }

    /// A plain autoencoder whose codes are too many for a covariance is trained and reconstructs; it cannot be sampled.
    @Test func longCodesNeedAPrior() throws {
        let setting = try Setting()
        let path: String = setting.scratch.file("Long.vae")
        try """
        model Long
        data   x: real[4]
        latent z: real[2049]
        encoder { z = x |> dense(z.shape) }
        decoder { x ~ normal(mean: z |> dense(4), scale: 1) }
        objective reconstruction
        training { batch 10 }
        """.write(toFile: path, atomically: true, encoding: .utf8)
        let run: String = setting.scratch.file("long")
        let data = ["--data", setting.data]
        let trained = try ToolProcess.run(["train", path, "--epochs", "1", "--output", run] + data)
        #expect(trained.status == 0, "\(trained.error)")
        #expect(try ToolProcess.run(["reconstruct", path, "--checkpoint", run] + data).status == 0)
        let sampled = try ToolProcess.run(["sample", path, "--checkpoint", run])
        #expect(sampled.status == 1 && sampled.error.contains("codes of more than 2048 numbers"), "\(sampled.error)")
    }

    @Test func refusedTrainingsLeaveNothing() throws {
        let setting = try Setting()
        let result = try ToolProcess.run(setting.train("run", epochs: 1, "--batch", "11"))
        #expect(result.status != 0 && result.error.contains("batch: expected 1 to 10"), "\(result.error)")
        #expect(!FileManager.default.fileExists(atPath: setting.scratch.file("run")))
    }

    /// Folders of runs are numbered by what is there, also where some were removed.
    @Test func runsGetFoldersOfTheirOwn() throws {
        let setting = try Setting()
        func train() throws -> String {
            let result = try ToolProcess.run(
                ["train", setting.model, "--data", setting.data, "--epochs", "1"], folder: setting.scratch.file(""))
            return String(result.error.split(separator: "writing to ").last?.prefix { $0 != "\n" } ?? "")
        }
        #expect(try train() == "runs/Small")
        #expect(try train() == "runs/Small-2")
        try FileManager.default.removeItem(atPath: setting.scratch.file("runs/Small"))
        #expect(try train() == "runs/Small-3")
        let evaluated = try ToolProcess.run(
            ["evaluate", setting.model, "--data", setting.data], folder: setting.scratch.file(""))
        #expect(evaluated.status == 0 && evaluated.error.contains("runs/Small-3/"), "\(evaluated.error)")
        // Two at the same time.
        let tools = try (0..<4).map { _ in
            try ToolProcess(
                ["train", setting.model, "--data", setting.data, "--epochs", "1"], folder: setting.scratch.file(""))
        }
        for tool in tools { #expect(tool.wait().status == 0) }
        let names: [String] = try FileManager.default.contentsOfDirectory(atPath: setting.scratch.file("runs"))
        #expect(Set(names) == Set((2...7).map { "Small-\($0)" }))
    }

    @Test func resultsDoNotDependOnThreads() throws {
        let setting = try Setting()
        for threads in ["1", "2", "3"] {
            #expect(try ToolProcess.run(setting.train(threads, epochs: 3, "--threads", threads)).status == 0)
        }
        let one = try setting.files("1")
        #expect(try setting.files("2") == one)
        #expect(try setting.files("3") == one)
    }

    @Test func aFullDiskIsAnError() throws {
        let setting = try Setting()
        #expect(try ToolProcess.run(setting.train("run", epochs: 2)).status == 0)
        let before = try setting.files("run")
        // A limit of the size of files fails in the same places as a full disk.
        let command: [String] = setting.train("run", epochs: 3, "--resume")
        let result = try ToolProcess.run(command, fileBlocks: 2)
        #expect(result.status == 1, "\(result.error)")
        #expect(result.error.contains("checkpoint.safetensors"), "\(result.error)")
        #expect(try setting.files("run") == before)
    }

    @Test func errorsInModelsEndWithOne() throws {
        let setting = try Setting()
        try ProcessTests.model.replacing("dense(8)", with: "dnese(8)")
            .write(toFile: setting.model, atomically: true, encoding: .utf8)
        let check = try ToolProcess.run(["check", setting.model])
        #expect(check.status == 1)
        #expect(check.error.hasPrefix("\(setting.model):6:"), "\(check.error)")
        #expect(try ToolProcess.run(setting.train("run", epochs: 1)).status == 1)
        #expect(try ToolProcess.run(["check", setting.scratch.file("nothing.vae")]).status == 1)
        #expect(try ToolProcess.run(["chekc"]).status == 2)
    }

    @Test func constantsAreSet() throws {
        let setting = try Setting()
        #expect(try ToolProcess.run(setting.train("wide", epochs: 1, "--set", "size=3")).status == 0)
        let model = try Checkpoint(
            contentsOf: URL(fileURLWithPath: setting.scratch.file("wide/checkpoint.safetensors")))
        #expect(model["encoder.z.mean.dense.weight"]?.shape == [3, 8])
        // The checkpoint is another model's now.
        let narrow = try ToolProcess.run(
            ["evaluate", setting.model, "--checkpoint", setting.scratch.file("wide"), "--data", setting.data])
        #expect(narrow.status == 1 && narrow.error.contains("the model has [2, 8], the checkpoint [3, 8]"))
    }
}
