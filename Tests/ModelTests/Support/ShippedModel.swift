import Foundation
import Gallery
import Models
import Testing
import VAECompiler
import VAEGraph
import VAEInterpreter
import VAELanguage
import VAERuntime

/// A model of the folder `Models`: its text, and what the package's build has made of it.
struct ShippedModel: Sendable, CustomTestStringConvertible {
    /// The text.
    let source: SourceText
    /// What the checker makes of it.
    let model: Model
    /// The compiled program.
    let compiled: Program

    var testDescription: String { model.name }

    /// All compiled models.
    static let programs: [Program] = (Models.models + Gallery.models).map { $0.program }

    /// All model files, by name.
    static func files() throws -> [URL] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Models")
        return try [folder, folder.appending(path: "Gallery")].flatMap { folder in
            try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
                .filter { $0.pathExtension == "vae" }.sorted { $0.path < $1.path }
        }
    }

    /// All models, by name.
    static func all() throws -> [ShippedModel] {
        try files().map { file in
            let source = try SourceText(contentsOfFile: file.path)
            let result: CheckResult = checkModel(source)
            let model: Model = try #require(result.model, "\(result.diagnostics)")
            let compiled: Program? = programs.first { $0.description.name == model.name }
            return ShippedModel(source: source, model: model, compiled: try #require(compiled, "\(model.name)"))
        }
    }

    /// What is changed in the texts of models that would take the reference minutes.
    private static let smallerSizes: [String: KeyValuePairs<String, String>] = [
        "Faces128": [
            "[3, 128, 128]": "[3, 64, 64]", "dense(512, 4, 4)": "dense(64, 2, 2)",
            "[32, 64, 128, 256, 512]": "[8, 16, 32, 48, 64]", "[256, 128, 64, 32]": "[48, 32, 16, 8]",
        ],
        "AnimalsConvAutoencoder": ["[1, 128, 128]": "[1, 32, 32]", "dense(128, 8, 8)": "dense(128, 2, 2)"],
        "AnimalsConvVAE": ["[1, 128, 128]": "[1, 32, 32]", "dense(128, 8, 8)": "dense(128, 2, 2)"],
        "AnimalsDenseAutoencoder": ["[1, 128, 128]": "[1, 32, 32]"],
        "AnimalsDenseVAE": ["[1, 128, 128]": "[1, 32, 32]"],
    ]

    /// The text and the model, for the largest models at a smaller size.
    func reduced() throws -> (source: SourceText, model: Model) {
        guard let changes = ShippedModel.smallerSizes[model.name] else { return (source, model) }
        var text = String(decoding: source.bytes, as: UTF8.self)
        for (size, smaller) in changes { text = text.replacing(size, with: smaller) }
        let source = SourceText(path: source.path, text: text)
        let result: CheckResult = checkModel(source)
        return (source, try #require(result.model, "\(result.diagnostics)"))
    }

    /// So many rows, or fewer where an example has many numbers, at least three and at most a minibatch.
    func rows(atMost count: Int) -> Int {
        let size: Int = compiled.description.data.reduce(0) { $0 + $1.count }
        return min(compiled.description.training.batch, count, max(3, 200_000 / max(1, size)))
    }

    /// The same model, run by the interpreter.
    func interpreted() throws -> Program {
        try interpret(try planModel(model, source: source, options: PipelineOptions(target: .host)))
    }
}
