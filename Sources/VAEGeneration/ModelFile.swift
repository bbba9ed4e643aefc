import Foundation
import VAECommandLine
import VAECompiler
import VAELanguage

/// A model file that was checked without errors.
package struct ModelFile {
    /// The text.
    package let source: SourceText
    /// What the checker made of it.
    package let model: Model
    /// Where errors are said.
    package let console: Console

    /// A model that was checked.
    package init(source: SourceText, model: Model, console: Console) {
        self.source = source
        self.model = model
        self.console = console
    }

    /// Reads a file and checks it; errors and warnings are said.
    ///
    /// - Parameters:
    ///   - path: the file; `-` for standard input.
    ///   - settings: new values for `let`s.
    /// - Throws: `Exit` if the model has errors, `CommandError` if it cannot be read.
    package init(_ path: String, settings: [String: Double] = [:], console: Console) throws {
        source = try ModelFile.read(path)
        let result: CheckResult = checkModel(source, set: settings)
        let said: [Diagnostic] = result.diagnostics.filter { $0.severity != .note && !$0.code.isJudgement }
        console.message(DiagnosticRenderer(source).render(said))
        guard let model = result.model else { throw Exit(.failure) }
        self.model = model
        self.console = console
    }

    /// The text of a file, or of standard input.
    ///
    /// - Throws: `CommandError` if it cannot be read.
    package static func read(_ path: String) throws -> SourceText {
        if path == "-" {
            do {
                let data: Data = try FileHandle.standardInput.read(upToCount: Limits.sourceBytes + 1) ?? Data()
                return SourceText(path: "standard input", bytes: Array(data))
            } catch {
                throw CommandError("standard input: expected the text of a model, found nothing that can be read")
            }
        }
        do {
            return try SourceText(contentsOfFile: path)
        } catch {
            throw CommandError(error.description)
        }
    }
}
