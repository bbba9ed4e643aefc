import VAEGraph
import VAELanguage

extension Lowering {
    /// The value of an expression.
    mutating func lower(_ expression: Expression) throws(LoweringError) -> Field {
        switch expression.kind {
        case .number(let value):
            return Field(builder.constant(value), leading: 0)
        case .variable(let name):
            return try variable(name, at: expression.range)
        case .local(let index):
            return try found(locals[index], "this value", at: expression.range)
        case .pipelineInput:
            return try found(pipelineInputs.last, "the input of the pipeline", at: expression.range)
        case .application(let application):
            return try lower(application, expression)
        case .negation(let inner):
            return try lower(inner).map { -$0 }
        case .binary(let symbol, let left, let right):
            let (a, b) = try (lower(left), lower(right))
            return try at(expression.range, builder.origin.name) { lowering throws(LoweringError) in
                if symbol == .power, case .number(let exponent) = right.kind {
                    return a.map { $0.raised(to: exponent) }
                }
                let (x, y) = lowering.matched(a, b)
                return Field(symbol.apply(x.tensor, y.tensor), leading: max(x.leading, y.leading))
            }
        }
    }

    private mutating func lower(
        _ application: Application, _ expression: Expression
    ) throws(LoweringError) -> Field {
        var inputs: [Field] = []
        for input in application.inputs { inputs.append(try lower(input)) }
        let layer: Layer = try vocabulary.layer(application.name, at: expression.range)
        let call = LayerCall(
            inputs: inputs, supports: application.inputs.map(\.support),
            settings: Settings(arguments: application.arguments, signature: layer.signature), path: application.path,
            shape: expression.shape, range: expression.range)
        let name: String = application.path.isEmpty ? builder.origin.name : application.path
        return try at(expression.range, name) { lowering throws(LoweringError) in try layer.lower(call, &lowering) }
    }

    /// Two operands on the same leading axes and, where one is a scalar for each example, of the other's shape.
    func matched(_ a: Field, _ b: Field) -> (Field, Field) {
        if a.tensor.rank == 0 || b.tensor.rank == 0 { return (a, b) }
        let leading: Int = max(a.leading, b.leading)
        let shape: [Int] = a.shape.isEmpty ? b.shape : a.shape
        return (
            leadingAxes.spread(a, to: leading, shape: shape), leadingAxes.spread(b, to: leading, shape: shape)
        )
    }

    /// A distribution over a variable of a shape, with its parameters in the graph.
    mutating func lower(
        _ expression: DistributionExpression, shape: [Int], name: String
    ) throws(LoweringError) -> DistributionInstance {
        let distribution: Distribution = try vocabulary.distribution(expression.name, at: expression.range)
        var arguments: [String: Field] = [:]
        for forms in distribution.parameters {
            for form in forms.forms {
                let label: String = form.parameter.label
                let value: Field? = try at(expression.range, "\(name).\(label)") { lowering throws(LoweringError) in
                    try lowering.argument(label, of: expression, form)
                }
                arguments[label] = value
            }
            if !forms.forms.contains(where: { arguments[$0.parameter.label] != nil }) {
                let labels: String = forms.forms.map { "'\($0.parameter.label)'" }.joined(separator: " or ")
                throw LoweringError("'\(expression.name)' of '\(name)' needs \(labels)", at: expression.range)
            }
        }
        return DistributionInstance(
            distribution: distribution, arguments: arguments, shape: shape, builder: builder)
    }

    private mutating func argument(
        _ label: String, of expression: DistributionExpression, _ form: ParameterForms.Form
    ) throws(LoweringError) -> Field? {
        let field: Field
        switch expression.arguments[label] {
        case .tensor(let value): field = try lower(value)
        case .number(let value): field = Field(builder.constant(value), leading: 0)
        case .integer(let value): field = Field(builder.constant(Double(value)), leading: 0)
        default:
            guard let value = Double(form.parameter.defaultText ?? "") else { return nil }
            field = Field(builder.constant(value), leading: 0)
        }
        guard let bounds = form.parameter.clamp else { return field }
        return field.map { $0.clamped(bounds.lowerBound, bounds.upperBound) }
    }

    private func found(_ field: Field?, _ what: String, at range: SourceRange) throws(LoweringError) -> Field {
        guard let field else { throw LoweringError("\(what) is not known here", at: range) }
        return field
    }

    private mutating func variable(_ name: String, at range: SourceRange) throws(LoweringError) -> Field {
        if let field = variables[name] { return field }
        if let declared = model.parameters.first(where: { $0.name == name }) {
            let field: Field = try at(declared.range, name) { lowering throws(LoweringError) in
                try lowering.lower(declared)
            }
            variables[name] = field
            return field
        }
        throw LoweringError("\(name) is not known here", at: range)
    }
}

extension BinaryOperator {
    /// a ∘ b
    fileprivate func apply(_ a: Tensor, _ b: Tensor) -> Tensor {
        switch self {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .power: VAEGraph.power(a, b)
        }
    }
}

extension Tensor {
    /// This to a power that is known: products for whole exponents, which also take negative bases.
    func raised(to exponent: Double) -> Tensor {
        if exponent == 0.5 { return sqrt(self) }
        guard exponent == exponent.rounded(), exponent.magnitude <= 64 else { return generalPower(exponent) }
        var product: Tensor?
        var factor: Tensor = self
        var left = Int(exponent.magnitude)
        while left > 0 {
            if left & 1 == 1 { product = product.map { $0 * factor } ?? factor }
            left >>= 1
            if left > 0 { factor = square(factor) }
        }
        let result: Tensor = product ?? filled(1)
        return exponent < 0 ? 1 / result : result
    }

    private func generalPower(_ exponent: Double) -> Tensor {
        let isEven: Bool = exponent.truncatingRemainder(dividingBy: 2) == 0
        guard exponent == exponent.rounded() else { return VAEGraph.power(self, filled(exponent)) }
        let size: Tensor = VAEGraph.power(VAEGraph.abs(self), filled(exponent))
        return isEven ? size : size * sign(self)
    }
}
