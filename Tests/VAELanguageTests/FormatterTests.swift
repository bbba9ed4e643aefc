import Foundation
import Testing

@testable import VAELanguage

/// The canonical layout: what it looks like, that it is a fixed point, and that it changes no token.
@Suite struct FormatterTests {
    @Test(arguments: Corpus.files("good"))
    func goodFilesAreInCanonicalLayout(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        let text: String = try #require(format(source).text)
        if ProcessInfo.processInfo.environment["VAE_RECORD"] != nil {
            try Data(text.utf8).write(to: Corpus.folder.appendingPathComponent(path))
        }
        #expect(text == source.text)
    }

    @Test(arguments: Corpus.files("format"))
    func layoutIsAsExpected(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        let result: FormatResult = format(source)
        #expect(DiagnosticRenderer(source).render(result.diagnostics) == "")
        let text: String = try #require(result.text)
        let expected: URL = Corpus.folder.appendingPathComponent(path).deletingPathExtension()
            .appendingPathExtension("formatted")
        if ProcessInfo.processInfo.environment["VAE_RECORD"] != nil {
            try Data(text.utf8).write(to: expected)
            Issue.record("recorded \(expected.lastPathComponent)")
        } else {
            let kept: String = String(decoding: try Data(contentsOf: expected), as: UTF8.self)
            #expect(text == kept)
        }
    }

    @Test(arguments: Corpus.files("good") + Corpus.files("bad") + Corpus.files("format"))
    func formattingIsIdempotentAndKeepsEveryToken(path: String) throws {
        let source: SourceText = try Corpus.source(path)
        #expect(FormatterProperties.violation(of: source) == nil)
    }

    @Test func filesWithSyntaxErrorsAreLeftAlone() {
        let source = SourceText(path: "bad.vae", text: "model A\nlet = 3\n")
        let result: FormatResult = format(source)
        #expect(result.text == nil)
        #expect(result.diagnostics.map(\.code) == [.unexpectedToken])
    }

    @Test func windowsLineEndsBecomeNewlines() {
        let source = SourceText(path: "a.vae", text: "\u{FEFF}model A\r\n\r\n// b\r\nlet c = 1\r\n")
        #expect(format(source).text == "model A\n\n// b\nlet c = 1\n")
    }
}
