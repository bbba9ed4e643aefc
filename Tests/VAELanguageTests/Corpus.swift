import Foundation
import VAELanguage

/// The model files beside the tests. Paths in their diagnostics are relative to the corpus, so that expected output is the
/// same on every machine.
enum Corpus {
    static let folder: URL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Corpus")

    /// One file of the corpus.
    static func source(_ path: String) throws -> SourceText {
        let data: Data = try Data(contentsOf: folder.appendingPathComponent(path))
        return SourceText(path: path, bytes: Array(data))
    }

    /// The `.vae` files of a part of the corpus, by path.
    static func files(_ part: String) -> [String] {
        let names: [String]? = try? FileManager.default.contentsOfDirectory(
            atPath: folder.appendingPathComponent(part).path)
        return (names ?? []).filter { $0.hasSuffix(".vae") }.sorted().map { part + "/" + $0 }
    }
}
