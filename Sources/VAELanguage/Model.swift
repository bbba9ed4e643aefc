/// A checked model: names resolved, templates expanded, every shape and support known. What the compiler lowers.
///
/// Shapes are per example: the batch is never among the axes, axes are row-major and channels first.
public struct Model: Sendable {
    /// The name after `model`.
    public var name: String
    /// The `///` comment above it, without the slashes.
    public var documentation: String
    /// Observed variables, in the order of the file.
    public var data: [DataVariable] = []
    /// Conditions that every query must supply.
    public var givens: [GivenVariable] = []
    /// Learned tensors declared by `parameter`.
    public var parameters: [ParameterVariable] = []
    /// Latent variables, in the order of the file.
    public var latents: [LatentVariable] = []
    /// The alternatives of the encoder; one unless a bandit chooses.
    public var encoders: [Block] = []
    /// The alternatives of the decoder.
    public var decoders: [Block] = []
    /// What is maximised.
    public var objective: Call = Call("elbo")
    /// Training defaults.
    public var training: Training = Training()

    /// An empty model of that name.
    public init(name: String, documentation: String = "") {
        self.name = name
        self.documentation = documentation
    }
}

/// `data x: unit[1, 28, 28] binarize(stochastic)`
public struct DataVariable: Sendable {
    /// Its name.
    public var name: String
    /// The set its values lie in.
    public var support: Support
    /// Its extents.
    public var shape: [Int]
    /// From stored values to the variable, in order.
    public var transforms: [Call]
    /// Where it is declared.
    public var range: SourceRange
}

/// `given y: category(10)`
public struct GivenVariable: Sendable {
    /// Its name.
    public var name: String
    /// The set its values lie in.
    public var support: Support
    /// Its extents.
    public var shape: [Int]
    /// Where it is declared.
    public var range: SourceRange
}

/// `parameter s: positive[3] = 0.1`
public struct ParameterVariable: Sendable {
    /// Its name.
    public var name: String
    /// The set its values are kept in.
    public var support: Support
    /// Its extents.
    public var shape: [Int]
    /// How it starts: a number in the support, or an initialisation.
    public var initial: Argument
    /// Where it is declared.
    public var range: SourceRange

    /// The name of what is learned, in the parameter table and in checkpoints. It is unconstrained: `s` itself for `real`,
    /// `s.log` for `positive` (the value is its exponential) and `s.logit` for `unit` (the value is its sigmoid).
    public var learnedName: String {
        switch support {
        case .positive: name + ".log"
        case .unit: name + ".logit"
        default: name
        }
    }
}

/// `latent z: real[20] ~ normal(mean: 0, scale: 1)`
public struct LatentVariable: Sendable {
    /// Its name.
    public var name: String
    /// The set its values lie in.
    public var support: Support
    /// Its extents.
    public var shape: [Int]
    /// The prior at its declaration; nil when the decoder gives one, or when it is a point code without a prior.
    public var prior: DistributionExpression?
    /// Where it is declared.
    public var range: SourceRange
}

/// One encoder or decoder.
public struct Block: Sendable {
    /// The alternative's name; nil for the only one.
    public var name: String?
    /// Its statements, in order.
    public var statements: [Statement]
    /// Where it stands.
    public var range: SourceRange
}

/// One line of a block.
public struct Statement: Sendable {
    /// What the line says.
    public enum Kind: Sendable {
        /// `let h = …`: the n-th local of the block.
        case local(name: String, index: Int, value: Expression)
        /// `z ~ normal(…)`: in an encoder the posterior of a latent, in a decoder the likelihood of a data variable or
        /// the prior of a latent.
        case distributed(variable: String, as: DistributionExpression)
        /// `z = …` in an encoder: a point code.
        case point(variable: String, value: Expression)
    }
    /// What the line says.
    public var kind: Kind
    /// Where it stands.
    public var range: SourceRange
}

/// A call of a distribution with typed arguments: `normal(mean: …, logVariance: …)`.
public struct DistributionExpression: Sendable {
    /// The word of the vocabulary.
    public var name: String
    /// Arguments by label; tensors are scalar (shape []) or have the variable's shape, the checker has seen to it.
    public var arguments: [String: Argument]
    /// The shape of the variable it describes.
    public var shape: [Int]
    /// Where it stands.
    public var range: SourceRange
}

/// A typed expression: a tensor for each example, or a scalar.
public struct Expression: Sendable {
    /// What it is.
    public indirect enum Kind: Sendable {
        /// A number.
        case number(Double)
        /// A data variable, `given`, latent or `parameter`, by name.
        case variable(String)
        /// The n-th local of the block it stands in.
        case local(Int)
        /// The input of the pipeline argument it stands in (`residual`).
        case pipelineInput
        /// A layer, function or combination applied to tensors.
        case application(Application)
        /// −a.
        case negation(Expression)
        /// a ∘ b on equal shapes, or with a scalar on either side.
        case binary(BinaryOperator, Expression, Expression)
    }

    /// What it is.
    public var kind: Kind
    /// Its per-example shape.
    public var shape: [Int]
    /// The set its values are known to lie in.
    public var support: Support
    /// Where it stands: the innermost text that a person would point at.
    public var range: SourceRange

    /// An expression.
    public init(_ kind: Kind, shape: [Int], support: Support, range: SourceRange) {
        self.kind = kind
        self.shape = shape
        self.support = support
        self.range = range
    }
}

extension Expression {
    /// How high its tree is, the pipelines of arguments included; bounded by `Limits.depth` for what the checker accepts.
    var height: Int {
        switch kind {
        case .number, .variable, .local, .pipelineInput: return 1
        case .negation(let operand): return operand.height + 1
        case .binary(_, let left, let right): return max(left.height, right.height) + 1
        case .application(let application):
            var height: Int = application.inputs.reduce(0) { max($0, $1.height) }
            for case .pipeline(let inner) in application.arguments.values { height = max(height, inner.height) }
            return height + 1
        }
    }
}

/// Arithmetic of two operands.
public enum BinaryOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
}

/// A word of the vocabulary applied to tensors.
public struct Application: Sendable {
    /// The word.
    public var name: String
    /// The tensor inputs; the piped one first.
    public var inputs: [Expression]
    /// Arguments by label, defaults filled in.
    public var arguments: [String: Argument]
    /// Where its parameters live in the parameter table, unique per instance: `encoder.z.mean.dense`,
    /// `decoder.mlp.x.logits.dense2`. Uses of one `shared` instance have the same path.
    public var path: String
}

/// The `training` block, defaults filled in.
public struct Training: Sendable {
    /// The optimizer, with its rate as a schedule or a number under `rate`.
    public var optimizer = Call(
        "adam", ["rate": .number(0.001), "beta1": .number(0.9), "beta2": .number(0.999), "epsilon": .number(1e-8)])
    /// Examples in a minibatch: the largest batch the compiled model takes.
    public var batch = 100
    /// Passes over the training data.
    public var epochs = 100
    /// Where all noise starts.
    public var seed: UInt64 = 0
    /// The largest Euclidean norm of all gradients together; nil clips nothing.
    public var clipNorm: Double?
    /// The prior over the weights, for MAP estimates.
    public var weightPrior: DistributionExpression?
    /// The built-in data used when no file is given.
    public var source: String?
    /// The bandit: which blocks it selects, and its policy.
    public var selection: Selection?

    /// The defaults.
    public init() {}
}

/// `select decoder by ucb1`
public struct Selection: Sendable {
    /// Whether encoders are arms.
    public var encoders: Bool
    /// Whether decoders are arms.
    public var decoders: Bool
    /// The policy.
    public var policy: Call
}
