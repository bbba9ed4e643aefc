/// A type as it is written.
indirect enum SwiftType: Hashable, Sendable, ExpressibleByStringLiteral {
    /// `Float`
    case named(Identifier)
    /// `TableLayout.Slot`
    case member(SwiftType, Identifier)
    /// `UnsafePointer<Float>`
    case generic(Identifier, [SwiftType])
    /// `[Float]`
    case array(SwiftType)
    /// `[String: Float]`
    case dictionary(key: SwiftType, value: SwiftType)
    /// `Float?`
    case optional(SwiftType)
    /// `any VAEModel`
    case any(Identifier)
    /// `any VAEModel.Type`
    case metatype(Identifier)
    /// `(Int) -> Void`, escaping or not as the place has it.
    case function([SwiftType], attributes: [Identifier], throws: Bool, result: SwiftType)

    /// A type that the emitter names.
    init(stringLiteral value: StaticString) { self = .named(Identifier(stringLiteral: value)) }

    /// Its text.
    var rendered: String {
        switch self {
        case .named(let name): return name.text == "Self" ? "Self" : name.rendered
        case .member(let type, let name): return "\(type.rendered).\(name.rendered)"
        case .generic(let name, let arguments):
            return "\(name.rendered)<\(arguments.map(\.rendered).joined(separator: ", "))>"
        case .array(let element): return "[\(element.rendered)]"
        case .dictionary(let key, let value): return "[\(key.rendered): \(value.rendered)]"
        case .optional(.any(let name)): return "(any \(name.rendered))?"
        case .optional(.function(let inputs, let attributes, let throwing, let result)):
            let function = SwiftType.function(inputs, attributes: attributes, throws: throwing, result: result)
            return "(\(function.rendered))?"
        case .optional(let type): return "\(type.rendered)?"
        case .metatype(let name): return "any \(name.rendered).Type"
        case .any(let name): return "any \(name.rendered)"
        case .function(let inputs, let attributes, let throwing, let result):
            let marks: String = attributes.map { "@\($0.text) " }.joined()
            let inputs: String = inputs.map(\.rendered).joined(separator: ", ")
            return "\(marks)(\(inputs)) \(throwing ? "throws " : "")-> \(result.rendered)"
        }
    }
}
