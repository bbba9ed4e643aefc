import VAERuntime

/// The compiled model of the gallery of that name; nil if there is none. `models` lists them all.
public func galleryModel(named name: String) -> (any VAEModel.Type)? {
    models.first { $0.program.description.name == name }
}
