/// What rewritings ask of a tensor.
extension Tensor {
    /// The operands of its node.
    var operands: [Tensor] { node.operands.map { builder.tensor($0) } }

    /// Whether both are the same value of the graph.
    func isSame(as other: Tensor) -> Bool { value == other.value }

    /// x, if this is f(x).
    func argument(of function: UnaryFunction) -> Tensor? {
        let node = node
        return node.operation == .unary(function) ? builder.tensor(node.operands[0]) : nil
    }

    /// a and b, if this is f(a, b).
    func arguments(of function: BinaryFunction) -> (Tensor, Tensor)? {
        let node = node
        guard node.operation == .binary(function) else { return nil }
        return (builder.tensor(node.operands[0]), builder.tensor(node.operands[1]))
    }

    /// The first result that is not nil for (a, b) and (b, a), if this is f(a, b).
    func either<T>(_ function: BinaryFunction, _ match: (Tensor, Tensor) -> T?) -> T? {
        guard let (a, b) = arguments(of: function) else { return nil }
        return match(a, b) ?? match(b, a)
    }

    /// What is broadcast and where its axes go, if this is a broadcast.
    var broadcastSource: (source: Tensor, axes: [Int])? {
        let node = node
        guard case .broadcast(let axes) = node.operation else { return nil }
        return (builder.tensor(node.operands[0]), axes)
    }

    /// What is reshaped, if this is a reshape.
    var reshapeSource: Tensor? {
        let node = node
        return node.operation == .reshape ? builder.tensor(node.operands[0]) : nil
    }

    /// What is permuted and how, if this is a permutation.
    var permuteSource: (source: Tensor, permutation: [Int])? {
        let node = node
        guard case .permute(let permutation) = node.operation else { return nil }
        return (builder.tensor(node.operands[0]), permutation)
    }

    /// What is reduced, how and over which axes, if this is a reduction.
    var reduceSource: (source: Tensor, reduction: Reduction, axes: [Int])? {
        let node = node
        guard case .reduce(let reduction, let axes) = node.operation else { return nil }
        return (builder.tensor(node.operands[0]), reduction, axes)
    }

    /// The scalar that stands in every element, if that is how this came about.
    var uniform: Tensor? {
        if rank == 0 { return self }
        guard let (source, axes) = broadcastSource, axes.isEmpty else { return nil }
        return source
    }

    /// The number that stands in every element, if it is known.
    var number: Double? {
        guard let scalar = uniform, case .constant(let number) = scalar.node.operation else { return nil }
        return number
    }

    /// Whether every element is this number.
    func isNumber(_ number: Double) -> Bool { self.number == number }

    /// The scalar in every element of a shape.
    func spread(to shape: Shape) -> Tensor { broadcast(to: shape, axes: []) }

    /// A number in every element of this tensor's shape.
    func filled(_ number: Double) -> Tensor { builder.constant(number, shape: shape) }

    /// x, if this is −x, where the sign may stand inside a broadcast or in a number.
    var negated: Tensor? {
        if let x = argument(of: .negate) { return x }
        if let number, number < 0 { return filled(-number) }
        guard let (source, axes) = broadcastSource, let x = source.argument(of: .negate) else { return nil }
        return x.broadcast(to: shape, axes: axes)
    }
}

extension Operation.Kind {
    static let everyUnary: [Operation.Kind] = UnaryFunction.allCases.map(Operation.Kind.unary)
    static let everyBinary: [Operation.Kind] = BinaryFunction.allCases.map(Operation.Kind.binary)
    static let everyReduction: [Operation.Kind] = Reduction.allCases.map(Operation.Kind.reduce)
    /// Elementwise operations that give numbers.
    static let everyFunction: [Operation.Kind] = everyUnary + everyBinary + [.select, .stopGradient]
}
