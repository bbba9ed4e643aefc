import VAECommandLine
import VAECommands
import VAECompiler
import VAEGeneration
import VAEInterpreter
import VAERuntime

extension ModelSource {
    /// Models from text, run by the interpreter.
    static let interpreted = ModelSource(
        positional: PositionalSpecification("FILE", "a model file; - for standard input"),
        options: [
            OptionSpecification("set", "NAME=VALUE", "a new value for a 'let' of the model", isRepeatable: true)
        ]
    ) { call in
        let settings: [String: Double] = try modelSettings(call.arguments)
        let path: String = call.arguments.positionals.first ?? "-"
        let file = try ModelFile(path, settings: settings, console: call.console)
        return try interpret(try file.compiled(PipelineOptions(target: .host)).planned)
    }
}
