import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

@Suite("Model files")
struct ModelFileTests {
    @Test("The package's models have no errors and no warnings, and every entry point is a well-formed graph")
    func models() throws {
        let files: [URL] = try Texts.models()
        #expect(files.count >= 8)
        for file in files {
            let (model, diagnostics) = try Texts.check(file)
            for diagnostic in diagnostics where diagnostic.severity == .error || diagnostic.severity == .warning {
                Issue.record("\(file.lastPathComponent): \(diagnostic)")
            }
            guard let model else { continue }
            #expect(model.name == file.deletingPathExtension().lastPathComponent)
            let table: ParameterTable = try parameterTable(model)
            for entry in Entry.available(for: model) {
                let (graph, slots) = try lower(model, entry: entry)
                try verify(differentiate(graph))
                for slot in slots.slots { #expect(table[slot.name]?.shape == slot.shape) }
            }
        }
    }

    @Test("The package's models are formatted as the formatter does")
    func formatted() throws {
        for file in try Texts.models() {
            let source = SourceText(path: file.path, bytes: Array(try Data(contentsOf: file)))
            #expect(format(source).text == source.text, "\(file.lastPathComponent)")
        }
    }
}
