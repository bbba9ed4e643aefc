import VAECommands
import VAERuntime

extension ModelSource {
    /// Models from text, run by the interpreter.
    static let interpreted = ModelSource(
        positional: PositionalSpecification("FILE", "a model file; - for standard input"),
        options: [
            OptionSpecification("set", "NAME=VALUE", "a new value for a 'let' of the model", isRepeatable: true)
        ]
    ) { call in
        throw CommandError("not yet")
    }
}
