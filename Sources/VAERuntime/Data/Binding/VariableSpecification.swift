/// A variable of a model as far as data has to fit it: its name, what values it may take, and its extents.
public struct VariableSpecification: Equatable, Sendable, CustomStringConvertible {
    /// What the model does with the variable.
    public enum Role: Equatable, Sendable {
        /// Modelled: `data` in the language.
        case data
        /// A condition: `given` in the language.
        case given
    }

    /// The values that a variable may take.
    public enum Support: Equatable, Sendable, CustomStringConvertible {
        /// Any finite number.
        case real
        /// Finite numbers above zero.
        case positive
        /// Numbers from 0 to 1.
        case unit
        /// 0 or 1.
        case binary
        /// Integers from 0 to 255.
        case byte
        /// Integers from 0 on.
        case count
        /// Integers from 0 to one less than the number of categories.
        case category(Int)

        /// As the language writes it.
        public var description: String {
            switch self {
            case .real: "real"
            case .positive: "positive"
            case .unit: "unit"
            case .binary: "binary"
            case .byte: "byte"
            case .count: "count"
            case .category(let kinds): "category(\(kinds))"
            }
        }

        /// The values in words, for messages.
        public var inWords: String {
            switch self {
            case .real: "a finite number"
            case .positive: "a finite number above 0"
            case .unit: "a number from 0 to 1"
            case .binary: "0 or 1"
            case .byte: "an integer from 0 to 255"
            case .count: "an integer from 0 on"
            case .category(let kinds): "an integer from 0 to \(kinds - 1)"
            }
        }

        /// Whether the value may occur; never for NaN.
        public func contains(_ value: Float) -> Bool {
            switch self {
            case .real: value.isFinite
            case .positive: value.isFinite && value > 0
            case .unit: value >= 0 && value <= 1
            case .binary: value == 0 || value == 1
            case .byte: value >= 0 && value <= 255 && value == value.rounded(.towardZero)
            case .count: value >= 0 && value.isFinite && value == value.rounded(.towardZero)
            case .category(let kinds): value >= 0 && value < Float(kinds) && value == value.rounded(.towardZero)
            }
        }
    }

    /// How stored values from 0 to 1 become 0 or 1.
    public enum Binarization: Equatable, Sendable {
        /// 1 above one half. Done once, when data is bound.
        case threshold
        /// 1 with the stored value as its probability. Left to the model: bound data keeps the probabilities.
        case stochastic
    }

    /// The name in the model.
    public var name: String
    /// What the model does with it.
    public var role: Role
    /// The values it may take.
    public var support: Support
    /// The extents of one example, channels first; empty for a scalar.
    public var shape: [Int]
    /// The transform of a `binary` variable whose stored values are grey, if there is one.
    public var binarization: Binarization?

    /// Makes a specification.
    public init(
        _ name: String, role: Role = .data, support: Support, shape: [Int], binarization: Binarization? = nil
    ) {
        self.name = name
        self.role = role
        self.support = support
        self.shape = shape
        self.binarization = binarization
    }

    /// How many numbers one example has.
    public var size: Int { shape.reduce(1, *) }

    /// As the language writes it: `x: unit[1, 28, 28]`.
    public var description: String {
        let transform: String =
            switch binarization {
            case nil: ""
            case .threshold: " binarize(threshold)"
            case .stochastic: " binarize(stochastic)"
            }
        return "\(name): \(support)" + (shape.isEmpty ? "" : "\(shape)") + transform
    }
}
