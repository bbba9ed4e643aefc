import PlanSamples
import TestSupport
import Testing
import VAEGraph

@Suite struct DifferentiationTests {
    @Test func everyOperationHasARule() {
        for kind in Operation.Kind.allCases {
            #expect(Rules.table[kind] != nil, "no gradient rule for \(kind)")
        }
        #expect(Rules.table.count == Operation.Kind.allCases.count)
    }

    @Test(arguments: RuleCase.all) func ruleMatchesCentralDifferences(_ example: RuleCase) throws {
        for seed in 0..<example.repetitions { try checkRule(example, seed: UInt64(seed)) }
    }

    @Test func everyRuleThatHasASlopeIsTried() {
        let tried: Set<Operation.Kind> = RuleCase.all.reduce(into: []) { tried, example in
            let builder = GraphBuilder(name: "rule")
            var generator = SeededGenerator(seed: 1)
            let leaves: [Tensor] = example.shapes(&generator).enumerated().map { place, shape in
                builder.slot("slot\(place)", shape: shape)
            }
            _ = example.make(leaves)
            for node in builder.graph.nodes { tried.insert(node.operation.kind) }
        }
        let flat: Set<Operation.Kind> = [
            .input, .slot, .constant, .scalar, .batch, .noise, .index, .gradient, .stopGradient, .compare,
        ]
        #expect(tried.union(flat) == Set(Operation.Kind.allCases))
    }

    @Test(arguments: 0..<10) func randomGraphsMatchCentralDifferences(_ part: Int) throws {
        for seed in part * 100..<(part + 1) * 100 {
            let random = RandomGraph(seed: UInt64(seed), .init(steps: 14, isSmooth: true))
            let graph = differentiate(random.graph)
            try verify(graph)
            try checkGradients(of: graph, random.bindings, "seed \(seed)")
        }
    }

    /// Compares the outputs `gradient NAME` with differences of the output `loss` along a random direction of each slot.
    private func checkGradients(of graph: Graph, _ bindings: Reference.Bindings, _ comment: String) throws {
        let gradients: [String: [Double]] = try Reference.run(graph, bindings).outputs
        var plain = graph
        plain.outputs.removeAll { $0.name != "loss" }
        plain.assignments = []
        var generator = SeededGenerator(seed: 99)
        for (name, numbers) in bindings.slots.sorted(by: { $0.key < $1.key }) {
            let direction: [Double] = generator.numbers(numbers.count)
            let step = 1e-6
            var moved = bindings
            moved.slots[name] = zip(numbers, direction).map { $0 + step * $1 }
            let above: Double = try Reference.run(plain, moved).outputs["loss"]?.first ?? .nan
            moved.slots[name] = zip(numbers, direction).map { $0 - step * $1 }
            let below: Double = try Reference.run(plain, moved).outputs["loss"]?.first ?? .nan
            let slope: Double = zip(gradients["gradient \(name)"] ?? [], direction).reduce(0) { $0 + $1.0 * $1.1 }
            let difference: Double = (above - below) / (2 * step)
            #expect(excess([slope], [difference], absolute: 1e-5, relative: 1e-3) <= 0, "\(comment), \(name)")
        }
    }

    private func checkRule(_ example: RuleCase, seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let builder = GraphBuilder(name: example.name)
        var bindings = Reference.Bindings(batch: 1)
        let leaves: [Tensor] = example.shapes(&generator).enumerated().map { place, shape in
            bindings.slots["slot\(place)"] = generator.numbers(shape.count(batch: 1)).map(example.domain)
            return builder.slot("slot\(place)", shape: shape)
        }
        let y: Tensor = example.make(leaves)
        let weights: Tensor = builder.slot("weights", shape: y.shape)
        bindings.slots["weights"] = generator.numbers(y.shape.count(batch: 1))
        let loss: Tensor = (y * weights).sum()
        builder.output("loss", loss)
        for (place, leaf) in leaves.enumerated() {
            builder.output("gradient slot\(place)", loss.gradient(withRespectTo: leaf))
        }
        let graph = differentiate(builder.graph)
        try verify(graph)
        let gradients: [String: [Double]] = try Reference.run(graph, bindings).outputs
        var plain = graph
        plain.outputs.removeAll { $0.name != "loss" }
        for place in leaves.indices {
            let name = "slot\(place)"
            let numbers: [Double] = bindings.slots[name] ?? []
            for element in numbers.indices {
                let step = 1e-6
                var moved = bindings
                moved.slots[name]?[element] += step
                let above: Double = try Reference.run(plain, moved).outputs["loss"]?.first ?? .nan
                moved.slots[name]?[element] -= 2 * step
                let below: Double = try Reference.run(plain, moved).outputs["loss"]?.first ?? .nan
                let found: Double = gradients["gradient \(name)"]?[element] ?? .nan
                let difference: Double = (above - below) / (2 * step)
                #expect(
                    excess([found], [difference], absolute: 1e-5, relative: 1e-3) <= 0,
                    "\(example.name), seed \(seed), operand \(place), element \(element): \(found), \(difference)")
            }
        }
    }
}
