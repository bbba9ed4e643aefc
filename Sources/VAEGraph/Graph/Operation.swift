/// What a node computes. Few and orthogonal: layers, distributions, objectives and optimizers are all built from these.
///
/// Operands are named a, b, c in order. All numbers are 32-bit floats (64-bit in the reference); comparisons give masks.
public enum Operation: Hashable, Sendable {
    // MARK: Leaves

    /// A variable of the model that the caller binds, one row per example.
    case input(String)
    /// A slot of the parameter table: its value at the start of the step, whatever is assigned.
    case slot(String)
    /// A number; always of scalar shape.
    case constant(Double)
    /// A number set when the entry point is called: a rate, a divergence weight.
    case scalar(String)
    /// The number of rows in the batch.
    case batch
    /// Counter-based random numbers (see `Noise`); the shape has one batch axis, whose rows are keyed by example.
    case noise(Noise)
    /// 0, 1, 2, … along the last axis.
    case index

    // MARK: Elementwise, operands of equal shape

    /// f(a)
    case unary(UnaryFunction)
    /// f(a, b)
    case binary(BinaryFunction)
    /// The mask a ∘ b.
    case compare(Comparison)
    /// b where the mask a holds, c elsewhere.
    case select
    /// a, with gradient zero.
    case stopGradient

    // MARK: Movement

    /// a in another shape, elements in the same row-major order.
    case reshape
    /// Axis i of the result is axis `permutation[i]` of a.
    case permute([Int])
    /// Axis i of a is axis `axes[i]` of the result (ascending); the result's other axes repeat.
    case broadcast(axes: [Int])
    /// Elements `start ..< start + count` along a literal axis; the count is the result's extent.
    case slice(axis: Int, start: Int)
    /// Zeros before and after along a literal axis.
    case pad(axis: Int, before: Int, after: Int)
    /// The operands side by side along a literal axis.
    case concat(axis: Int)

    // MARK: Contraction and reduction

    /// The axes of a (ascending) combined, and removed.
    case reduce(Reduction, axes: [Int])
    /// The matrix product of a (or aᵀ) and b (or bᵀ).
    case contract(transposeA: Bool, transposeB: Bool)

    // MARK: Images, channels first: [rows, channels, height, width]

    /// A convolution of images with weights [out, in / groups, height, width], or one of its adjoints: a and b are the
    /// two of image, weights and result (in this order) that are not computed.
    case convolve(Convolution)
    /// Windows of images combined, channel by channel; `spread` and `fromMaximum` go back from windows to images.
    case pool(Window, Pooling)

    // MARK: Differentiation

    /// The gradient of the scalar a with respect to b; `differentiate` expands it.
    case gradient
}

/// Functions of one element.
public enum UnaryFunction: String, Hashable, Sendable, CaseIterable {
    case negate, reciprocal, square, squareRoot, absolute
    /// −1, 0 or 1; what is not a number stays.
    case sign
    case exponential, logarithm
    /// log(1 + x), accurate near zero.
    case logarithmOfOnePlus
    /// exp(x) − 1, accurate near zero.
    case exponentialMinusOne
    case tanh, sigmoid
    /// log(1 + exp(x)), without overflow.
    case softplus
    case sine, cosine
    /// The largest whole number not above x.
    case floor
}

/// Functions of two elements.
public enum BinaryFunction: String, Hashable, Sendable, CaseIterable {
    case add, subtract, multiply, divide
    /// b where a < b, a elsewhere: what is not a number stays if it is in a. At a tie the gradient is b's.
    case maximum
    /// b where b < a, a elsewhere: what is not a number stays if it is in a. At a tie the gradient is b's.
    case minimum
    /// a to the power b, for a ≥ 0.
    case power
}

/// Comparisons of two elements; all are false when either is not a number, but `notEqual`.
public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case less, lessOrEqual, equal, notEqual
}

/// How a reduction combines elements.
public enum Reduction: String, Hashable, Sendable, CaseIterable {
    case sum, maximum
}

/// A stream of counter-based random numbers: keyed by seed, clock, stream name, the row's example and the element of the
/// row. Two nodes draw the same numbers exactly when they are equal.
public struct Noise: Hashable, Sendable {
    /// The distribution of one element.
    public enum Kind: String, Hashable, Sendable {
        /// In the open interval (0, 1).
        case uniform
        /// Mean 0, variance 1.
        case normal
    }
    /// What makes the numbers new.
    public enum Clock: String, Hashable, Sendable {
        /// The optimizer's step, and the number of the draw outside training.
        case step
        /// The epoch; one fixed value outside training.
        case epoch
    }
    /// The distribution.
    public var kind: Kind
    /// Where in the model's text it comes from: `encoder.z`, and `encoder.z@2` for what is drawn a second time in the same
    /// place. All samples of a latent are one stream: they are elements of the row.
    public var stream: String
    /// What makes the numbers new.
    public var clock: Clock

    /// A stream.
    public init(_ kind: Kind, stream: String, clock: Clock = .step) {
        self.kind = kind
        self.stream = stream
        self.clock = clock
    }
}
