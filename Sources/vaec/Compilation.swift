import VAECommands
import VAECompiler
import VAEGraph
import VAELanguage

/// A model on its way from text to plans, with what every stage made of it.
struct Compilation {
    /// Everything about the model beside its graphs.
    let description: Description
    /// What each entry point became, in the order of the compiler.
    let entries: [Stages]
    /// Where parameters lie.
    let table: TablePlan
    /// The processor that plans are for.
    let target: Target

    /// What an entry point became, stage by stage.
    struct Stages {
        /// As written down by the compiler.
        let lowered: Graph
        /// With gradients expanded.
        let differentiated: Graph
        /// With less to do.
        let simplified: Graph
        /// Divided into kernels.
        let fused: FusedGraph
        /// Laid out in memory.
        let plan: Plan
    }

    /// Compiles a checked model.
    ///
    /// - Parameters:
    ///   - file: The model.
    ///   - target: The processor.
    ///   - isWanted: Chooses entry points by name.
    ///   - passes: Names of simplification passes to leave out.
    /// - Throws: `CommandError` for what the compiler does not have yet.
    init(
        _ file: ModelFile, target: Target, without passes: Set<String> = [], isWanted: (String) -> Bool
    ) throws {
        let lowered: ModelGraphs
        do {
            lowered = try lowerModel(file.model, source: file.source)
        } catch {
            throw CommandError("\(file.source.path): \(error)")
        }
        description = lowered.description
        self.target = target
        var slots: ParameterTable = lowered.table
        var graphs: [(lowered: Graph, differentiated: Graph, simplified: Graph)] = []
        // All entry points shape the table, also those that are not wanted: its layout is the same for all uses.
        for graph in lowered.graphs where graph.name != Entry.gradients.name || isWanted(graph.name) {
            let (merged, grouped): (Graph, ParameterTable) = mergeContractions(
                simplify(graph, without: passes), table: slots)
            let differentiated: Graph = differentiate(merged)
            let (updated, again): (Graph, ParameterTable) = mergeUpdates(
                simplify(differentiated, without: passes), table: grouped)
            slots = again
            graphs.append((graph, differentiated, simplify(updated, without: passes)))
        }
        let table: TablePlan = planTable(slots)
        self.table = table
        let batch: Int = lowered.description.training.batch
        entries = graphs.filter { isWanted($0.lowered.name) }.map { graph in
            let fused: FusedGraph = fuse(graph.simplified)
            return Stages(
                lowered: graph.lowered, differentiated: graph.differentiated, simplified: graph.simplified, fused: fused,
                plan: plan(fused, table: table, target: target, batch: batch))
        }
    }

    /// The plans.
    var plans: [Plan] { entries.map(\.plan) }

    /// Whether an entry point belongs to a model that is to be run.
    static func isRun(_ name: String) -> Bool { name != Entry.gradients.name }
}
