import Foundation
import Synchronization
import Testing
import TinyModel
import VAEProcessor
import VAERuntime

@testable import VAECommandLine
@testable import VAECommands

/// A console that keeps what is written.
final class Recorder: Sendable {
    private let texts = Mutex<(output: String, error: String)>(("", ""))

    var console: Console {
        Console(
            output: { text in self.texts.withLock { $0.output += text } },
            error: { text in self.texts.withLock { $0.error += text } })
    }

    var output: String { texts.withLock { $0.output } }
    var error: String { texts.withLock { $0.error } }
    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A folder for one test.
struct Scratch {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("vae-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// Numbers as text, four to a line.
    func writeData(_ name: String = "data.csv", rows: Int = 50) throws -> String {
        var generator = SplitMix64(4)
        let lines: [String] = (0..<rows).map { _ in
            (0..<4).map { _ in "\(Float(generator.normal()))" }.joined(separator: ",")
        }
        let text: String = lines.joined(separator: "\n") + "\n"
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }
}

/// The commands, on the hand-made model.
struct CommandLineTests {
    private let tool = CommandLineTool(models: [TinyModel.self], tool: "vae")

    private func run(_ arguments: String...) -> (code: ExitCode, recorder: Recorder) { run(arguments) }

    private func run(_ arguments: [String]) -> (code: ExitCode, recorder: Recorder) {
        let recorder = Recorder()
        return (tool.run(arguments, console: recorder.console), recorder)
    }

    private func trained(_ scratch: Scratch, _ more: String...) throws -> (data: String, run: String) {
        let data: String = try scratch.writeData()
        let output: String = scratch.file("run")
        let result = run(["train", "TinyModel", "--data", data, "--output", output, "--holdout", "0.2"] + more)
        #expect(result.code == .success, "\(result.recorder.error)")
        return (data, output)
    }

    @Test func trainWritesARun() throws {
        let scratch = try Scratch()
        let (_, output) = try trained(scratch, "--epochs", "4", "--seed", "3")
        let metrics = try String(contentsOfFile: output + "/metrics.csv", encoding: .utf8)
        #expect(metrics.split(separator: "\n").count == 5)
        #expect(metrics.hasPrefix("epoch,objective,bound,reconstruction,divergence,test_bound"))
        let model = try TinyModel(checkpoint: URL(fileURLWithPath: output + "/checkpoint.safetensors"))
        #expect(model.instance.parameters["optimizer.momentum"] != [0, 0, 0, 0])
    }

    @Test func evaluatePrintsTheBoundFirst() throws {
        let scratch = try Scratch()
        let (data, output) = try trained(scratch)
        let result = run(
            "evaluate", "TinyModel", "--checkpoint", output + "/checkpoint.safetensors", "--data", data,
            "--importance-samples", "10")
        #expect(result.code == .success)
        let lines: [String] = result.recorder.lines
        #expect(lines[0].wholeMatch(of: #/bound -?\d+\.\d\d nats/#) != nil)
        #expect(lines[1].hasPrefix("reconstruction ") && lines[2].hasPrefix("divergence "))
        #expect(lines[3].hasPrefix("total-bound ") && lines.contains("examples 50"))
        #expect(lines.contains { $0.hasPrefix("log-likelihood ") })
        #expect(result.recorder.output.utf8.allSatisfy { $0 < 128 })
        let json = run("evaluate", "TinyModel", "--checkpoint", output, "--data", data, "--json")
        let parsed = try JSONSerialization.jsonObject(with: Data(json.recorder.output.utf8)) as? [String: Any]
        let bound = try #require(parsed?["bound"] as? Double)
        #expect(lines[0] == "bound \(Numbers.fixed(bound)) nats")
        #expect(parsed?["examples"] as? Int == 50)
    }

    @Test func resumingGivesTheSameFiles() throws {
        let scratch = try Scratch()
        let data: String = try scratch.writeData()
        func train(_ folder: String, _ more: String...) throws -> [String: Data] {
            let output: String = scratch.file(folder)
            let result = run(["train", "TinyModel", "--data", data, "--holdout", "0.2", "--output", output] + more)
            #expect(result.code == .success, "\(result.recorder.error)")
            var files: [String: Data] = [:]
            for name in try FileManager.default.contentsOfDirectory(atPath: output) {
                files[name] = FileManager.default.contents(atPath: output + "/" + name)
            }
            return files
        }
        let whole = try train("whole", "--epochs", "5")
        _ = try train("parts", "--epochs", "2")
        _ = try train("parts", "--epochs", "3", "--resume")
        let parts = try train("parts", "--epochs", "5", "--resume")
        #expect(whole == parts)
        #expect(whole.keys.contains("checkpoint.safetensors"))
        // All epochs are done: nothing changes.
        #expect(try train("parts", "--epochs", "5", "--resume") == whole)
    }

    @Test func aFilledFolderIsNotOverwritten() throws {
        let scratch = try Scratch()
        let (data, output) = try trained(scratch)
        let before = FileManager.default.contents(atPath: output + "/checkpoint.safetensors")
        let result = run("train", "TinyModel", "--data", data, "--output", output)
        #expect(result.code == .usage)
        #expect(result.recorder.error.contains("--resume"))
        #expect(FileManager.default.contents(atPath: output + "/checkpoint.safetensors") == before)
    }

    @Test func tablesOfSamplesCodesAndReconstructions() throws {
        let scratch = try Scratch()
        let (data, output) = try trained(scratch)
        func table(_ name: String) throws -> [[Substring]] {
            let text = try String(contentsOfFile: output + "/" + name, encoding: .utf8)
            return text.split(separator: "\n").map { $0.split(separator: ",") }
        }
        #expect(run("sample", "TinyModel", "--checkpoint", output, "--count", "7", "--seed", "1").code == .success)
        let samples = try table("samples.csv")
        #expect(samples.count == 8 && samples[0].contains("x.mean.3") && samples[0].contains("z.1"))
        #expect(run("encode", "TinyModel", "--checkpoint", output, "--data", data).code == .success)
        let codes = try table("codes.csv")
        #expect(codes.count == 51 && codes[0].contains("z.mean.0") && codes[0].contains("z.logVariance.1"))
        #expect(
            run("reconstruct", "TinyModel", "--checkpoint", output, "--data", data, "--examples", "5").code == .success)
        #expect(try table("reconstructions.csv").count == 6)
        try "0,0\n1,2\n0.5,-1\n".write(toFile: scratch.file("z.csv"), atomically: true, encoding: .utf8)
        let decoded = run("decode", "TinyModel", "--checkpoint", output, "--data", "z=" + scratch.file("z.csv"))
        #expect(decoded.code == .success, "\(decoded.recorder.error)")
        #expect(try table("decoded.csv").count == 4)
    }

    @Test func listNamesTheModels() {
        let text = run("list").recorder.output
        #expect(text.hasPrefix("TinyModel\n"))
        #expect(text.contains("4 parameters"))
        #expect(run("list", "--json").recorder.output.hasPrefix(#"[{"name":"TinyModel""#))
    }

    @Test(
        arguments: [
            (["trian", "TinyModel"], "did you mean 'train'?"),
            (["train"], "MODEL is missing"),
            (["train", "TinyModle"], "there is no model 'TinyModle'; did you mean 'TinyModel'?"),
            (["train", "TinyModel", "--eopchs", "3"], "did you mean '--epochs'?"),
            (["train", "TinyModel"], "TinyModel needs data: --data FILE"),
            (["train", "TinyModel", "--data", "x", "--threads", "0"], "'--threads' takes a whole number from 1"),
            (["train", "TinyModel", "--set", "size=2"], "vaec train Models/TinyModel.vae --set size=2"),
            (["evaluate", "TinyModel", "--data", "x", "--examples", "many"], "'--examples' takes a number"),
            ([], "usage:"),
        ])
    func wrongUseEndsWithTwo(_ arguments: [String], _ message: String) {
        let result = run(arguments)
        #expect(result.code == .usage)
        #expect(result.recorder.error.contains(message), "\(result.recorder.error)")
        #expect(result.recorder.output.isEmpty)
    }

    @Test func wrongDataEndsWithOne() throws {
        let scratch = try Scratch()
        func train(_ data: String, _ more: String...) -> (code: ExitCode, recorder: Recorder) {
            run(["train", "TinyModel", "--data", data, "--output", scratch.file("run")] + more)
        }
        let missing = train(scratch.file("nothing.csv"))
        #expect(missing.code == .failure && missing.recorder.error.contains("nothing.csv"))
        try "1,2,3\n4,5,6\n".write(toFile: scratch.file("three.csv"), atomically: true, encoding: .utf8)
        let wrong = train(scratch.file("three.csv"))
        #expect(wrong.code == .failure && wrong.recorder.error.contains("three.csv"))
        try "1,2,3,nan\n".write(toFile: scratch.file("nan.csv"), atomically: true, encoding: .utf8)
        #expect(train(scratch.file("nan.csv")).code == .failure)
        let data: String = try scratch.writeData()
        #expect(train(data, "--batch", "9").code == .failure)
        // Nothing was left behind.
        #expect(!FileManager.default.fileExists(atPath: scratch.file("run/checkpoint.safetensors")))
    }

    @Test func wrongCheckpointsEndWithOne() throws {
        let scratch = try Scratch()
        let (data, output) = try trained(scratch)
        let whole = try #require(FileManager.default.contents(atPath: output + "/checkpoint.safetensors"))
        func evaluate(_ bytes: Data?) throws -> (code: ExitCode, recorder: Recorder) {
            let path: String = scratch.file("broken.safetensors")
            if let bytes { try bytes.write(to: URL(fileURLWithPath: path)) }
            return run("evaluate", "TinyModel", "--checkpoint", path, "--data", data)
        }
        #expect(try evaluate(nil).code == .failure)
        for length in [0, 7, 8, 100, whole.count - 1] {
            let result = try evaluate(whole.prefix(length))
            #expect(result.code == .failure)
            #expect(result.recorder.error.contains("broken.safetensors"))
        }
        let other = try ModelInstance(TinyProgram.make(meanName: "decoder.middle"), seed: 1)
        try other.checkpoint.write(to: URL(fileURLWithPath: scratch.file("broken.safetensors")))
        let mismatch = try evaluate(nil)
        #expect(mismatch.code == .failure)
        #expect(mismatch.recorder.error.contains("decoder.middle"))
        #expect(mismatch.recorder.error.contains("decoder.mean"))
    }

    @Test func aFolderThatCannotBeMadeEndsWithOne() throws {
        let scratch = try Scratch()
        let data: String = try scratch.writeData()
        let result = run("train", "TinyModel", "--data", data, "--output", data + "/run")
        #expect(result.code == .failure)
        #expect(result.recorder.error.contains("expected a folder that can be made"), "\(result.recorder.error)")
    }

    @Test func divergenceEndsWithThree() throws {
        let scratch = try Scratch()
        let data: String = try scratch.writeData()
        let program: Program = TinyProgram.make(rate: 1e12)
        let source = ModelSource(positional: PositionalSpecification("FILE", "a file"), options: []) { _ in program }
        let commands = CommandSet(tool: "vaec", summary: "", commands: ModelCommands.all(source))
        let recorder = Recorder()
        let code = commands.run(
            ["train", "x", "--data", data, "--output", scratch.file("run")], console: recorder.console)
        #expect(code == .diverged)
        #expect(recorder.error.contains("diverged"))
        // The last good state can be used.
        let model = try ModelInstance(
            program, checkpoint: URL(fileURLWithPath: scratch.file("run/checkpoint.safetensors")))
        let mean: [Float] = try #require(model.parameters["decoder.mean"])
        #expect(mean.allSatisfy { $0.isFinite })
    }

    @Test func helpOfEveryCommand() {
        for name in ["train", "evaluate", "sample", "reconstruct", "encode", "decode", "map", "list"] {
            let result = run(name, "--help")
            #expect(result.code == .success)
            #expect(result.recorder.output.contains("usage:"))
        }
        let overview = run("--help")
        #expect(overview.code == .success)
        #expect(overview.recorder.output.contains("Built for \(ProcessorSupport.built.rawValue) instructions."))
    }
}
