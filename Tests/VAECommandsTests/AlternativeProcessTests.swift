import Foundation
import Testing
import VAERuntime

/// A model with several decoders on the command line: trained by a bandit, resumed, evaluated side by side.
@Suite(.enabled(if: ToolProcess.path != nil, "the tool is built"))
struct AlternativeProcessTests {
    private static let text = """
        model Arms
        data   x: real[4]
        latent z: real[2] ~ normal(mean: 0, scale: 1)
        encoder { z ~ normal(mean: x |> dense(2), logVariance: x |> dense(2)) }
        decoder linear { x ~ normal(mean: z |> dense(4), scale: 0.5) }
        decoder deep   { x ~ normal(mean: z |> dense(8) |> tanh |> dense(4), scale: 0.5) }
        training {
            batch 10
            epochs 6
            select decoder by thompson(warmup: 10)
        }

        """

    private let scratch: Scratch
    private let model: String
    private let data: String

    init() throws {
        scratch = try Scratch()
        model = scratch.file("Arms.vae")
        data = try scratch.writeData(rows: 100)
        try Self.text.write(toFile: model, atomically: true, encoding: .utf8)
    }

    private func train(_ folder: String, _ more: String...) throws -> ToolProcess.Result {
        try ToolProcess.run(["train", model, "--data", data, "--output", scratch.file(folder)] + more)
    }

    private func contents(_ file: String) -> Data? { FileManager.default.contents(atPath: scratch.file(file)) }

    @Test func pullsAreWrittenDrawnAndContinued() throws {
        #expect(try train("whole").status == 0)
        #expect(try train("parts", "--epochs", "2").status == 0)
        #expect(try train("parts", "--epochs", "6", "--resume").status == 0)
        for file in ["checkpoint.safetensors", "metrics.csv", "pulls.csv", "pulls.png", "arms.png"] {
            let whole: Data = try #require(contents("whole/" + file), "\(file)")
            #expect(contents("parts/" + file) == whole, "\(file)")
        }
        let table = String(decoding: try #require(contents("whole/pulls.csv")), as: UTF8.self)
        let lines: [Substring] = table.split(separator: "\n")
        #expect(lines.count == 61)
        #expect(lines[1].hasPrefix("1,linear,-") && lines[2].hasPrefix("2,deep,-") && lines[20].hasPrefix("20,deep,-"))
    }

    @Test func alternativesAreEvaluatedSideBySide() throws {
        #expect(try train("run").status == 0)
        let common: [String] = ["--checkpoint", scratch.file("run"), "--data", data]
        let result: ToolProcess.Result = try ToolProcess.run(["evaluate", model] + common)
        #expect(result.status == 0)
        let lines: [Substring] = result.output.split(separator: "\n")
        func value(_ lines: [Substring], _ prefix: String) throws -> Substring {
            let line: Substring = try #require(lines.first { $0.hasPrefix(prefix) }, "\(prefix)")
            return try #require(line.dropFirst(prefix.count).split(separator: " ").first)
        }
        let bound: Substring = try value(lines, "bound ")
        let arms: [Substring] = [
            try value(lines, "alternative linear bound "), try value(lines, "alternative deep bound "),
        ]
        #expect(arms.contains(bound) && arms[0] != arms[1])
        let linear = try ToolProcess.run(["evaluate", model, "--alternative", "linear"] + common)
        #expect(try value(linear.output.split(separator: "\n"), "bound ") == arms[0])
        #expect(!linear.output.contains("alternative"))
        let unknown = try ToolProcess.run(["evaluate", model, "--alternative", "wide"] + common)
        #expect(unknown.status == 1 && unknown.error.contains("expected one of 'linear' and 'deep'"))
    }

    @Test func oneAlternativeCanHaveTheWholeBudget() throws {
        #expect(try train("deep", "--alternative", "deep", "--epochs", "1").status == 0)
        #expect(contents("deep/pulls.csv") == nil)
        let checkpoint = try Checkpoint(contentsOf: URL(fileURLWithPath: scratch.file("deep/checkpoint.safetensors")))
        guard case .floats(let moments)? = checkpoint["decoder.linear.x.mean.dense.weight.moment1"]?.elements,
            case .floats(let others)? = checkpoint["decoder.deep.x.mean.dense.weight.moment1"]?.elements
        else {
            Issue.record("\(checkpoint.tensors.map(\.name))")
            return
        }
        #expect(moments.allSatisfy { $0 == 0 } && others.contains { $0 != 0 })
        let other = try train("deep", "--alternative", "linear", "--epochs", "2", "--resume")
        #expect(other.status == 1 && other.error.contains("alternative deep"))
        #expect(try train("deep", "--epochs", "2", "--resume").status == 0)
        #expect(contents("deep/pulls.csv") == nil)
    }

    /// One decoder reads the condition and the other does not, and the encoder does not either: every command takes all
    /// of the data nevertheless, whichever comes first.
    @Test(arguments: [true, false]) func alternativesMayReadDifferentVariables(isFirst: Bool) throws {
        let blocks: [String] = [
            "decoder told { x ~ normal(mean: concat(z, k |> oneHot) |> dense(4), scale: 0.5) }",
            "decoder plain { x ~ normal(mean: z |> dense(4), scale: 0.5) }",
        ]
        try """
        model Arms
        given  k: category(3)
        data   x: real[4]
        latent z: real[2] ~ normal(mean: 0, scale: 1)
        encoder { z ~ normal(mean: x |> dense(2), scale: 1) }
        \((isFirst ? blocks : blocks.reversed()).joined(separator: "\n"))
        training {
            batch 10
            epochs 3
            select decoder by uniform
        }
        """.write(toFile: model, atomically: true, encoding: .utf8)
        let kinds: String = (0..<100).map { "\($0 % 3)\n" }.joined()
        try kinds.write(toFile: scratch.file("kinds.csv"), atomically: true, encoding: .utf8)
        let all: [String] = ["--data", "x=\(data)", "--data", "k=\(scratch.file("kinds.csv"))"]
        let trained = try ToolProcess.run(["train", model, "--output", scratch.file("run")] + all)
        #expect(trained.status == 0 && trained.signal == nil, "\(trained.error)")
        for command in ["evaluate", "encode", "reconstruct", "map"] {
            for name in ["told", "plain"] {
                let asked = ["--checkpoint", scratch.file("run"), "--alternative", name] + all
                let result = try ToolProcess.run([command, model] + asked)
                #expect(result.status == 0 && result.signal == nil, "\(command) \(name): \(result.error)")
            }
        }
        for name in ["told", "plain"] {
            let alone = ["train", model, "--alternative", name, "--output", scratch.file(name)] + all
            #expect(try ToolProcess.run(alone).status == 0)
        }
        // What is told may be told at the end too.
        let told = ["decode", model, "--checkpoint", scratch.file("run"), "--alternative", "told"]
        let table = ["--data", scratch.file("run/codes.csv")]
        let decoded = try ToolProcess.run(told + table + ["--given", "k=2"])
        #expect(decoded.status == 0, "\(decoded.error)")
        // The table has the labels beside the codes.
        let labelled = try ToolProcess.run(told + table)
        #expect(labelled.status == 0, "\(labelled.error)")
        let wrong = try ToolProcess.run(told + table + ["--given", "k=3"])
        #expect(wrong.error.contains("expected an integer from 0 to 2 for each of the numbers of k"), "\(wrong.error)")
        let codes = String(decoding: try #require(contents("run/codes.csv")), as: UTF8.self)
        #expect(codes.split(separator: "\n").count == 101)
    }
}
