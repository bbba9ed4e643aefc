import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// Model files with the words of the language against the whole of what is said about them, kept beside them as `.txt`.
///
/// `VAE_RECORD=1 swift test` writes what is said now, for review as a diff, and fails.
@Suite("Corpus")
struct CorpusTests {
    private static let folder: URL = Texts.package.appending(path: "Tests/VAECompilerTests/Corpus")

    private static func paths(_ kind: String) -> [String] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: kind).path)
        return (names ?? []).filter { $0.hasSuffix(".vae") }.sorted().map { "\(kind)/\($0)" }
    }

    private func source(_ path: String) throws -> SourceText {
        let data = try Data(contentsOf: Self.folder.appending(path: path))
        return SourceText(path: path, text: String(decoding: data, as: UTF8.self))
    }

    @Test("The corpus is found")
    func isFound() {
        #expect(Self.paths("good").count >= 3 && Self.paths("bad").count >= 3)
    }

    @Test("What is said about a file is as expected", arguments: CorpusTests.paths("good") + CorpusTests.paths("bad"))
    func output(path: String) throws {
        let source: SourceText = try source(path)
        let result: CheckResult = checkModel(source)
        let said: [Diagnostic] = result.diagnostics.filter { $0.severity != .note }
        var output: String = DiagnosticRenderer(source).render(said)
        if let model = result.model {
            output += ModelSummary(model, vocabulary: Vocabulary.standard.signatures).render()
        }
        let expected: URL = Self.folder.appending(path: path).deletingPathExtension().appendingPathExtension("txt")
        if ProcessInfo.processInfo.environment["VAE_RECORD"] != nil {
            try Data(output.utf8).write(to: expected)
            Issue.record("recorded \(expected.lastPathComponent)")
        } else {
            #expect(output == String(decoding: try Data(contentsOf: expected), as: UTF8.self))
        }
    }

    @Test(
        "A good file has no certain warnings, and every entry point of it is a well-formed graph",
        arguments: CorpusTests.paths("good"))
    func good(path: String) throws {
        let source: SourceText = try source(path)
        let result: CheckResult = checkModel(source)
        let warnings: [Diagnostic] = result.diagnostics.filter { $0.severity != .note && !$0.code.isJudgement }
        #expect(warnings.isEmpty)
        let model = try #require(result.model)
        let graphs: ModelGraphs = try simplifiedGraphs(model, source: source)
        for graph in graphs.graphs { try verify(graph, table: graphs.table) }
        let summary = ModelSummary(model, vocabulary: Vocabulary.standard.signatures)
        let learned: [ParameterTable.Slot] = graphs.table.slots.filter { $0.kind == .parameter }
        let named: [ModelSummary.LearnedTensor] = summary.rows.filter { !$0.isRepeated }.flatMap(\.learned)
        #expect(Set(named.map(\.name)) == Set(learned.map(\.name)))
        for tensor in named { #expect(graphs.table[tensor.name]?.logicalShape == tensor.shape, "\(tensor.name)") }
    }

    @Test("Plans of layers without images pass the check of plans", arguments: ["good/Norms.vae"])
    func plans(path: String) throws {
        let source: SourceText = try source(path)
        let model = try #require(checkModel(source).model)
        for target in Target.all {
            let planned = try planModel(model, source: source, options: PipelineOptions(target: target, verifies: true))
            #expect(planned.plans.count == Entry.all.count - 1)
        }
    }

    @Test("A bad file has something wrong with it", arguments: CorpusTests.paths("bad"))
    func bad(path: String) throws {
        let result: CheckResult = checkModel(try source(path))
        #expect(result.diagnostics.contains { $0.severity != .note })
    }
}
