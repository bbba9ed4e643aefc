import VAEGraph
import VAELanguage

/// What the stages after checking can be told.
public struct PipelineOptions: Hashable, Sendable {
    /// The instruction set to plan for.
    public var target: Target
    /// Simplification passes to leave out, and `fusion`, `reuse` and `merging`.
    public var without: Set<String>
    /// Whether every plan is played on shadow memory (see `check`), which takes about as long as everything else
    /// together. Graphs are always verified, and so is that plans stay within their memory.
    public var verifies: Bool
    /// Entry points to plan; nil for those that programs need (all but `gradients`).
    public var entries: Set<String>?
    /// Whether noise is bound by the caller, as inputs `noise.STREAM`, and not drawn.
    public var bindsNoise: Bool

    /// Options.
    public init(
        target: Target, without: Set<String> = [], verifies: Bool = false, entries: Set<String>? = nil,
        bindsNoise: Bool = false
    ) {
        self.target = target
        self.without = without
        self.verifies = verifies
        self.entries = entries
        self.bindsNoise = bindsNoise
    }
}

/// A model as plans over one table: what the emitter prints and the interpreter runs.
public struct PlannedModel: Hashable, Sendable {
    /// Everything beside the plans.
    public var description: Description
    /// Where slots lie.
    public var table: TablePlan
    /// One plan for each entry point, and after those of the first alternative the ones of the others.
    public var plans: [Plan]

    /// The plan of an entry point, if the model has it.
    public subscript(_ entry: String) -> Plan? { plans.first { $0.name == entry } }
}

/// A stage found its input or its output wrong: a fault of the compiler, never of a model.
public struct StageFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and where.
    public var description: String

    /// A problem that a stage has left or found.
    init(_ stage: String, _ problem: any Error) {
        description = "\(stage): \(problem) (a fault of the compiler, not of the model: please report it)"
    }
}

/// The graphs and plans of a model after each stage, for reports.
public struct Stages: Hashable, Sendable {
    /// As written down from the model, with parameters side by side that are multiplied with one tensor.
    public var lowered: ModelGraphs
    /// With gradients expanded.
    public var differentiated: ModelGraphs
    /// With all passes applied.
    public var simplified: ModelGraphs
    /// In groups, one for each graph.
    public var fused: [FusedGraph]
    /// The result.
    public var planned: PlannedModel
}

/// The compiler after the checker: graphs, gradients, simplification, fusion, plans.
///
/// - Throws: `LoweringError` for what the compiler does not have yet, `StageFault` for a fault of a stage.
public func stages(_ model: Model, source: SourceText, options: PipelineOptions) throws -> Stages {
    var lowered: ModelGraphs = try lowerModel(model, source: source)
    // Every entry point that programs need shapes the table, also those that are not asked for.
    let wanted: (Graph) -> Bool = { options.entries?.contains($0.entry) ?? ($0.entry != Entry.gradients.name) }
    lowered.graphs = lowered.graphs.filter { $0.entry != Entry.gradients.name || wanted($0) }
    if options.bindsNoise { lowered = lowered.map(bindingNoise) }
    try verify(lowered, after: "lowering")
    lowered = lowered.map { simplify($0, without: options.without) }
    if !options.without.contains("merging") { lowered = merged(lowered, mergeContractions) }
    try verify(lowered, after: "merging")
    var differentiated = lowered.map(differentiate)
    try verify(differentiated, after: "differentiation")
    var simplified = differentiated.map { simplify($0, without: options.without) }
    let arranged = arrangeImages(simplified.graphs, table: simplified.table)
    if arranged.graphs != simplified.graphs {
        (simplified.graphs, simplified.table) = arranged
        try verify(simplified, after: "arrangement")
        simplified = simplified.map { simplify($0, without: options.without) }
    }
    if !options.without.contains("merging") {
        simplified = merged(simplified, mergeUpdates).map { simplify($0, without: options.without) }
    }
    try verify(simplified, after: "simplification")
    let fuses = !options.without.contains("fusion")
    simplified.graphs = simplified.graphs.filter(wanted)
    for graph in simplified.graphs {
        if let obstacle = graph.obstacleToPlanning { throw StageFault("planning", obstacle) }
    }
    let fused = simplified.graphs.map { fuse($0, table: simplified.table, isEnabled: fuses) }
    let table = planTable(simplified.table)
    let batch = simplified.description.training.batch
    let plans = try fused.map { fused throws(StageFault) in
        let result: Plan
        do {
            result = try plan(
                fused, table: table, target: options.target, batch: batch,
                reusesMemory: !options.without.contains("reuse"))
        } catch { throw StageFault("planning", error) }
        do {
            if options.verifies { try check(result) } else { try checkBounds(result) }
        } catch { throw StageFault("the plan of \(result.name)", error) }
        return result
    }
    lowered.graphs = lowered.graphs.filter(wanted)
    differentiated.graphs = differentiated.graphs.filter(wanted)
    return Stages(
        lowered: lowered, differentiated: differentiated, simplified: simplified, fused: fused,
        planned: PlannedModel(description: simplified.description, table: table, plans: plans))
}

/// Only the result of all stages.
///
/// - Throws: as `stages`.
public func planModel(_ model: Model, source: SourceText, options: PipelineOptions) throws -> PlannedModel {
    try stages(model, source: source, options: options).planned
}

/// Applies a pass that finds groups of slots: what one entry point has found binds the later ones.
private func merged(
    _ model: ModelGraphs, _ pass: (Graph, ParameterTable) -> (graph: Graph, table: ParameterTable)
) -> ModelGraphs {
    var result = model
    for index in result.graphs.indices {
        let (graph, table) = pass(result.graphs[index], result.table)
        result.graphs[index] = graph
        result.table = table
    }
    return result
}

private func verify(_ model: ModelGraphs, after stage: String) throws(StageFault) {
    for graph in model.graphs {
        do { try verify(graph, table: model.table) } catch { throw StageFault(stage, error) }
    }
}
