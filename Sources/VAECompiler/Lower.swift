import VAEGraph
import VAELanguage

/// Writes one entry point of a model down as a graph, with `gradient` nodes where derivatives are asked for.
///
/// - Parameters:
///   - model: What the checker made of a text.
///   - entry: What is asked of the model.
///   - alternative: Which encoder and which decoder.
///   - vocabulary: The words and their lowerings.
///   - line: The line of the text on which a range begins, for the origins of nodes.
/// - Returns: The graph, and the slots of the parameter table that it names.
/// - Throws: `LoweringError` for what the compiler does not have yet.
public func lower(
    _ model: Model, entry: Entry, alternative: Alternative = Alternative(), vocabulary: Vocabulary = .standard,
    line: @escaping @Sendable (SourceRange) -> Int = { _ in 0 }
) throws(LoweringError) -> (graph: Graph, table: ParameterTable) {
    let counts = try StepCounts(model, vocabulary: vocabulary)
    return try lower(model, entry, alternative, vocabulary, counts, line)
}

/// As above, with what the alternatives of the model share known.
func lower(
    _ model: Model, _ entry: Entry, _ alternative: Alternative, _ vocabulary: Vocabulary, _ counts: StepCounts,
    _ line: @escaping @Sendable (SourceRange) -> Int
) throws(LoweringError) -> (graph: Graph, table: ParameterTable) {
    var lowering = try Lowering(
        model, vocabulary: vocabulary, alternative: alternative, entry: entry, counts: counts, line: line)
    try entry.build(&lowering)
    return (lowering.builder.graph, lowering.table)
}

/// The parameter table of a model: what the training steps of all its alternatives name, parameters first.
///
/// - Throws: `LoweringError` for what the compiler does not have yet.
public func parameterTable(
    _ model: Model, vocabulary: Vocabulary = .standard, line: @escaping @Sendable (SourceRange) -> Int = { _ in 0 }
) throws(LoweringError) -> ParameterTable {
    let counts = try StepCounts(model, vocabulary: vocabulary)
    var slots: [ParameterTable.Slot] = []
    var names: Set<String> = []
    for alternative in Alternative.all(of: model) {
        let step = try lower(model, .trainStep, alternative, vocabulary, counts, line)
        for slot in step.table.slots where names.insert(slot.name).inserted { slots.append(slot) }
    }
    var table = ParameterTable()
    table.slots = slots.filter { $0.kind != .moment } + slots.filter { $0.kind == .moment }
    return table
}
