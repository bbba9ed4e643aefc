import Foundation
import Testing

@testable import VAELanguage

/// Every file of the corpus against the whole of what is said about it, kept beside it as `.txt`.
///
/// `VAE_RECORD=1 swift test` writes what is said now, for review as a diff, and fails.
@Suite struct CorpusTests {
    @Test(arguments: Corpus.files("good") + Corpus.files("bad"))
    func outputIsAsExpected(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        let result: CheckResult = check(source, vocabulary: TestVocabulary.all)
        // Notes are wanted where they are the point.
        let isAboutNotes: Bool = path.hasPrefix("good/") || path.hasPrefix("bad/N")
        let shown: [Diagnostic] = result.diagnostics.filter { isAboutNotes || $0.severity != .note }
        var output: String = DiagnosticRenderer(source).render(shown)
        if let model = result.model {
            output += ModelSummary(model, vocabulary: TestVocabulary.all).render()
        }
        let expected: URL = Corpus.folder.appendingPathComponent(path).deletingPathExtension()
            .appendingPathExtension("txt")
        if ProcessInfo.processInfo.environment["VAE_RECORD"] != nil {
            try Data(output.utf8).write(to: expected)
            Issue.record("recorded \(expected.lastPathComponent)")
        } else {
            let kept: String = String(decoding: try Data(contentsOf: expected), as: UTF8.self)
            #expect(output == kept)
        }
    }

    @Test(arguments: Corpus.files("good"))
    func goodFilesAreModels(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        #expect(check(source, vocabulary: TestVocabulary.all).model != nil)
    }

    /// A bad file is named for the code it shows, which must be among what is said about it.
    @Test(arguments: Corpus.files("bad"))
    func badFilesShowTheirCode(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        let said: [String] = check(source, vocabulary: TestVocabulary.all).diagnostics.map(\.code.rawValue)
        let code: String = String(path.dropFirst(4).prefix(4))
        #expect(said.contains(code), "\(path) should show \(code), but shows \(said)")
    }

    /// What only `--set`, or a file larger than any that is kept, can bring about; it has tests of its own.
    private static let shownElsewhere: Set<DiagnosticCode> = [.unknownOverride, .fileTooLarge]

    @Test func everyCodeHasABadFile() {
        let shown: Set<String> = Set(Corpus.files("bad").map { String($0.dropFirst(4).prefix(4)) })
        for code in DiagnosticCode.allCases where !Self.shownElsewhere.contains(code) {
            #expect(shown.contains(code.rawValue), "no bad file shows \(code) (\(code.rawValue))")
        }
    }

    @Test func everyCodeHasATitleAndAnExplanation() {
        for code in DiagnosticCode.allCases {
            #expect(!code.title.isEmpty)
            #expect(code.explanation.count > 20)
        }
    }
}
