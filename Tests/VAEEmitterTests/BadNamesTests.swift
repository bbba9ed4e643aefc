import Foundation
import Testing
import VAERuntime

@testable import VAEEmitter

/// A generated model in which every name is bad, compiled with these tests: that it compiles is most of the test.
@Suite struct BadNamesTests {
    @Test func theModelKeepsItsNames() {
        let description: ModelDescription = ProtocolFatalError.program.description
        #expect(description.name == "protocol \\(fatalError()) \"")
        #expect(description.data.map(\.name) == ["self", "seed", "init", "naïve", "results"])
        #expect(description.latents.last?.name == "\u{202E}hidden")
        #expect(description.givens.last?.name == "x\"; fatalError() //")
        #expect(description.documentation.hasSuffix("wrapped at some word."))
        #expect(description.training.seed == .max)
        #expect(description.training.source == description.documentation)
        #expect(ProtocolFatalError.program.table.slots[1].initial == .constant(.infinity))
    }

    @Test func itsQueriesCanBeCalled() throws {
        let model = try ProtocolFatalError(seed: 1)
        let rows = try Batch([[0, 1, 0.5], [0.25, 0, 1]])
        let result = try model.encode(
            self: rows, seed: rows, init: rows, nauEFve: rows, results: rows, in: rows, instance: rows, _1st: rows,
            xFatalError: rows)
        #expect(result.class.mean == rows)
        #expect(result.Type_.value == rows)
        #expect(result.u202Ehidden.mean == rows)
    }

    @Test func typesDoNotHideWhatGeneratedCodeUses() {
        #expect(typeName(ofModel: "Batch").text == "BatchModel")
        #expect(typeName(ofModel: "vector").text == "VectorModel")
        #expect(typeName(ofModel: "Type").text == "Type_")
        #expect(typeName(ofModel: "KingmaMNIST").text == "KingmaMNIST")
    }

    /// Everything with a capital letter that generated code mentions outside of comments and strings is either reserved or
    /// declared by the code itself.
    @Test func reservedNamesAreComplete() throws {
        let text: String = try HandMade().swift()
        var mentioned: Set<Substring> = []
        var declared: Set<Substring> = ["Hand"]
        for line in text.split(separator: "\n") {
            let code: Substring = line.drop { $0 == " " }
            if code.hasPrefix("//") { continue }
            let words = code.replacing(/"[^"]*"/, with: "").split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            mentioned.formUnion(words.filter { $0.first?.isUppercase == true })
            for (word, next) in zip(words, words.dropFirst()) where ["struct", "enum"].contains(word) {
                declared.insert(next)
            }
        }
        let nested: Set<Substring> = ["Input", "Scalar", "Output", "Slot", "Variable", "Training", "Probe"]
        let unknown = mentioned.subtracting(declared).subtracting(nested).filter {
            !ReservedNames.types.contains(String($0))
        }
        #expect(unknown.isEmpty, "\(unknown.sorted())")
    }
}
