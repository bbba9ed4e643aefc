import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// Model files of the tests and of the package.
enum Texts {
    /// The package's folder.
    static let package: URL = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The files of `Models/`, by name.
    static func models() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: package.appending(path: "Models"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "vae" }.sorted { $0.path < $1.path }
    }

    /// The checked model of a file, with every diagnostic that is not a note about it.
    static func check(_ url: URL) throws -> (model: Model?, diagnostics: [Diagnostic]) {
        check(String(decoding: try Data(contentsOf: url), as: UTF8.self), name: url.lastPathComponent)
    }

    /// The checked model of a text.
    static func check(_ text: String, name: String = "text.vae") -> (model: Model?, diagnostics: [Diagnostic]) {
        let source = SourceText(path: name, text: text)
        let result: CheckResult = VAELanguage.check(source, vocabulary: Vocabulary.standard.signatures)
        return (result.model, result.diagnostics)
    }

    /// The checked model of a text that must have no errors.
    static func model(_ text: String) throws -> Model {
        let (model, diagnostics) = check(text)
        return try #require(model, "\(diagnostics)")
    }

    /// A model around some lines, for tests of one thing.
    static func model(
        data: String = "data x: real[3]", latent: String = "latent z: real[2] ~ normal(mean: 0, scale: 1)",
        encoder: String = "z ~ normal(mean: x |> dense(2), logVariance: x |> dense(2))",
        decoder: String = "x ~ normal(mean: z |> dense(3), scale: 1)", rest: String = ""
    ) throws -> Model {
        try model(
            """
            model Test
            \(data)
            \(latent)
            encoder {
            \(encoder)
            }
            decoder {
            \(decoder)
            }
            \(rest)
            """)
    }
}
