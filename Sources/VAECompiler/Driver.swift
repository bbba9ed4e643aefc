import VAEGraph
import VAELanguage

// The stages from text to simplified graphs, each a function from one value to the next. Fusion and planning go on from
// there.

/// Reads and checks a model file against the language's vocabulary.
///
/// - Parameters:
///   - source: The text.
///   - overrides: New values for `let`s of the file: `--set size=2`.
/// - Returns: The model, unless there are errors, and everything there is to say about the text.
public func checkModel(_ source: SourceText, set overrides: [String: Double] = [:]) -> CheckResult {
    check(source, vocabulary: Vocabulary.standard.signatures, set: overrides)
}

/// A model as graphs over one parameter table, with everything else there is to know of it.
public struct ModelGraphs: Hashable, Sendable {
    /// Everything beside the graphs.
    public var description: Description
    /// The parameter table that all graphs share.
    public var table: ParameterTable
    /// One graph for each entry point the model has, in the order of `Entry.all`, and after those of the first alternative
    /// the ones of the others; `Alternative.graphName` is the graph's name.
    public var graphs: [Graph]

    /// The graph of an entry point, if the model has it.
    public subscript(_ entry: String) -> Graph? { graphs.first { $0.name == entry } }

    /// The graphs after a stage.
    public func map(_ stage: (Graph) -> Graph) -> ModelGraphs {
        ModelGraphs(description: description, table: table, graphs: graphs.map(stage))
    }
}

/// Writes a checked model down as graphs.
///
/// - Parameters:
///   - model: What the checker made of the text.
///   - source: The text, for line numbers and its hash.
/// - Throws: `LoweringError` for what the compiler does not have yet.
public func lowerModel(
    _ model: Model, source: SourceText, vocabulary: Vocabulary = .standard
) throws(LoweringError) -> ModelGraphs {
    let line: @Sendable (SourceRange) -> Int = { source.location(of: $0.lower).line }
    var graphs: [Graph] = []
    let counts = try StepCounts(model, vocabulary: vocabulary)
    for alternative in Alternative.all(of: model) {
        for entry in Entry.available(for: model) {
            graphs.append(try lower(model, entry, alternative, vocabulary, counts, line).graph)
        }
    }
    return ModelGraphs(
        description: try Description(model, source: source.bytes, vocabulary: vocabulary),
        table: try parameterTable(model, vocabulary: vocabulary, line: line), graphs: graphs)
}

/// From a checked model to graphs without `gradient` nodes, simplified.
///
/// - Parameters:
///   - model: What the checker made of the text.
///   - source: The text.
///   - passes: The names of simplification passes to leave out.
/// - Throws: `LoweringError` for what the compiler does not have yet.
public func simplifiedGraphs(
    _ model: Model, source: SourceText, without passes: Set<String> = []
) throws(LoweringError) -> ModelGraphs {
    let lowered: ModelGraphs = try lowerModel(model, source: source)
    return lowered.map { simplify(differentiate($0), without: passes) }
}

extension Graph {
    /// The entry point that it is, of whichever alternative.
    var entry: String { String(name.prefix { $0 != "@" }) }
}
