/// Everything about a model beside its kernels: what queries, data binding and training need to know.
public struct ModelDescription: Sendable {
    /// The set a variable's values lie in.
    public enum Support: Hashable, Sendable {
        case real, positive, unit, binary, byte, count
        case category(Int)
    }

    /// From stored values to a variable.
    public enum Transform: String, Hashable, Sendable {
        /// One with the probability the stored value says, anew each epoch.
        case binarizeStochastic
        /// One where the stored value is at least a half.
        case binarizeThreshold
    }

    /// A data variable, condition or latent.
    public struct Variable: Sendable {
        /// Its name.
        public var name: String
        /// The set its values lie in.
        public var support: Support
        /// Extents of one example.
        public var shape: [Int]
        /// From stored values to the variable.
        public var transforms: [Transform]
        /// Elements of one example.
        public var count: Int { shape.reduce(1, *) }
        /// A variable.
        public init(_ name: String, _ support: Support, shape: [Int], transforms: [Transform] = []) {
            self.name = name
            self.support = support
            self.shape = shape
            self.transforms = transforms
        }
    }

    /// One encoder with one decoder.
    public struct Alternative: Hashable, Sendable {
        /// The names of its blocks, as far as there are several to choose from: `mlp`, `conv.mlp`. Entry points of the first
        /// alternative have plain names, those of the others are called `bound@mlp`.
        public var name: String
        /// The encoder, by place.
        public var encoder: Int
        /// The decoder, by place.
        public var decoder: Int
        /// An alternative.
        public init(_ name: String, encoder: Int, decoder: Int) {
            self.name = name
            self.encoder = encoder
            self.decoder = decoder
        }
    }

    /// A number that may change with the epoch.
    public indirect enum Schedule: Hashable, Sendable {
        /// Always the same.
        case constant(Double)
        /// Linear from one value to another over the first epochs, then the latter.
        case ramp(from: Double, to: Double, epochs: Double)
        /// Half a cosine from one value to another over the first epochs, then the latter.
        case cosine(from: Double, to: Double, epochs: Double)
        /// Multiplied by a factor every so many epochs.
        case step(from: Double, factor: Double, every: Double)
    }

    /// Training defaults.
    public struct Training: Sendable {
        /// The optimizer's name, for messages.
        public var optimizer: String
        /// Its rate.
        public var rate: Schedule
        /// The weight of the divergence in the objective.
        public var divergenceWeight: Schedule
        /// Rows of a minibatch.
        public var batch: Int
        /// Passes over the training data.
        public var epochs: Int
        /// Where all noise starts.
        public var seed: UInt64
        /// The norm gradients are clipped to.
        public var clipNorm: Double?
        /// The built-in data used when no file is given.
        public var source: String?
        /// How an alternative is chosen for each step; nil where there is one.
        public var selection: SelectionPolicy?
        /// Training defaults.
        public init(
            optimizer: String, rate: Schedule, divergenceWeight: Schedule, batch: Int, epochs: Int, seed: UInt64,
            clipNorm: Double? = nil, source: String? = nil, selection: SelectionPolicy? = nil
        ) {
            self.optimizer = optimizer
            self.rate = rate
            self.divergenceWeight = divergenceWeight
            self.batch = batch
            self.epochs = epochs
            self.seed = seed
            self.clipNorm = clipNorm
            self.source = source
            self.selection = selection
        }
    }

    /// The model's name.
    public var name: String
    /// Its documentation comment.
    public var documentation: String
    /// Observed variables.
    public var data: [Variable]
    /// Conditions that every query supplies.
    public var givens: [Variable]
    /// Latent variables.
    public var latents: [Variable]
    /// The pairs of an encoder and a decoder that training chooses among; empty where there is nothing to choose.
    public var alternatives: [Alternative]
    /// Whether a prior is declared for all latents, so that the model can be sampled.
    public var hasPrior: Bool
    /// Training defaults.
    public var training: Training
    /// A hash of the model's text.
    public var sourceHash: UInt64
    /// The instruction set its plans were made for.
    public var instructionSet: String

    /// A description.
    public init(
        name: String, documentation: String, data: [Variable], givens: [Variable], latents: [Variable],
        alternatives: [Alternative] = [], hasPrior: Bool, training: Training, sourceHash: UInt64, instructionSet: String
    ) {
        self.name = name
        self.documentation = documentation
        self.data = data
        self.givens = givens
        self.latents = latents
        self.alternatives = alternatives
        self.hasPrior = hasPrior
        self.training = training
        self.sourceHash = sourceHash
        self.instructionSet = instructionSet
    }
}
