import TestSupport
import VAEGraph
import VAERuntime

extension GraphRun {
    /// How a graph becomes a plan.
    struct Pipeline {
        var isOptimised = true
        var reusesMemory = true
    }

    static let key = NoiseKey.training(seed: 0x1234_5678_9ABC_DEF0, step: 5, epoch: 2)

    static func examples(_ count: Int) -> [UInt32] { (0..<count).map { UInt32(($0 * 7919) % 60_000) } }

    /// Plans a graph and binds the plan to the numbers that the reference is given.
    init(
        _ graph: Graph, slots: ParameterTable, _ bindings: Reference.Bindings, _ pipeline: Pipeline,
        maxBatch: Int? = nil
    ) throws {
        let maxBatch: Int = maxBatch ?? bindings.batch
        let fused: FusedGraph
        let table: TablePlan
        if pipeline.isOptimised {
            let (merged, first) = mergeContractions(simplify(graph), table: slots)
            let arranged = arrangeImages([simplify(differentiate(merged))], table: first)
            let (updates, second) = mergeUpdates(simplify(arranged.graphs[0]), table: arranged.table)
            table = planTable(second)
            fused = fuse(simplify(updates), table: second)
        } else {
            let arranged = arrangeImages([removingDeadNodes(differentiate(graph))], table: slots)
            table = planTable(arranged.table)
            fused = fuse(arranged.graphs[0], table: arranged.table, isEnabled: false)
        }
        let target: Target = Target.all.first { $0.lanes == vectorWidth } ?? Target.all[0]
        let plan: Plan = try VAEGraph.plan(
            fused, table: table, target: target, batch: maxBatch, reusesMemory: pipeline.reusesMemory)
        try check(plan)
        self.init(
            plan, table: table, declared: slots, bindings, key: GraphRun.key, examples: GraphRun.examples(maxBatch))
    }
}
