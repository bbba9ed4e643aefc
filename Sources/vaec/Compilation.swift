import VAECommands
import VAECompiler
import VAEGraph

/// A model on its way from text to plans, with what every stage made of it.
struct Compilation {
    /// All stages of all entry points that were asked for.
    let stages: VAECompiler.Stages

    /// Compiles a checked model.
    ///
    /// - Parameters:
    ///   - file: The model.
    ///   - target: The processor.
    ///   - passes: Names of simplification passes to leave out; `fusion`, `reuse` and `merging` too.
    ///   - entry: One entry point; nil for all that programs need.
    /// - Throws: `CommandError` for what the compiler does not have yet, or an entry point that the model does not have.
    init(_ file: ModelFile, target: Target, without passes: Set<String> = [], entry: String? = nil) throws {
        var options = PipelineOptions(target: target, without: passes)
        if let entry {
            guard Entry.available(for: file.model).contains(where: { $0.name == entry }) else {
                throw CommandError("\(file.model.name) cannot be asked for '\(entry)': it has no such entry point")
            }
            options.entries = [entry]
        }
        do {
            stages = try VAECompiler.stages(file.model, source: file.source, options: options)
        } catch let error as LoweringError {
            throw CommandError("\(file.source.path): \(error)")
        }
    }

    /// The result.
    var planned: PlannedModel { stages.planned }
}
