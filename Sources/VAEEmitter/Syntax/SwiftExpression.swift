/// An expression as it is written.
indirect enum SwiftExpression: Hashable, Sendable {
    /// `hidden`
    case name(Identifier)
    /// `self`
    case this
    /// `16`
    case integer(Int)
    /// `0x9E3779B9`
    case word(UInt64)
    /// `0.5`, exactly this Float
    case float(Float)
    /// `0.001`, exactly this Double
    case double(Double)
    /// `"encoder.z"`, escaped
    case string(String)
    /// `true`
    case boolean(Bool)
    /// `nil`
    case none
    /// `context.rows`
    case member(SwiftExpression, Identifier)
    /// `.normal`
    case implicitMember(Identifier)
    /// `Vector`, or any other type where a value is expected
    case type(SwiftType)
    /// `Vector.tanh(x)`
    case call(SwiftExpression, [Argument])
    /// `rows[2]`
    case index(SwiftExpression, SwiftExpression)
    /// `row &* 784`
    case binary(SwiftExpression, Operator, SwiftExpression)
    /// `a ? b : c`
    case conditional(SwiftExpression, SwiftExpression, SwiftExpression)
    /// `-x`, `!x`
    case prefix(Identifier.Sign, SwiftExpression)
    /// `&value`
    case address(Identifier)
    /// `try program.run()`
    case attempt(SwiftExpression)
    /// `[1, 2]`
    case array([SwiftExpression])
    /// `["a": 1]`
    case dictionary([Entry])
    /// `{ context, _, task in … }`, of one expression; a parameter without a name is `_`
    case closure(parameters: [Identifier?], body: SwiftExpression)

    /// An argument of a call.
    struct Argument: Hashable, Sendable {
        /// Its label.
        var label: Identifier?
        /// Its value.
        var value: SwiftExpression

        /// An argument without a label.
        static func plain(_ value: SwiftExpression) -> Argument { Argument(label: nil, value: value) }
        /// An argument with a label.
        static func labelled(_ label: Identifier, _ value: SwiftExpression) -> Argument {
            Argument(label: label, value: value)
        }
    }

    /// An entry of a dictionary.
    struct Entry: Hashable, Sendable {
        /// The key.
        var key: SwiftExpression
        /// The value.
        var value: SwiftExpression
    }

    /// A binary operator; the raw value is its text.
    enum Operator: String, Hashable, Sendable {
        case times = "*", wrappingTimes = "&*", over = "/", remainder = "%"
        case plus = "+", minus = "-", wrappingPlus = "&+", wrappingMinus = "&-"
        case upTo = "..<"
        case less = "<", lessOrEqual = "<=", greater = ">", equal = "==", notEqual = "!="
        case and = "&&", or = "||"
        case orElse = "??"

        /// The larger binds tighter.
        var precedence: Int {
            switch self {
            case .times, .wrappingTimes, .over, .remainder: 7
            case .plus, .minus, .wrappingPlus, .wrappingMinus: 6
            case .upTo: 5
            case .orElse: 4
            case .less, .lessOrEqual, .greater, .equal, .notEqual: 3
            case .and: 2
            case .or: 1
            }
        }

        /// Whether (a ∘ b) ∘ c may be written without its parentheses.
        var isAssociativeToTheLeft: Bool { precedence >= 6 || self == .and || self == .or }
    }
}

extension Identifier {
    /// A prefix operator.
    enum Sign: String, Hashable, Sendable {
        case minus = "-", not = "!"
    }
}

extension SwiftExpression: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// A name that stands in the emitter's own source.
    init(stringLiteral value: StaticString) { self = .name(Identifier(stringLiteral: value)) }
    /// An integer.
    init(integerLiteral value: Int) { self = .integer(value) }

    /// `self.name`
    func dot(_ name: Identifier) -> SwiftExpression { .member(self, name) }
    /// `self(arguments)`, without labels
    func callAsFunction(_ arguments: SwiftExpression...) -> SwiftExpression {
        .call(self, arguments.map(Argument.plain))
    }
    /// `self(label: argument, …)`
    func call(_ arguments: [Argument]) -> SwiftExpression { .call(self, arguments) }
    /// `self(label: argument, …)`
    func call(_ arguments: KeyValuePairs<Identifier, SwiftExpression>) -> SwiftExpression {
        .call(self, arguments.map { Argument.labelled($0.key, $0.value) })
    }

    /// `self &* other`, or simply what it comes to when one is 0 or 1, or both are literals.
    func times(_ other: SwiftExpression) -> SwiftExpression {
        switch (self, other) {
        case (.integer(0), _), (_, .integer(0)): .integer(0)
        case (.integer(1), let x), (let x, .integer(1)): x
        case (.integer(let a), .integer(let b)): .integer(a * b)
        default: .binary(self, .wrappingTimes, other)
        }
    }

    /// `self &+ other`, or simply what it comes to when one is 0, or both are literals.
    func plus(_ other: SwiftExpression) -> SwiftExpression {
        switch (self, other) {
        case (.integer(0), let x), (let x, .integer(0)): x
        case (.integer(let a), .integer(let b)): .integer(a + b)
        default: .binary(self, .wrappingPlus, other)
        }
    }

    /// `self + other` for a pointer, or the pointer itself when the distance is 0.
    func advanced(by other: SwiftExpression) -> SwiftExpression {
        other == .integer(0) ? self : .binary(self, .plus, other)
    }
}
