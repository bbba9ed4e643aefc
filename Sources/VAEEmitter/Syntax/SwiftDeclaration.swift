/// A declaration as it is written.
indirect enum SwiftDeclaration: Hashable, Sendable {
    case type(TypeDeclaration)
    case property(Property)
    case function(Function)
    /// `typealias Floats = UnsafeMutablePointer<Float>`
    case alias(Identifier, SwiftType)
    /// `// MARK: - …`
    case mark(String)

    /// A structure, enumeration or extension.
    struct TypeDeclaration: Hashable, Sendable {
        /// The word it begins with.
        enum Kind: String, Hashable, Sendable {
            case structure = "struct", enumeration = "enum", `extension` = "extension"
        }
        var kind: Kind
        var access: Access = .internal
        var name: Identifier
        var conformances: [SwiftType] = []
        var documentation: String = ""
        var members: [SwiftDeclaration] = []
    }

    /// A stored or computed property.
    struct Property: Hashable, Sendable {
        /// Stored as a constant or a variable, or computed.
        enum Storage: Hashable, Sendable {
            case constant(SwiftExpression?), variable(SwiftExpression?), computed([SwiftStatement])
        }
        var access: Access = .internal
        var isStatic = false
        var name: Identifier
        var type: SwiftType?
        var storage: Storage
        var documentation: String = ""
    }

    /// A function or an initialiser.
    struct Function: Hashable, Sendable {
        /// What it is called by.
        enum Name: Hashable, Sendable {
            case function(Identifier), initializer
        }
        /// One parameter; without a label it is given by place.
        struct Parameter: Hashable, Sendable {
            var label: Identifier?
            var name: Identifier
            var type: SwiftType
            var defaultValue: SwiftExpression?
        }
        /// `@inline(__always)`, `@inline(never)`
        enum Inlining: String, Hashable, Sendable {
            case always = "@inline(__always)", never = "@inline(never)"
        }
        var access: Access = .internal
        var isStatic = false
        var isMutating = false
        var inlining: Inlining?
        /// With false the optimizer leaves it as it is.
        var isOptimized = true
        var name: Name
        var parameters: [Parameter] = []
        var isThrowing = false
        var result: SwiftType?
        var body: [SwiftStatement] = []
        var documentation: String = ""
    }

    /// Who may use it; the raw value is its text.
    enum Access: String, Hashable, Sendable {
        case `public` = "public", `internal` = "", `private` = "private", `fileprivate` = "fileprivate"
    }
}

/// A source file.
struct SwiftFile: Hashable, Sendable {
    /// The comment at the top.
    var header: String
    /// Imported modules.
    var imports: [Identifier]
    /// What it declares.
    var declarations: [SwiftDeclaration]
}
