import VAEGraph
import VAELanguage

/// A model on its way into one graph: what has been bound and what has been built.
///
/// The checker has seen to names, shapes and supports, and has bounded the depth of expressions, on which the recursion
/// here depends. What is thrown is what the compiler does not have yet.
struct Lowering {
    /// The model.
    let model: Model
    /// The words and their lowerings.
    let vocabulary: Vocabulary
    /// Which encoder and which decoder.
    let alternative: Alternative
    /// Whether layers behave as in training.
    let isTraining: Bool
    /// The axes before the example's.
    let leadingAxes: LeadingAxes
    /// Where optimizers count the steps of each parameter; nil where no step is made.
    let counts: StepCounts?
    /// The line of the source text that a range begins on.
    let line: @Sendable (SourceRange) -> Int
    /// Where nodes are added.
    let builder: GraphBuilder

    /// The slots of the parameter table that the graph has named so far, in order.
    var table = ParameterTable()
    /// Their values.
    private(set) var slots: [String: Tensor] = [:]
    /// Data, givens, parameters and latents that are known here, by name.
    var variables: [String: Field] = [:]
    /// The `let`s of the block.
    var locals: [Int: Field] = [:]
    /// The slots of tensors that `parameter` declares; all others belong to layers.
    var declaredSlots: Set<String> = []
    /// What the step makes of running statistics, in order.
    private(set) var statistics: [(slot: String, value: Tensor)] = []
    /// How often each noise stream was asked for.
    private var streams: [String: Int] = [:]
    /// The inputs of the pipeline arguments being lowered, the innermost last.
    var pipelineInputs: [Field] = []
    /// Layers whose results go to a function of the relu family, by path.
    private let rectified: Set<String>

    /// Begins a graph.
    init(
        _ model: Model, vocabulary: Vocabulary, alternative: Alternative, entry: Entry,
        counts: StepCounts?, line: @escaping @Sendable (SourceRange) -> Int
    ) throws(LoweringError) {
        self.model = model
        self.vocabulary = vocabulary
        self.alternative = alternative
        self.counts = counts
        self.line = line
        isTraining = entry.isTraining
        builder = GraphBuilder(name: alternative.graphName(of: entry.name, in: model))
        leadingAxes = LeadingAxes(samples: entry.usesAllSamples ? try vocabulary.samples(model.objective) : 1)
        rectified = rectifiedLayers(model, vocabulary: vocabulary)
    }

    /// The encoder of the alternative.
    var encoder: Block? { model.encoders.dropFirst(alternative.encoder).first }
    /// The decoder of the alternative.
    var decoder: Block? { model.decoders.dropFirst(alternative.decoder).first }

    /// Adds nodes that come from a place of the model's text.
    mutating func at<Result>(
        _ range: SourceRange, _ name: String, _ body: (inout Lowering) throws(LoweringError) -> Result
    ) throws(LoweringError) -> Result {
        let before: Origin = builder.origin
        defer { builder.origin = before }
        builder.origin = Origin(line: line(range), name: name)
        return try body(&self)
    }

    /// The name of a noise stream at a path: the path itself, and for later uses of a shared layer `path@2` and so on.
    mutating func stream(_ path: String) -> String {
        let uses: Int = streams[path, default: 0] + 1
        streams[path] = uses
        return uses == 1 ? path : "\(path)@\(uses)"
    }
}

// MARK: - Slots

extension Lowering {
    /// A slot of the parameter table; a second use of a name is the same slot.
    mutating func slot(
        _ name: String, kind: ParameterTable.Kind, shape: [Int], logicalAxes: [Int]? = nil,
        initial: ParameterTable.Initial
    ) -> Tensor {
        if let known = slots[name] { return known }
        table.slots.append(
            ParameterTable.Slot(
                name, kind: kind, shape: shape, logicalAxes: logicalAxes, initial: initial, origin: builder.origin))
        let tensor: Tensor = builder.slot(name, shape: Shape(shape.map { Extent($0) }))
        slots[name] = tensor
        return tensor
    }

    /// A learned slot.
    mutating func parameter(
        _ name: String, shape: [Int], logicalAxes: [Int]? = nil, initial: ParameterTable.Initial
    ) -> Tensor {
        slot(name, kind: .parameter, shape: shape, logicalAxes: logicalAxes, initial: initial)
    }

    /// A running statistic: the slot's value, or what an earlier use of a shared layer has made of it in this step.
    mutating func statistic(_ name: String, shape: [Int], initial: Double) -> Tensor {
        let value: Tensor = slot(name, kind: .statistic, shape: shape, initial: .constant(initial))
        return statistics.last { $0.slot == name }?.value ?? value
    }

    /// Gives a running statistic its value after the step; entry points that are no step ignore it.
    mutating func assign(_ statistic: String, _ value: Tensor) {
        statistics.removeAll { $0.slot == statistic }
        statistics.append((statistic, value.stopGradient))
    }

    /// How the weight of a layer starts: as its argument `initial` says, else `heUniform` before the relu family and
    /// `xavierUniform` otherwise.
    func initial(_ call: LayerCall, fanIn: Int, fanOut: Int) throws(LoweringError) -> ParameterTable.Initial {
        let byRule = Call(rectified.contains(call.path) ? "heUniform" : "xavierUniform", range: call.range)
        let chosen: Call = call.settings.givenCall("initial") ?? byRule
        return try initial(chosen, fanIn: fanIn, fanOut: fanOut)
    }

    /// How a weight starts by a word of the vocabulary.
    func initial(_ call: Call, fanIn: Int, fanOut: Int) throws(LoweringError) -> ParameterTable.Initial {
        let word: Initialisation = try vocabulary.initialisation(call)
        let settings = Settings(call, word.signature)
        return word.initial(Initialisation.Query(fanIn: fanIn, fanOut: fanOut, settings: settings))
    }
}
