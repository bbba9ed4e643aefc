import PlanSamples

extension RandomPlan {
    /// A runner with random memory, and the evaluator of the same; `batch` rows.
    package mutating func engines(batch: Int) -> (PlanRunner, ScalarEvaluator) {
        let arena: [Float] = generator.floats(plan.arenaSize)
        let table: [Float] = generator.floats(tableSize)
        let examples: [UInt32] = (0..<plan.batch).map { _ in UInt32(generator.whole(0...100_000)) }
        let seed: UInt64 = generator.next()
        let runner = PlanRunner(
            plan: plan, batch: batch, arena: arena, table: table, examples: examples, seed: seed, step: 7, epoch: 3,
            inputs: [])
        return (runner, ScalarEvaluator(runner))
    }
}
