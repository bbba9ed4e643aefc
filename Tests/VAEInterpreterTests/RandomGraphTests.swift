import TestSupport
import Testing
import VAERuntime

@testable import VAEGraph

/// Random graphs with gradients and assignments, planned and interpreted, against the reference in Double.
@Suite struct RandomGraphTests {
    private func slots(of graph: Graph) -> ParameterTable {
        var table = ParameterTable()
        for node in graph.nodes {
            guard case .slot(let name) = node.operation, table[name] == nil else { continue }
            table.slots.append(
                .init(
                    name, kind: .parameter, shape: node.shape.axes.map(\.factor), initial: .constant(0),
                    origin: node.origin))
        }
        return table
    }

    /// Demands that numbers differ by no more than 1e-4 of the largest.
    private func expectNear(_ a: [Float]?, _ b: [Double], _ comment: String) {
        guard let a, a.count == b.count else {
            Issue.record("\(comment): \(a?.count ?? -1) numbers instead of \(b.count)")
            return
        }
        let largest: Double = b.reduce(1e-3) { max($0, $1.isFinite ? abs($1) : 0) }
        for (index, (x, y)) in zip(a, b).enumerated() {
            let isSame: Bool = x.isNaN && y.isNaN || Double(x) == y
            if isSame || abs(Double(x) - y) <= 1e-4 * largest { continue }
            Issue.record("\(comment): element \(index) is \(x), expected \(y), of at most \(largest)")
            return
        }
    }

    /// Whether equal numbers decide something: x = log(exp(x)) holds or not by the last bit.
    private func isOnTheEdge(_ graph: Graph) -> Bool {
        graph.nodes.contains { $0.operation == .compare(.equal) || $0.operation == .compare(.notEqual) }
    }

    @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
    func `random graphs agree with the reference`(isOptimised: Bool, reusesMemory: Bool) throws {
        var planned = 0
        for seed in 0..<250 as Range<UInt64> {
            let random = RandomGraph(seed: seed)
            if differentiate(random.graph).obstacleToPlanning != nil || isOnTheEdge(random.graph) { continue }
            planned += 1
            var bindings = random.bindings
            bindings.noise = runtimeNoise(GraphRun.key, examples: GraphRun.examples(bindings.batch))
            // Both engines start from the same numbers, those of Float.
            bindings.inputs = bindings.inputs.mapValues { $0.map { Double(Float($0)) } }
            bindings.slots = bindings.slots.mapValues { $0.map { Double(Float($0)) } }
            let expected = try Reference.run(differentiate(random.graph), bindings)
            let pipeline = GraphRun.Pipeline(isOptimised: isOptimised, reusesMemory: reusesMemory)
            var run = try GraphRun(
                random.graph, slots: slots(of: random.graph), bindings, pipeline,
                maxBatch: bindings.batch + Int(seed % 3))
            try run.run(seed % 2 == 0 ? .forwards : .backwards)
            for (name, numbers) in expected.outputs.sorted(by: { $0.key < $1.key }) {
                expectNear(run.output(name), numbers, "seed \(seed), output \(name)")
            }
            for (name, numbers) in expected.assignments.sorted(by: { $0.key < $1.key }) {
                expectNear(run.slot(name), numbers, "seed \(seed), slot \(name)")
            }
        }
        #expect(planned > 100)
    }
}
