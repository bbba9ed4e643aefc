import PlanSamples
import TestSupport
import Testing
import VAERuntime

/// Compiled kernels against the interpreter's meaning of their plans, one element at a time and bit by bit.
@Suite struct RandomKernelTests {
    @Test func compiledKernelsGiveTheBitsThePlanSays() throws {
        for (index, start) in RandomPlan.fixtures.enumerated() {
            var random: RandomPlan = start
            for batch in Set([1, random.plan.batch / 2 + 1, random.plan.batch]).sorted() {
                for order in [PlanRunner.Order.forwards, .backwards] {
                    var (compiled, evaluator) = random.engines(batch: batch)
                    var interpreted = compiled
                    compiled.run(RandomKernels.entries[index], order)
                    try interpreted.run(order)
                    evaluator.run()
                    for (name, runner) in [("compiled", compiled), ("interpreted", interpreted)] {
                        guard let difference = evaluator.difference(from: runner) else { continue }
                        Issue.record("plan \(index), \(name): \(difference)")
                    }
                }
            }
        }
    }
}
