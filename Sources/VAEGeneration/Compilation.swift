import VAECommandLine
import VAECompiler
import VAEGraph
import VAELanguage

extension ModelFile {
    /// What every stage of the compiler makes of the model.
    ///
    /// - Throws: `Exit` for what the compiler does not have yet, which has been said.
    package func compiled(_ options: PipelineOptions) throws -> Stages {
        do {
            return try stages(model, source: source, options: options)
        } catch let error as LoweringError {
            throw unsupported(error)
        }
    }

    /// The graphs as they are written down, before any pass.
    ///
    /// - Throws: `Exit` for what the compiler does not have yet, which has been said.
    package func lowered() throws -> ModelGraphs {
        do {
            return try lowerModel(model, source: source)
        } catch {
            throw unsupported(error)
        }
    }

    /// Says what the compiler does not have, as editors and `swift build` understand it.
    private func unsupported(_ error: LoweringError) -> Exit {
        let place: SourceLocation = source.location(of: error.range.lower)
        console.say("\(source.path):\(place.line):\(place.column): error: \(error)")
        return Exit(.failure)
    }

    /// The entry points that a command is about: the one that `--entry` names, or those of programs.
    ///
    /// - Throws: `UsageError` for a name that there is not, `CommandError` for one that the model has not.
    package func entries(_ name: String?) throws -> Set<String> {
        let available: [String] = Entry.available(for: model).map(\.name)
        guard let name else { return Set(available).subtracting([Entry.gradients.name]) }
        guard available.contains(name) else {
            throw CommandError(
                "\(model.name) cannot be asked for '\(name)'; it has \(available.joined(separator: ", "))")
        }
        return Set(available).subtracting([Entry.gradients.name]).union([name])
    }
}
