import VAEGraph
import VAELanguage

/// Everything about a model beside its kernels that training, queries and data binding need: plain data, easily written
/// down as source text.
public struct Description: Hashable, Sendable {
    /// A data variable, condition or latent.
    public struct Variable: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The set its values lie in.
        public var support: Support
        /// Extents of one example.
        public var shape: [Int]
        /// From stored values to the variable, in order; the graphs apply them.
        public var transforms: [TransformUse] = []
    }

    /// `binarize(stochastic)`
    public struct TransformUse: Hashable, Sendable {
        /// The word.
        public var name: String
        /// The chosen words by label.
        public var choices: [String: String]
    }

    /// The family of a posterior or a likelihood, with the labels under which its parameters are reported.
    public struct Family: Hashable, Sendable {
        /// The latent or data variable.
        public var variable: String
        /// The word of the vocabulary.
        public var distribution: String
        /// The labels: `mean`, `logVariance`. Entry points name their results `z.mean`, `z.logVariance`.
        public var parameters: [String]
    }

    /// One encoder with one decoder.
    public struct Alternative: Hashable, Sendable {
        /// The names of its blocks, as far as there are several to choose from: `mlp`, `conv.mlp`; empty for the only one.
        /// Its entry points are `trainStep@conv.mlp` and so on; those of the first have the plain names.
        public var name: String
        /// The encoder, by place.
        public var encoder: Int
        /// The decoder, by place.
        public var decoder: Int
        /// The posteriors of its encoder; a point code has none.
        public var posteriors: [Family]
        /// The likelihoods of its decoder.
        public var likelihoods: [Family]
    }

    /// A bandit that chooses an alternative for each training step.
    public struct Selection: Hashable, Sendable {
        /// Whether encoders are chosen.
        public var encoders: Bool
        /// Whether decoders are chosen.
        public var decoders: Bool
        /// The word of the policy.
        public var policy: String
        /// The policy's constants by label, defaults filled in.
        public var constants: [String: Double]
    }

    /// Training defaults.
    public struct Training: Hashable, Sendable {
        /// The word.
        public var optimizer: String
        /// The learning rate, by epoch.
        public var rate: Schedule
        /// The weight of the divergence in the objective, by epoch; nil where the objective has none.
        public var divergenceWeight: Schedule?
        /// Rows of a minibatch: the largest batch the compiled model takes.
        public var batch: Int
        /// Passes over the training data.
        public var epochs: Int
        /// Where all noise starts.
        public var seed: UInt64
        /// The norm that gradients are clipped to; nil where the model does not clip.
        public var clipNorm: Double?
        /// Whether the objective has a prior over the weights, so that the step asks for `exampleCount`.
        public var hasWeightPrior: Bool
        /// The built-in data used when no file is given.
        public var source: String?
        /// How alternatives are chosen; nil where there is one.
        public var selection: Selection?
    }

    /// The model's name.
    public var name: String
    /// Its documentation comment, without the slashes.
    public var documentation: String
    /// Observed variables, in the order of the text.
    public var data: [Variable]
    /// Conditions that every query supplies.
    public var givens: [Variable]
    /// Latent variables, in the order of the text.
    public var latents: [Variable]
    /// The posteriors, of the first encoder; a point code has none.
    public var posteriors: [Family]
    /// The likelihoods, of the first decoder.
    public var likelihoods: [Family]
    /// Every encoder with every decoder, the first ones first.
    public var alternatives: [Alternative]
    /// Whether every latent has a prior, so that the model can be sampled.
    public var hasPrior: Bool
    /// Whether some latent is a point code, so that there is no bound on log p(x).
    public var hasPointCodes: Bool
    /// The word of the objective.
    public var objective: String
    /// Samples of the latents per example in training and in the bound.
    public var samples: Int
    /// Training defaults.
    public var training: Training
    /// A hash of the model's text (FNV-1a, 64 bits).
    public var sourceHash: UInt64
}

extension Description {
    /// What is to be known of a model.
    ///
    /// - Parameters:
    ///   - model: What the checker made of the text.
    ///   - source: The bytes of the text.
    ///   - vocabulary: The words.
    /// - Throws: `LoweringError` for what the compiler does not have yet.
    public init(
        _ model: Model, source: [UInt8], vocabulary: Vocabulary = .standard
    ) throws(LoweringError) {
        name = model.name
        documentation = model.documentation
        data = model.data.map { data in
            let transforms: [TransformUse] = data.transforms.map { TransformUse($0) }
            return Variable(name: data.name, support: data.support, shape: data.shape, transforms: transforms)
        }
        givens = model.givens.map { Variable(name: $0.name, support: $0.support, shape: $0.shape) }
        latents = model.latents.map { Variable(name: $0.name, support: $0.support, shape: $0.shape) }
        let observed: Set<String> = Set(model.data.map(\.name))
        alternatives = []
        for pair in VAECompiler.Alternative.all(of: model) {
            let likelihoods = try Description.families(model.decoders[pair.decoder], vocabulary)
            alternatives.append(
                Alternative(
                    name: pair.name(in: model), encoder: pair.encoder, decoder: pair.decoder,
                    posteriors: try Description.families(model.encoders[pair.encoder], vocabulary),
                    likelihoods: likelihoods.filter { observed.contains($0.variable) }))
        }
        posteriors = alternatives.first?.posteriors ?? []
        likelihoods = alternatives.first?.likelihoods ?? []
        hasPrior = model.hasAllPriors
        hasPointCodes = model.hasPointCodes
        objective = model.objective.name
        samples = try vocabulary.samples(model.objective)
        training = try Training(model, vocabulary)
        sourceHash = source.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func families(_ block: Block, _ vocabulary: Vocabulary) throws(LoweringError) -> [Family] {
        var families: [Family] = []
        for statement in block.statements {
            guard case .distributed(let variable, let expression) = statement.kind else { continue }
            let distribution = try vocabulary.distribution(expression.name, at: expression.range)
            families.append(
                Family(variable: variable, distribution: expression.name, parameters: distribution.reported))
        }
        return families
    }
}

extension Description.TransformUse {
    fileprivate init(_ call: Call) {
        name = call.name
        choices = call.arguments.compactMapValues { argument in
            if case .choice(let word) = argument { return word }
            return nil
        }
    }
}

extension Description.Training {
    fileprivate init(_ model: Model, _ vocabulary: Vocabulary) throws(LoweringError) {
        let training: VAELanguage.Training = model.training
        let optimizer: Optimizer = try vocabulary.optimizer(training.optimizer)
        self.optimizer = training.optimizer.name
        rate = try vocabulary.schedule("rate", of: training.optimizer, optimizer.signature)
        let objective: Objective = try vocabulary.objective(model.objective)
        divergenceWeight =
            objective.isWeighted ? try vocabulary.schedule("weight", of: model.objective, objective.signature) : nil
        batch = training.batch
        epochs = training.epochs
        seed = training.seed
        clipNorm = training.clipNorm
        hasWeightPrior = training.weightPrior != nil
        source = training.source
        selection = try training.selection.map { chosen throws(LoweringError) in try .init(chosen, vocabulary) }
    }
}

extension Description.Selection {
    fileprivate init(_ selection: VAELanguage.Selection, _ vocabulary: Vocabulary) throws(LoweringError) {
        let word: Signature = try vocabulary.policy(selection.policy)
        let settings = Settings(selection.policy, word)
        encoders = selection.encoders
        decoders = selection.decoders
        policy = word.name
        constants = [:]
        for parameter in word.parameters { constants[parameter.label] = settings.number(parameter.label) }
    }
}

extension Vocabulary {
    /// How many samples per example an objective takes.
    func samples(_ objective: Call) throws(LoweringError) -> Int {
        max(Settings(objective, try self.objective(objective).signature).integer("samples"), 1)
    }

    /// The schedule that an argument is.
    func schedule(_ label: String, of call: Call, _ signature: Signature) throws(LoweringError) -> Schedule {
        let value: Call = Settings(call, signature).call(label)
        let word: ScheduleWord = try schedule(value)
        return word.schedule(Settings(value, word.signature))
    }
}
