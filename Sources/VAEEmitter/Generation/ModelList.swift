/// Two models of one target with the same name.
public struct DuplicateModels: Error, Hashable, Sendable, CustomStringConvertible {
    /// The models' name.
    public var model: String
    /// The files.
    public var paths: [String]

    /// The message for a person.
    public var description: String {
        "\(paths.joined(separator: " and ")) both say 'model \(model)': give each model of a target a name of its own"
    }
}

/// Writes the list of a target's models, so that adding a file is all it takes for a command line to know it.
///
/// - Parameter models: Names and files of the models.
/// - Throws: `DuplicateModels` if two become one Swift type.
public func emitModelList(_ models: [(name: String, path: String)]) throws(DuplicateModels) -> String {
    var paths: [Identifier: String] = [:]
    for model: (name: String, path: String) in models {
        let type: Identifier = typeName(ofModel: model.name)
        if let other: String = paths[type] { throw DuplicateModels(model: model.name, paths: [other, model.path]) }
        paths[type] = model.path
    }
    let types: [Identifier] = paths.keys.sorted { $0.text < $1.text }
    let elements: [SwiftExpression] = types.map { .member(.type(.named($0)), "self") }
    let list: SwiftDeclaration = .property(
        .init(
            access: .public, name: "models", type: .array(.metatype("VAEModel")), storage: .constant(.array(elements)),
            documentation: "All models of this target, by name."))
    return Renderer.render(
        SwiftFile(
            header: "Written by vaec. Changes to this file are lost: add or remove model files instead.",
            imports: ["VAERuntime"], declarations: [list]))
}
