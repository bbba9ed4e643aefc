import Foundation
import Testing

@testable import VAELanguage

@Suite struct RenderingTests {
    private let text: String = "model A\n\nlet\ta = é + hiden\nlet hidden = 3\n"

    private func diagnostics() -> (SourceText, [Diagnostic]) {
        let source = SourceText(path: "/models/A.vae", text: text)
        let all: [Diagnostic] = check(source, vocabulary: TestVocabulary.all).diagnostics
        return (source, all.filter { $0.code != .missingPart })
    }

    @Test func theFirstLineIsWhatEditorsRead() {
        let (source, diagnostics) = diagnostics()
        let expected: String = """
            /models/A.vae:3:9: error: 'é' is not declared [E201]
               1 | model A
               2 |\u{20}
               3 | let\ta = é + hiden
                 |    \t    ^
            /models/A.vae:3:13: error: 'hiden' is not declared [E201]
               1 | model A
               2 |\u{20}
               3 | let\ta = é + hiden
                 |    \t        ^~~~~

            """
        #expect(DiagnosticRenderer(source).render(diagnostics) == expected)
    }

    @Test func longLinesAreCut() {
        let long: String = "model A\nlet a = " + String(repeating: "1 + ", count: 300) + "b\n"
        let source = SourceText(path: "a", text: long)
        let text: String = DiagnosticRenderer(source).render(check(source, vocabulary: []).diagnostics)
        for line in text.split(separator: "\n") { #expect(line.count < 200) }
        #expect(text.contains("^"))
    }

    @Test func controlCharactersAreNotPrinted() {
        let source = SourceText(path: "a", text: "model A\nlet a = \u{1B}[31m\n")
        let text: String = DiagnosticRenderer(source).render(check(source, vocabulary: []).diagnostics)
        #expect(!text.contains("\u{1B}"))
    }

    @Test(arguments: Corpus.files("bad"))
    func jsonIsASCIIAndHasTheSamePlaces(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        let diagnostics: [Diagnostic] = check(source, vocabulary: TestVocabulary.all).diagnostics
        let text: String = DiagnosticJSON.render(diagnostics, of: source)
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        let parsed: Any = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let objects: [[String: Any]] = try #require(parsed as? [[String: Any]])
        #expect(objects.count == diagnostics.count)
        for (object, diagnostic) in zip(objects, diagnostics) {
            #expect(object["message"] as? String == diagnostic.message)
            #expect(object["code"] as? String == diagnostic.code.rawValue)
            #expect(object["line"] as? Int == source.location(of: diagnostic.range.lower).line)
            #expect((object["fixes"] as? [Any])?.count == diagnostic.fixes.count)
        }
    }

    @Test func noDiagnosticsAreAnEmptyArray() {
        #expect(DiagnosticJSON.render([], of: SourceText(path: "a", text: "")) == "[]\n")
    }

    /// Applying every first correction of a file brings new text that can be read, and never crashes.
    @Test(arguments: Corpus.files("bad"))
    func correctionsCanBeApplied(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        var bytes: [UInt8] = source.bytes
        let fixes: [Diagnostic.Fix] = check(source, vocabulary: TestVocabulary.all).diagnostics.compactMap(
            \.fixes.first)
        var end: Int = bytes.count
        for fix in fixes.sorted(by: { $0.range.lower > $1.range.lower }) where fix.range.upper <= end {
            bytes.replaceSubrange(fix.range.lower..<fix.range.upper, with: Array(fix.replacement.utf8))
            end = fix.range.lower
        }
        let before: Int = check(source, vocabulary: TestVocabulary.all).diagnostics.count { !$0.fixes.isEmpty }
        let after: CheckResult = check(SourceText(path: path, bytes: bytes), vocabulary: TestVocabulary.all)
        #expect(fixes.isEmpty || after.diagnostics.count { !$0.fixes.isEmpty } < before + 1)
    }

    @Test func judgementsAndNotesAreShownWhenAskedFor() throws {
        let source: SourceText = try Corpus.source("bad/W704-scale.vae")
        let all: [Diagnostic] = check(source, vocabulary: TestVocabulary.all).diagnostics
        #expect(all.filter { $0.isShown() }.isEmpty)
        #expect(all.filter { $0.isShown(pedantic: true) }.map(\.code) == [.perhapsWrongScale, .relaxedLikelihood])
        #expect(all.filter { $0.isShown(verbose: true) }.map(\.code).contains(.pipelineShapes))
    }
}
