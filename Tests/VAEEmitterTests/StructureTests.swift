import PlanSamples
import TestSupport
import Testing

@testable import VAEEmitter

/// No name of a model changes anything but names: the tokens of generated source are those of a model with plain names.
@Suite struct StructureTests {
    private func plain(like model: NamedModel) -> NamedModel {
        func names(_ count: Int, _ letter: String) -> [String] { (0..<count).map { "\(letter)\($0)" } }
        return NamedModel(
            name: "Plain", documentation: "Plain.", fileName: "Plain.vae", data: names(model.data.count, "x"),
            latents: names(model.latents.count, "z"), givens: names(model.givens.count, "y"))
    }

    private func check(_ model: NamedModel) throws {
        let tokens = SwiftTokens(try model.swift())
        #expect(tokens.strangers.isEmpty, "\(model)")
        #expect(tokens == SwiftTokens(try plain(like: model).swift()), "\(model)")
    }

    @Test func badNamesChangeNothing() throws { try check(.bad) }

    @Test func randomNamesChangeNothing() throws {
        var generator = SeededGenerator(seed: 7)
        let pieces = [
            "a", "B", "_", "0", " ", ".", "\"", "\\", "(", ")", "{", "}", "`", "/", "*", "//", "/*", "*/", "\n", "\r",
            "\t",
            "\0", "\u{2028}", "\u{85}", "\u{202E}", "é", "e\u{301}", "模", "👩‍👩‍👧", "#", "\\(", "\"\"\"", "self", "init",
            "class",
            "Vector", "import", ";", "$0", "\u{FEFF}", "\u{E000}", "let", "x",
        ]
        func text() -> String {
            (0..<generator.whole(1...6)).map { _ in generator.pick(pieces) }.joined()
        }
        for _ in 0..<60 {
            let all: [String] = Array(Set((0..<20).map { _ in text().replacing(".", with: "·") })).sorted()
            guard all.count >= 9 else { continue }
            try check(
                NamedModel(
                    name: text(), documentation: text() + text(), fileName: text(), data: Array(all[0..<3]),
                    latents: Array(all[3..<6]), givens: Array(all[6..<9])))
        }
    }
}
