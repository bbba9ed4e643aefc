import PlanSamples
import TestSupport
import Testing
import VAEInterpreter
import VAERuntime

@testable import VAEGraph

/// The interpreter against the meaning of plans, bit by bit.
@Suite struct PlanTests {
    /// Runs a plan both ways and compares all of memory.
    private func check(_ random: inout RandomPlan, batch: Int, _ order: PlanRunner.Order, _ name: String) throws {
        var (runner, evaluator) = random.engines(batch: batch)
        try runner.run(order)
        evaluator.run()
        if let difference = evaluator.difference(from: runner) { Issue.record("\(name): \(difference)") }
    }

    @Test(arguments: RandomPlan.Kind.allCases)
    func `random kernels give the bits the plan says`(kind: RandomPlan.Kind) throws {
        for seed in 0..<400 as Range<UInt64> {
            var random = RandomPlan(seed: seed, [kind])
            let order: PlanRunner.Order = seed % 2 == 0 ? .forwards : .backwards
            for batch in Set([1, random.plan.batch / 2 + 1, random.plan.batch]) {
                try check(&random, batch: batch, order, "\(kind), seed \(seed)")
            }
        }
    }

    @Test func `every batch size up to the largest is served`() throws {
        for seed in 1000..<1040 as Range<UInt64> {
            var random = RandomPlan(seed: seed, RandomPlan.Kind.allCases)
            for batch in 1...random.plan.batch { try check(&random, batch: batch, .forwards, "seed \(seed)") }
        }
    }

    @Test func `several threads give the same bits`() throws {
        for seed in 2000..<2060 as Range<UInt64> {
            var random = RandomPlan(seed: seed, RandomPlan.Kind.allCases + RandomPlan.Kind.allCases)
            try check(&random, batch: random.plan.batch, .concurrently, "seed \(seed)")
        }
    }

    @Test func `a plan for another width of vectors is refused`() {
        let other: Target = Target.all.first { $0.lanes != vectorWidth } ?? Target.all[0]
        var plan = RandomPlan(seed: 1, []).plan
        plan.target = other
        let table = TablePlan(placements: [], size: 0)
        #expect(throws: InterpretationError.self) {
            try interpret(plans: [plan], table: table, description: .empty)
        }
    }
}
