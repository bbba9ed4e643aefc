import TestSupport
import Testing
import VAEGraph

@Suite struct SimplificationTests {
    @Test func namesOfPassesDiffer() {
        #expect(Set(Passes.all.map(\.name)).count == Passes.all.count)
    }

    @Test(arguments: 0..<10) func simplifiedRandomGraphsAreEqual(_ part: Int) throws {
        for seed in part * 100..<(part + 1) * 100 {
            let random = RandomGraph(seed: UInt64(seed), .init(steps: 18))
            let graph = differentiate(random.graph)
            let (simple, rounds) = simplifying(graph, Passes.all)
            #expect(rounds != nil, "no end for seed \(seed)")
            try verify(simple)
            try expectEqual(graph, simple, on: random.bindings, "seed \(seed)")
        }
    }

    @Test(arguments: Passes.all.map(\.name)) func eachPassAloneKeepsValues(_ name: String) throws {
        for seed in 0..<100 {
            let random = RandomGraph(seed: UInt64(seed))
            let graph = differentiate(random.graph)
            let (simple, rounds) = simplifying(graph, Passes.all.filter { $0.name == name })
            #expect(rounds != nil, "no end for seed \(seed)")
            try verify(simple)
            try expectEqual(graph, simple, on: random.bindings, "\(name), seed \(seed)")
        }
    }

    @Test(arguments: Passes.all.map(\.name)) func eachPassCanBeLeftOut(_ name: String) throws {
        for seed in 300..<350 {
            let random = RandomGraph(seed: UInt64(seed))
            let graph = differentiate(random.graph)
            let simple = simplify(graph, without: [name])
            try verify(simple)
            try expectEqual(graph, simple, on: random.bindings, "without \(name), seed \(seed)")
        }
    }

    @Test(arguments: 0..<5) func everyStepOfEveryRoundKeepsValues(_ part: Int) throws {
        for seed in part * 15..<(part + 1) * 15 {
            let random = RandomGraph(seed: UInt64(seed))
            let graph = differentiate(random.graph)
            var simple = graph
            for _ in 0..<4 {
                for pass in Passes.all {
                    simple = pass.run(simple)
                    try verify(simple)
                    try expectEqual(graph, simple, on: random.bindings, "after \(pass.name), seed \(seed)")
                }
            }
        }
    }

    @Test(arguments: 0..<10) func simplifyingBeforeDifferentiationKeepsGradients(_ part: Int) throws {
        for seed in part * 50..<(part + 1) * 50 {
            let random = RandomGraph(seed: UInt64(seed))
            let first = simplify(random.graph)
            try verify(first)
            let simple = simplify(differentiate(first))
            try expectEqual(
                differentiate(random.graph), simple, on: random.bindings, relative: 1e-8, absolute: 1e-9, "seed \(seed)"
            )
        }
    }
}
