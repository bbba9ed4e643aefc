import Foundation
import Testing

/// Generated source as a whole, kept and reviewed as text. With VAE_RECORD set the file is written anew, and the test
/// fails so that nobody forgets to look at it.
@Suite struct GoldenTests {
    @Test func theModelWrittenByHand() throws {
        let text: String = try HandMade().swift()
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Golden/Hand.vae.swift")
        if ProcessInfo.processInfo.environment["VAE_RECORD"] != nil {
            try Data(text.utf8).write(to: url)
            Issue.record("\(url.lastPathComponent) was written anew")
        }
        let golden = String(decoding: try Data(contentsOf: url), as: UTF8.self)
        let pairs = zip(text.split(separator: "\n"), golden.split(separator: "\n"))
        let difference = pairs.enumerated().first { $0.element.0 != $0.element.1 }
        #expect(text == golden, "first difference: \(difference.map { "\($0)" } ?? "the length")")
    }

    @Test func theSameInputGivesTheSameBytes() throws {
        let first: String = try HandMade().swift()
        for _ in 0..<5 { #expect(try HandMade().swift() == first) }
    }

    @Test func linesFit() throws {
        let text: String = try HandMade().swift()
        for line in text.split(separator: "\n") { #expect(line.count <= 120, "\(line)") }
    }
}
