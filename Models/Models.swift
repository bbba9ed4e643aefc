import VAERuntime

/// The compiled model of that name; nil if there is none. `models` lists them all.
public func model(named name: String) -> (any VAEModel.Type)? {
    models.first { $0.program.description.name == name }
}
