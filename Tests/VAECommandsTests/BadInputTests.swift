import Foundation
import Testing
import VAERuntime

/// Bad input of every kind, through the command line: the message names the file and the place, the exit code is the
/// documented one, nothing is lost and nothing crashes.
@Suite(.enabled(if: ToolProcess.path != nil, "the tool is built"))
struct BadInputTests {
    /// A model file, data that fits, and a folder for runs.
    private struct Setting {
        let scratch: Scratch
        let model: String
        let data: String
        let run: String

        init(_ change: (String) -> String = { $0 }) throws {
            scratch = try Scratch()
            model = scratch.file("Small.vae")
            data = try scratch.writeData()
            run = scratch.file("run")
            try change(ProcessTests.model).write(toFile: model, atomically: true, encoding: .utf8)
        }

        func write(_ input: BadInput) throws -> String {
            try Data(input.bytes).write(to: URL(fileURLWithPath: scratch.file(input.file)))
            return scratch.file(input.file)
        }

        /// All files of the run by name, with what is in them.
        func files() throws -> [String: Data] {
            guard FileManager.default.fileExists(atPath: run) else { return [:] }
            var files: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: run) {
                files[name] = FileManager.default.contents(atPath: run + "/" + name)
            }
            return files
        }

        func train(_ more: String...) throws -> ToolProcess.Result {
            try ToolProcess.run(["train", model, "--data", data, "--epochs", "2", "--output", run] + more)
        }
    }

    private func expect(_ result: ToolProcess.Result, names path: String, _ says: [String], status: Int32 = 1) {
        #expect(result.status == status && result.signal == nil, "\(result.error)")
        #expect(result.error.contains("error: "), "\(result.error)")
        for text in [path] + says { #expect(result.error.contains(text), "\(text) in \(result.error)") }
        #expect(!result.error.contains("internal error") && !result.error.contains("Fatal"), "\(result.error)")
        #expect(result.error.utf8.count < 20_000, "\(result.error.utf8.count) bytes of messages")
    }

    @Test(arguments: BadInput.data) func data(_ input: BadInput) throws {
        let likelihood = "normal(mean: z |> dense(8) |> tanh |> dense(4), scale: 0.5)"
        let setting = try Setting {
            guard input.support != "real" else { return $0 }
            return $0.replacing("x: real[4]", with: "x: \(input.support)[4]")
                .replacing(likelihood, with: "bernoulli(logits: z |> dense(4))")
        }
        let path: String = try setting.write(input)
        let result = try ToolProcess.run(
            ["train", setting.model, "--data", path, "--epochs", "1", "--output", setting.run])
        expect(result, names: path, input.says)
        #expect(try setting.files().isEmpty)
    }

    @Test(arguments: BadInput.checkpoints) func checkpoint(_ input: BadInput) throws {
        let setting = try Setting()
        let path: String = try setting.write(input)
        for command in ["evaluate", "encode", "reconstruct"] {
            let result = try ToolProcess.run(
                [command, setting.model, "--checkpoint", path, "--data", setting.data, "--output", setting.run]
                    .filter { command != "evaluate" || ($0 != "--output" && $0 != setting.run) })
            expect(result, names: path, input.says)
        }
        // A training does not go on from it, and leaves it as it is.
        try FileManager.default.createDirectory(atPath: setting.run, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: path, toPath: setting.run + "/checkpoint.safetensors")
        expect(try setting.train("--resume"), names: setting.run + "/checkpoint.safetensors", input.says)
        #expect(try setting.files() == ["checkpoint.safetensors": Data(input.bytes)])
    }

    @Test(arguments: BadInput.texts) func text(_ input: BadInput) throws {
        let setting = try Setting()
        let path: String = try setting.write(input)
        for command in [["check"], ["explain"], ["train", "--data", setting.data]] {
            let result = try ToolProcess.run([command[0], path] + command.dropFirst())
            expect(result, names: path, input.says)
        }
        #expect(try ToolProcess.run(["generate", path, "--output", setting.run]).status == 1)
        #expect(try setting.files().isEmpty)
    }

    @Test func filesThatCannotBeRead() throws {
        let setting = try Setting()
        let missing: String = setting.scratch.file("missing")
        let folder: String = setting.scratch.path
        let inFile: String = setting.data + "/x"
        for path in [missing, folder, inFile] {
            let train = ["train", setting.model, "--data", path, "--output", setting.run]
            expect(try ToolProcess.run(train), names: path, [])
            expect(try ToolProcess.run(["check", path]), names: path, [])
            let evaluate = ["evaluate", setting.model, "--data", setting.data, "--checkpoint", path]
            expect(try ToolProcess.run(evaluate), names: path, [])
        }
        let train = ["train", setting.model, "--data", setting.data, "--output"]
        expect(try ToolProcess.run(train + [inFile]), names: setting.data, ["expected a folder that can be made"])
        expect(try ToolProcess.run(["generate", setting.model, "--output", inFile]), names: inFile, [])
        #expect(try setting.files().isEmpty)
        // Permissions do not bind the superuser.
        guard geteuid() != 0 else { return }
        let closed: String = setting.scratch.file("closed")
        try FileManager.default.createDirectory(atPath: closed, withIntermediateDirectories: true)
        chmod(closed, 0)
        defer { chmod(closed, 0o700) }
        expect(try ToolProcess.run(train + [closed]), names: closed, ["permission denied"])
        expect(try ToolProcess.run(["train", setting.model, "--data", closed]), names: closed, ["can be read"])
    }

    @Test func anotherModelsCheckpoint() throws {
        let setting = try Setting()
        #expect(try setting.train().status == 0)
        let before = try setting.files()
        try ProcessTests.model.replacing("let size = 2", with: "let size = 3")
            .write(toFile: setting.model, atomically: true, encoding: .utf8)
        let says = ["encoder.z.mean.dense.weight: the model has [3, 8], the checkpoint [2, 8]"]
        let checkpoint: String = setting.run + "/checkpoint.safetensors"
        let evaluate = ["evaluate", setting.model, "--data", setting.data, "--checkpoint", setting.run]
        expect(try ToolProcess.run(evaluate), names: checkpoint, says)
        expect(try setting.train("--resume"), names: checkpoint, says)
        #expect(try setting.files() == before)
    }

    @Test func aTruncatedCheckpoint() throws {
        let setting = try Setting()
        #expect(try setting.train().status == 0)
        let path: String = setting.run + "/checkpoint.safetensors"
        let whole = try #require(FileManager.default.contents(atPath: path))
        for length in [0, 7, 8, 9, whole.count / 2, whole.count - 1] {
            try whole.prefix(length).write(to: URL(fileURLWithPath: path))
            expect(try setting.train("--resume"), names: path, ["byte"])
            #expect(FileManager.default.contents(atPath: path)?.count == length)
        }
        // A record that has been changed is no reason to crash, or to start anew.
        var damaged: Data = whole
        let range = try #require(damaged.range(of: Data(#""vae.step":""#.utf8)))
        damaged[range.upperBound] = UInt8(ascii: "x")
        try damaged.write(to: URL(fileURLWithPath: path))
        expect(try setting.train("--resume"), names: path, ["does not say how far training had come"])
    }

    /// A limit on the size of files fails in the same places as a full disk.
    @Test func aFullDiskKeepsWhatWasThere() throws {
        let setting = try Setting()
        #expect(try setting.train().status == 0)
        let before = try setting.files()
        let command = ["train", setting.model, "--data", setting.data, "--output", setting.run, "--resume"]
        var failed: Set<String> = []
        for blocks in [0, 1, 4, 8, 12, 16, 24] {
            let result = try ToolProcess.run(command + ["--epochs", "3"], fileBlocks: blocks)
            if result.status == 0 { break }
            let name = try #require(before.keys.first { result.error.contains("error: \(setting.run)/\($0)") })
            failed.insert(name)
            expect(result, names: setting.run, ["space"])
            // What was there is there, or is replaced by something whole.
            let after = try setting.files()
            #expect(Set(after.keys) == Set(before.keys))
            #expect(after[name] == before[name], "\(name)")
        }
        #expect(failed.contains("checkpoint.safetensors") && failed.count > 1, "\(failed)")
        #expect(try ToolProcess.run(command + ["--epochs", "3"]).status == 0)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "the system has /dev/full"))
    func resultsThatCannotBeWrittenAreAnError() throws {
        let setting = try Setting()
        #expect(try setting.train().status == 0)
        let evaluate = ["evaluate", setting.model, "--data", setting.data, "--checkpoint", setting.run]
        for command in [evaluate, ["graph", setting.model], ["explain", setting.model], ["--help"]] {
            let result = try ToolProcess.run(command, outputPath: "/dev/full")
            expect(result, names: "standard output", ["space"])
        }
    }

    @Test func aRateThatDivergesKeepsTheLastGoodState() throws {
        let setting = try Setting {
            $0.replacing("epochs 5", with: "epochs 5\n    optimizer sgd(rate: ramp(from: 0.001, to: 1e9, epochs: 1))")
        }
        let result = try setting.train()
        #expect(result.status == 3, "\(result.error)")
        #expect(result.error.contains(#/diverged: the bound is \S+ in step \d+ \(epoch \d+\)/#), "\(result.error)")
        #expect(result.error.contains(#/line \d+ of the model|after step \d+/#), "\(result.error)")
        #expect(result.error.contains("is in \(setting.run)/checkpoint.safetensors"), "\(result.error)")
        let evaluate = ["evaluate", setting.model, "--data", setting.data, "--checkpoint", setting.run]
        let bound = try ToolProcess.run(evaluate)
        #expect(bound.status == 0 && bound.output.contains(#/^bound -?[0-9.]+ nats/#), "\(bound.output)\(bound.error)")
    }
}
