import Testing
import VAERuntime

@testable import VAEGraph

/// Compiled kernels against the interpreter's meaning of their plans, one element at a time and bit by bit.
@Suite struct RandomKernelTests {
    @Test func compiledKernelsGiveTheBitsThePlanSays() throws {
        for (index, start) in RandomPlan.fixtures.enumerated() {
            var random: RandomPlan = start
            for batch in Set([1, random.plan.batch / 2 + 1, random.plan.batch]).sorted() {
                for backwards in [false, true] {
                    var (interpreted, evaluator) = random.engines(batch: batch)
                    var compiled = CompiledRunner(
                        plan: random.plan, entry: RandomKernels.entries[index], batch: batch, arena: interpreted.arena,
                        table: interpreted.table, examples: interpreted.examples, seed: interpreted.seed, inputs: [])
                    compiled.run(backwards: backwards)
                    try interpreted.run(backwards ? .backwards : .forwards)
                    evaluator.run()
                    compare(compiled.arena, evaluator.memory[.arena], .arena, random.plan, batch, "plan \(index)")
                    compare(compiled.table, evaluator.memory[.table], .table, random.plan, batch, "plan \(index)")
                }
            }
        }
    }

    private func compare(
        _ numbers: [Float], _ expected: ScalarEvaluator.Memory?, _ storage: Buffer.Storage, _ plan: Plan, _ batch: Int,
        _ name: String
    ) {
        guard let expected else { return }
        let wrong: Int? = numbers.indices.first { index in
            if expected.status[index] == .unspecified { return false }
            let (a, b) = (numbers[index], expected.numbers[index])
            return a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN)
        }
        guard let wrong else { return }
        let buffer: Buffer? = plan.buffers.first {
            $0.storage == storage && $0.offset <= wrong && wrong < $0.offset + $0.size
        }
        Issue.record(
            """
            \(name): \(storage) \(wrong) is \(numbers[wrong]), expected \(expected.numbers[wrong]) \
            (\(expected.status[wrong])), \(batch) of \(plan.batch) rows, \
            \(buffer?.name ?? "no buffer") at \(wrong - (buffer?.offset ?? 0))
            \(plan)
            """)
    }
}
