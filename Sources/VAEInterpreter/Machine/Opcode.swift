import VAEGraph

/// What an instruction of the machine does to blocks of vectors.
enum Opcode: UInt8 {
    // MARK: Memory

    /// One number of memory in every lane of one vector.
    case loadUniform
    /// One number of memory per row, in every lane of the row's vector.
    case loadRow
    /// Numbers of memory at any distance from each other, one per column.
    case gather
    /// A block of memory or registers, unchanged.
    case copy

    // MARK: Leaves

    case column, uniformNoise, normalNoise

    // MARK: Functions of one operand

    case negate, reciprocal, square, squareRoot, absolute, sign
    case exponential, logarithm, logarithmOfOnePlus, exponentialMinusOne
    case tanh, sigmoid, softplus, sine, cosine, floor

    // MARK: Functions of two and three operands

    case add, subtract, multiply, divide, maximum, minimum, power
    case less, lessOrEqual, equal, notEqual
    case multiplyAdd, divideByRoot, select

    // MARK: Several functions in a row

    /// a · b + (c · d), the product in parentheses rounded first.
    case addProducts
    /// a² · b
    case multiplySquare
    /// a · b + (c² · d), what is in parentheses rounded first.
    case addSquareProduct
    /// (a · b) / (√c + d)
    case multiplyDivideByRoot
    /// a − (b · c) / (√d + e): the step of Adam and its like.
    case subtractRootRatio
    /// a · b − c, rounded twice.
    case subtractFromProduct
    /// a − b · c, rounded twice.
    case subtractProduct
    /// (a − b) · c
    case multiplyDifference

    /// The machine's name of a function.
    init(_ function: UnaryFunction) {
        switch function {
        case .negate: self = .negate
        case .reciprocal: self = .reciprocal
        case .square: self = .square
        case .squareRoot: self = .squareRoot
        case .absolute: self = .absolute
        case .sign: self = .sign
        case .exponential: self = .exponential
        case .logarithm: self = .logarithm
        case .logarithmOfOnePlus: self = .logarithmOfOnePlus
        case .exponentialMinusOne: self = .exponentialMinusOne
        case .tanh: self = .tanh
        case .sigmoid: self = .sigmoid
        case .softplus: self = .softplus
        case .sine: self = .sine
        case .cosine: self = .cosine
        case .floor: self = .floor
        }
    }

    /// The machine's name of a function.
    init(_ function: BinaryFunction) {
        switch function {
        case .add: self = .add
        case .subtract: self = .subtract
        case .multiply: self = .multiply
        case .divide: self = .divide
        case .maximum: self = .maximum
        case .minimum: self = .minimum
        case .power: self = .power
        }
    }

    /// The machine's name of a comparison.
    init(_ comparison: Comparison) {
        switch comparison {
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        }
    }

    /// The machine's name of a generator.
    init(_ kind: Noise.Kind) {
        switch kind {
        case .uniform: self = .uniformNoise
        case .normal: self = .normalNoise
        }
    }
}
