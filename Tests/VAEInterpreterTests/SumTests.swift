import PlanSamples
import TestSupport
import Testing

@testable import VAEGraph

/// Sums over large images. Numbers that are all about as large make every rounding of one long sum go the same way, so
/// that it drifts; sums of many short ones do not.
@Suite struct SumTests {
    private func expectExact(_ body: (Tensor) -> Tensor, _ shape: [Int], rows: Int) throws {
        let builder = GraphBuilder(name: "sums")
        let count: Int = shape.reduce(1, *)
        var bindings = Reference.Bindings(batch: rows)
        var generator = SeededGenerator(seed: 7)
        bindings.inputs["x"] = generator.numbers(rows * count).map { Double(Float($0)) }
        let x: Tensor = builder.input("x", shape: [.batch, Extent(count)])
            .reshape(Shape([.batch] + shape.map { Extent($0) }))
        let y: Tensor = body(x)
        builder.output("whole", y.sum())
        builder.output("each", y.reduce(.sum, axes: Array(1..<y.rank)))
        let expected = try Reference.run(builder.graph, bindings)
        var run = try GraphRun(builder.graph, slots: ParameterTable(), bindings, GraphRun.Pipeline())
        try run.run()
        for name in ["whole", "each"] {
            let found: [Float] = run.output(name) ?? []
            let exact: [Double] = expected.outputs[name] ?? []
            #expect(found.count == exact.count && !exact.isEmpty)
            for (a, b) in zip(found, exact) {
                #expect(abs(Double(a) - b) <= 2e-6 * abs(b), "\(name) of \(shape): \(a), exactly \(b)")
            }
        }
    }

    @Test func `sums over large images are exact to a few roundings`() throws {
        try expectExact({ x in x * x * 0.01 + 0.9189 }, [3, 128, 128], rows: 5)
    }

    @Test func `sums for few channels too`() throws {
        try expectExact(
            { x in
                let pooled: Tensor = x.averagePool(Window(size: 2, stride: 2, padding: 0))
                return pooled * pooled * 0.01 + 0.9189
            }, [3, 160, 128], rows: 4)
    }
}
