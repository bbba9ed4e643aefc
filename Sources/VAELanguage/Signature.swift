/// Everything the checker, the reference page and the tests need to know of one word of the vocabulary, without
/// knowing how it is lowered. The compiler keeps it beside the lowering, in one value per word.
public struct Signature: Sendable {
    /// What sort of word this is, which says where it may stand.
    public enum Kind: Hashable, Sendable {
        /// Piped, may own parameters: `h |> dense(20)`.
        case layer
        /// Elementwise, without parameters of its own; piped or called: `h |> tanh`, `tanh(h)`.
        case function
        /// Piped, sends its input through a pipeline several times: `h |> repeat(3, block)`.
        case repetition
        /// Called with several tensors: `concat(a, b, axis: 0)`.
        case combination
        /// Stands right of `~`.
        case distribution
        /// Stands after `objective`.
        case objective
        /// A value of `divergence:`.
        case divergence
        /// Stands after `optimizer`.
        case optimizer
        /// A number that changes with the epoch: `ramp(from: 0, to: 1, epochs: 10)`.
        case schedule
        /// How a parameter starts: `heNormal`.
        case initialisation
        /// Between stored values and a data variable: `binarize(stochastic)`.
        case transform
        /// A bandit's policy after `select … by`.
        case policy
        /// Built-in data after `source`.
        case source
    }

    /// One labelled parameter of the word.
    public struct Parameter: Sendable {
        /// What may be written for it.
        public enum Kind: Hashable, Sendable {
            /// A whole number known when the model is checked, within the range.
            case integer(ClosedRange<Int>)
            /// A number known when the model is checked, within the range.
            case number(ClosedRange<Double>)
            /// One or more whole numbers, or a variable's `.shape`; takes all unlabelled arguments. One number arrives as
            /// `Argument.integer`, everything else as `Argument.extents`: `dense(20)` acts on the last axis,
            /// `dense(z.shape)` maps the flattened input, also when that shape has one axis.
            case extents
            /// Places of axes, from 0: `permute(2, 0, 1)`; takes all unlabelled arguments. Arrives as `Argument.extents`.
            case axes
            /// One whole number within the range for height and width alike, or both in brackets: `kernel: [3, 5]`.
            /// Arrives as `Argument.extents` of two.
            case pair(ClosedRange<Int>)
            /// `true` or `false`.
            case boolean
            /// One of these words.
            case choice([String])
            /// An expression over the variables in scope: a tensor or a scalar.
            case tensor
            /// A call of a word of this kind, or (for schedules) a number.
            case call(Signature.Kind)
            /// A pipeline of layers: `residual(conv2d(8) |> relu)`.
            case pipeline
        }

        /// The label, which is also the name the lowering asks for.
        public var label: String
        /// What may be written for it.
        public var kind: Kind
        /// The value when it is left out, as source text; nil when it must be given (or belongs to a `oneOf` group).
        public var defaultText: String?
        /// Whether it may be given without its label, by position among the unlabelled ones.
        public var isPositional: Bool
        /// For a distribution's parameter: the support its value must have.
        public var support: Support
        /// Whether it may be left out without a default: then it is not among the checked arguments.
        public var isOptional: Bool
        /// For a choice: words of the language that the compiler does not have yet.
        public var plannedChoices: [String]
        /// The interval the compiler keeps its value in, with gradient zero outside; nil for none.
        public var clamp: ClosedRange<Double>?
        /// One line for the reference page.
        public var summary: String

        /// A parameter.
        public init(
            _ label: String, _ kind: Kind, default defaultText: String? = nil, positional: Bool = false,
            support: Support = .real, optional: Bool = false, planned plannedChoices: [String] = [],
            clamp: ClosedRange<Double>? = nil, summary: String
        ) {
            self.label = label
            self.kind = kind
            self.defaultText = defaultText
            self.isPositional = positional
            self.support = support
            self.isOptional = optional
            self.plannedChoices = plannedChoices
            self.clamp = clamp
            self.summary = summary
        }
    }

    /// What the shape rule is asked: the per-example shapes of the tensor inputs and the checked arguments.
    public struct ShapeQuery: Sendable {
        /// Per-example shapes of the inputs; the batch is never among the axes, a scalar has none.
        public var inputs: [[Int]]
        /// The arguments by label, defaults filled in.
        public var arguments: [String: Argument]
        /// The sets the inputs lie in, one for each: `oneHot` needs the number of categories.
        public var supports: [Support]

        /// A query.
        public init(inputs: [[Int]], arguments: [String: Argument], supports: [Support] = []) {
            self.inputs = inputs
            self.arguments = arguments
            self.supports = supports
        }
    }

    /// Why a word cannot be applied to these shapes, for a person: what does not fit, and what would.
    public struct ShapeProblem: Error, Hashable, Sendable {
        /// What does not fit, with the numbers.
        public var message: String
        /// What would fit, if that can be said.
        public var advice: String?

        /// A problem.
        public init(_ message: String, advice: String? = nil) {
            self.message = message
            self.advice = advice
        }
    }

    /// One learned tensor that a layer owns.
    public struct LearnedTensor: Hashable, Sendable {
        /// What follows the layer's path and a dot: `weight`.
        public var suffix: String
        /// Its shape in PyTorch's layout: `dense` has weight (out, in) and bias (out).
        public var shape: [Int]

        /// A learned tensor.
        public init(_ suffix: String, _ shape: [Int]) {
            self.suffix = suffix
            self.shape = shape
        }
    }

    /// The word.
    public var name: String
    /// Where it may stand.
    public var kind: Kind
    /// One sentence for the reference page, with the formula.
    public var summary: String
    /// Its labelled parameters, in the order of the reference page.
    public var parameters: [Parameter]
    /// Groups of labels of which exactly one must be given: `[["scale", "logScale", "variance", "logVariance"]]`.
    public var oneOf: [[String]]
    /// The shape of the result.
    public var shape: @Sendable (ShapeQuery) throws(ShapeProblem) -> [Int]
    /// The set the result lies in; for a distribution, the support of its values (`.category(0)` for any number of
    /// categories).
    public var range: Support
    /// Whether the layer is an affine map of its input (two in a row are one).
    public var isAffine: Bool
    /// Whether the layer adds a bias unless told `bias: false`.
    public var addsBias: Bool
    /// Whether that bias is one number for each channel, along the first axis.
    public var hasBiasPerChannel: Bool
    /// For a distribution: the names of families to which its Kullback–Leibler divergence has a closed form.
    public var closedFormDivergences: Set<String>
    /// For a distribution: whether samples can be differentiated with respect to the parameters.
    public var isReparameterised: Bool
    /// The tensors a layer learns, for inputs and arguments that its shape rule accepted; shared by the checker's table
    /// and the compiler's parameter table.
    public var learnedTensors: @Sendable (ShapeQuery) -> [LearnedTensor]
    /// For a likelihood: supports beyond its own that it accepts as a relaxation, which is no log-likelihood any more.
    public var relaxedSupports: [Support]
    /// Whether the layer subtracts the mean of each channel, so that a bias just before it has no effect.
    public var cancelsBias: Bool
    /// Whether the result lies in the same set as the inputs, because values are only moved: `flatten`, `concat`.
    public var keepsSupport: Bool
    /// Whether the layer takes values of `category(k)`: `oneHot`, `embedding`.
    public var acceptsCategories: Bool
    /// For a divergence: whether it needs a closed form between posterior and prior.
    public var needsClosedForm: Bool
    /// For an objective: whether it compares the posterior with a prior, so that point codes have no place in it.
    public var comparesWithPrior: Bool
    /// For a schedule: the labels of the values it goes through.
    public var levels: [String]
    /// False for a word of the language that the compiler does not have yet: it is answered "not supported yet".
    public var isSupported: Bool

    /// A signature; most words need only a few of the fields.
    public init(
        _ name: String, _ kind: Kind, summary: String, parameters: [Parameter] = [], oneOf: [[String]] = [],
        range: Support = .real, isAffine: Bool = false, addsBias: Bool = false,
        hasBiasPerChannel: Bool = false, closedFormDivergences: Set<String> = [], isReparameterised: Bool = false,
        relaxedSupports: [Support] = [],
        cancelsBias: Bool = false, keepsSupport: Bool = false, acceptsCategories: Bool = false,
        needsClosedForm: Bool = false, comparesWithPrior: Bool = false, levels: [String] = [], isSupported: Bool = true,
        learnedTensors: @escaping @Sendable (ShapeQuery) -> [LearnedTensor] = { _ in [] },
        shape: @escaping @Sendable (ShapeQuery) throws(ShapeProblem) -> [Int] = { query throws(ShapeProblem) in
            query.inputs.first ?? []
        }
    ) {
        self.name = name
        self.kind = kind
        self.summary = summary
        self.parameters = parameters
        self.oneOf = oneOf
        self.range = range
        self.isAffine = isAffine
        self.addsBias = addsBias
        self.hasBiasPerChannel = hasBiasPerChannel
        self.closedFormDivergences = closedFormDivergences
        self.isReparameterised = isReparameterised
        self.relaxedSupports = relaxedSupports
        self.cancelsBias = cancelsBias
        self.keepsSupport = keepsSupport
        self.acceptsCategories = acceptsCategories
        self.needsClosedForm = needsClosedForm
        self.comparesWithPrior = comparesWithPrior
        self.levels = levels
        self.isSupported = isSupported
        self.learnedTensors = learnedTensors
        self.shape = shape
    }
}

/// An argument after checking: its value is known, or its expression is typed.
public indirect enum Argument: Sendable {
    /// A whole number.
    case integer(Int)
    /// A number.
    case number(Double)
    /// Axis extents.
    case extents([Int])
    /// `true` or `false`.
    case boolean(Bool)
    /// One of the words the parameter allows.
    case choice(String)
    /// A typed expression.
    case tensor(Expression)
    /// A call: a schedule, an initialisation, a divergence.
    case call(Call)
    /// A pipeline of layers, expanded: an expression over the placeholder `Expression.Kind.pipelineInput`.
    case pipeline(Expression)
}

/// A checked call of a word that is no tensor: `ramp(from: 0, to: 1, epochs: 10)`, `adam(rate: 0.001)`.
public struct Call: Sendable {
    /// The word.
    public var name: String
    /// The arguments by label, defaults filled in.
    public var arguments: [String: Argument]
    /// Where it stands (an empty range for a default).
    public var range: SourceRange

    /// A call.
    public init(_ name: String, _ arguments: [String: Argument] = [:], range: SourceRange = SourceRange(0, 0)) {
        self.name = name
        self.arguments = arguments
        self.range = range
    }
}
