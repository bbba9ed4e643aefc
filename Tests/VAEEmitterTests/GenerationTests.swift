import Foundation
import Testing

@testable import VAEEmitter

@Suite struct GenerationTests {
    @Test func filesOfOneNameInDifferentFoldersGetDifferentNames() {
        let paths = ["a.vae", "b/a.vae", "b_a.vae", "b/_a.vae", "b_/a.vae", "b/c/a.vae", "b/c_-a.vae", "b-/a.vae"]
        let names: [String] = paths.map { GeneratedFile.name(forModelAt: $0) }
        #expect(Set(names).count == paths.count)
        #expect(names[0] == "a.vae.swift")
        #expect(names[1] == "b_-a.vae.swift")
        #expect(names.allSatisfy { !$0.contains("/") })
    }

    @Test func unchangedFilesAreNotWritten() throws {
        let folder: URL = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path: String = folder.appending(path: "deep/Model.swift").path
        #expect(try GeneratedFile(path: path, text: "a").write())
        #expect(try !GeneratedFile(path: path, text: "a").write())
        #expect(try GeneratedFile(path: path, text: "b").write())
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "b")
        #expect(throws: GeneratedFile.WriteError.self) {
            try GeneratedFile(path: path + "/below/a/file", text: "c").write()
        }
    }

    @Test func theListOfModels() throws {
        let text: String = try emitModelList([("Second", "b.vae"), ("First", "a.vae"), ("Batch", "c.vae")])
        #expect(text.contains("public let models: [any VAEModel.Type] = [BatchModel.self, First.self, Second.self]"))
        #expect(try emitModelList([]).contains("= []"))
    }

    @Test func twoModelsOfOneNameAreRefused() {
        let error = #expect(throws: DuplicateModels.self) {
            try emitModelList([("Ring", "a.vae"), ("Line", "b.vae"), ("Ring", "c.vae")])
        }
        #expect(error?.description.contains("a.vae and c.vae both say 'model Ring'") == true)
    }
}
