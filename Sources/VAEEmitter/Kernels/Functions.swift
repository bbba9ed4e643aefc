import VAEGraph

extension UnaryFunction {
    /// The runtime's function of a vector; nil where an operator says it.
    var vectorFunction: Identifier? {
        switch self {
        case .negate: "negate"
        case .reciprocal: "reciprocal"
        case .square: nil
        case .squareRoot: "squareRoot"
        case .absolute: "absolute"
        case .sign: "sign"
        case .exponential: "exp"
        case .logarithm: "log"
        case .logarithmOfOnePlus: "log1p"
        case .exponentialMinusOne: "expm1"
        case .tanh: "tanh"
        case .sigmoid: "sigmoid"
        case .softplus: "softplus"
        case .sine: "sin"
        case .cosine: "cos"
        case .floor: "floor"
        }
    }

    /// f(a) for a vector a.
    func expression(_ a: SwiftExpression) -> SwiftExpression {
        guard let function: Identifier = vectorFunction else { return .binary(a, .times, a) }
        return .vector(function, a)
    }
}

extension BinaryFunction {
    /// f(a, b) for vectors.
    func expression(_ a: SwiftExpression, _ b: SwiftExpression) -> SwiftExpression {
        switch self {
        case .add: .binary(a, .plus, b)
        case .subtract: .binary(a, .minus, b)
        case .multiply: .binary(a, .times, b)
        case .divide: .vector("divide", a, b)
        case .maximum: .vector("maximum", a, b)
        case .minimum: .vector("minimum", a, b)
        case .power: .vector("power", a, b)
        }
    }
}

extension Comparison {
    /// The runtime's function of two vectors.
    var vectorFunction: Identifier {
        switch self {
        case .less: "less"
        case .lessOrEqual: "lessOrEqual"
        case .equal: "equal"
        case .notEqual: "notEqual"
        }
    }
}

extension SwiftExpression {
    /// `Vector.function(…)`
    static func vector(_ function: Identifier, _ arguments: SwiftExpression...) -> SwiftExpression {
        .call(.member("Vector", function), arguments.map(Argument.plain))
    }

    /// `Vector(repeating: …)`
    static func vector(repeating value: SwiftExpression) -> SwiftExpression {
        .call("Vector", [.labelled("repeating", value)])
    }
}
