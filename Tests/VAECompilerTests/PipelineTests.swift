import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

private let models = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Models")

/// Every model of the package, by path.
let modelFiles: [URL] =
    (try? FileManager.default.contentsOfDirectory(at: models, includingPropertiesForKeys: nil))?
    .filter { $0.pathExtension == "vae" }.sorted { $0.path < $1.path } ?? []

/// The model files of the checker's tests, good and bad, and those that the fuzzers found.
private let otherFiles: [URL] =
    ["VAELanguageTests/Corpus/good", "VAELanguageTests/Corpus/bad", "Fuzzing/Corpus/emitter"].flatMap { folder in
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = try? FileManager.default.contentsOfDirectory(
            at: tests.appending(path: folder), includingPropertiesForKeys: nil)
        return (files ?? []).filter { $0.pathExtension != "txt" }.sorted { $0.path < $1.path }
    }

@Suite struct PipelineTests {
    @Test(arguments: modelFiles) func everyModelHasPlansThatPassTheCheck(file: URL) throws {
        let source = SourceText(path: file.path, bytes: Array(try Data(contentsOf: file)))
        let model = try #require(checkModel(source).model)
        let all = stages(_:source:options:)
        let result = try all(
            model, source, PipelineOptions(target: Target.all[0], verifies: true, entries: Set(Entry.all.map(\.name))))
        #expect(!result.planned.plans.isEmpty)
        if ProcessInfo.processInfo.environment["VAE_PRINT"] == file.deletingPathExtension().lastPathComponent {
            for plan in result.planned.plans where plan.name == "trainStep" { print(plan) }
        }
    }

    @Test func whatTheCheckerAcceptsIsPlannedOrAnswered() throws {
        var planned = 0
        for file in otherFiles {
            let source = SourceText(path: file.path, bytes: Array(try Data(contentsOf: file)))
            guard let model = checkModel(source).model else { continue }
            let options = PipelineOptions(target: Target.all[0], verifies: true, entries: Set(Entry.all.map(\.name)))
            do {
                _ = try stages(model, source: source, options: options)
                planned += 1
            } catch let error as LoweringError {
                #expect(!error.message.isEmpty, "\(file.path)")
            }
        }
        #expect(planned > 20, "\(planned) of \(otherFiles.count)")
    }
}
