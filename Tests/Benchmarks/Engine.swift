import Foundation
import Models
import VAECompiler
import VAEGraph
import VAEInterpreter
import VAELanguage
import VAERuntime

/// What runs a model.
enum Engine: String, CaseIterable, Sendable {
    /// Generated Swift.
    case compiled
    /// The interpreter, on the same plans.
    case interpreted

    /// The model of that name.
    ///
    /// - Parameter settings: new values for constants of its text; the interpreter's only.
    /// - Throws: `BenchmarkError` if there is none.
    func program(_ name: String, settings: [String: Double] = [:]) throws -> Program {
        switch self {
        case .compiled:
            guard let model = model(named: name) else { throw BenchmarkError("there is no compiled model '\(name)'") }
            return model.program
        case .interpreted: return try interpret(try Engine.planned(name, settings: settings))
        }
    }

    /// The plans of a model of this package, from its text.
    ///
    /// - Throws: `BenchmarkError` if it cannot be read.
    static func planned(_ name: String, settings: [String: Double] = [:]) throws -> PlannedModel {
        let path = "Models/\(name).vae"
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw BenchmarkError("\(path) cannot be read: run the benchmark in the folder of the package")
        }
        return try planned(try SourceText(contentsOfFile: path), settings: settings)
    }

    /// The plans of a model from text.
    ///
    /// - Throws: `BenchmarkError` if the text has errors.
    static func planned(_ source: SourceText, settings: [String: Double] = [:]) throws -> PlannedModel {
        let result: CheckResult = checkModel(source, set: settings)
        guard let model = result.model else {
            throw BenchmarkError(DiagnosticRenderer(source).render(result.diagnostics))
        }
        return try planModel(model, source: source, options: PipelineOptions(target: .host))
    }
}
