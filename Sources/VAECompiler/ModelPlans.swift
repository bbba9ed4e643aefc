import VAEGraph
import VAELanguage

/// A model ready to run or to be written as Swift: a plan for each entry point, all over one parameter table.
public struct ModelPlans: Hashable, Sendable {
    /// Everything about the model beside its kernels.
    public var description: Description
    /// One plan for each entry point.
    public var plans: [Plan]
    /// Where parameters lie.
    public var table: TablePlan

    /// The plan of an entry point, if the model has it.
    public subscript(_ entry: String) -> Plan? { plans.first { $0.name == entry } }
}

/// From a checked model to plans.
///
/// - Parameters:
///   - model: What the checker made of the text.
///   - source: The text.
///   - target: The instruction set.
///   - includesGradients: Whether the entry point `gradients`, which only tests want, is among them.
/// - Throws: `LoweringError` for what the compiler does not have yet.
public func planModel(
    _ model: Model, source: SourceText, target: Target, includesGradients: Bool = false
) throws(LoweringError) -> ModelPlans {
    let lowered: ModelGraphs = try lowerModel(model, source: source)
    // Groups of slots that one graph asks for bind the others, so that all agree on where parameters lie.
    var table: ParameterTable = lowered.table
    var graphs: [Graph] = []
    for graph: Graph in lowered.graphs where includesGradients || graph.name != Entry.gradients.name {
        let merged = mergeContractions(simplify(graph), table: table)
        let updated = mergeUpdates(simplify(differentiate(merged.graph)), table: merged.table)
        table = updated.table
        graphs.append(simplify(updated.graph))
    }
    let places: TablePlan = planTable(table)
    let plans: [Plan] = graphs.map { graph in
        plan(fuse(graph), table: places, target: target, batch: model.training.batch)
    }
    return ModelPlans(description: lowered.description, plans: plans, table: places)
}
