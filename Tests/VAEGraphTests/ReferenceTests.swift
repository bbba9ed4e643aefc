import TestSupport
import Testing
import VAEGraph

/// The oracle against numbers worked out by hand.
@Suite struct ReferenceTests {
    private func run(
        _ x: [Double], _ shape: Shape, batch: Int = 2, _ make: (Tensor) -> Tensor
    ) throws -> [Double] {
        let builder = GraphBuilder(name: "test")
        builder.output("y", make(builder.slot("x", shape: shape)))
        var bindings = Reference.Bindings(batch: batch)
        bindings.slots["x"] = x
        bindings.noise = simpleNoise
        return try Reference.run(builder.graph, bindings).outputs["y"] ?? []
    }

    private let six: [Double] = [1, 2, 3, 4, 5, 6]

    @Test func movement() throws {
        #expect(try run(six, [2, 3]) { $0.permute([1, 0]) } == [1, 4, 2, 5, 3, 6])
        #expect(try run(six, [1, 2, 3]) { $0.permute([2, 0, 1]) } == [1, 4, 2, 5, 3, 6])
        #expect(try run(six, [2, 3]) { $0.reshape([3, 2]) } == six)
        #expect(try run([1, 2], [2]) { $0.broadcast(to: [2, 3], axes: [0]) } == [1, 1, 1, 2, 2, 2])
        #expect(try run([1, 2], [2]) { $0.broadcast(to: [3, 2], axes: [1]) } == [1, 2, 1, 2, 1, 2])
        #expect(try run([7], []) { $0.broadcast(to: [.batch], axes: []) } == [7, 7])
        #expect(try run(six, [2, 3]) { $0.slice(axis: 1, start: 1, count: 2) } == [2, 3, 5, 6])
        #expect(try run(six, [3, 2]) { $0.slice(axis: 0, start: 1, count: 1) } == [3, 4])
        #expect(try run([1, 2], [2, 1]) { $0.pad(axis: 1, before: 1, after: 2) } == [0, 1, 0, 0, 0, 2, 0, 0])
        #expect(try run([1, 2], [2, 1]) { $0.pad(axis: 0, before: 1, after: 0) } == [0, 1, 2])
        #expect(try run(six, [2, 3]) { .concat([$0, $0 * 10], axis: 0) } == six + six.map { $0 * 10 })
        #expect(try run([1, 2], [2, 1]) { .concat([$0, $0 * 10, $0], axis: 1) } == [1, 10, 1, 2, 20, 2])
    }

    @Test func reductions() throws {
        #expect(try run(six, [2, 3]) { $0.sum(axes: [0]) } == [5, 7, 9])
        #expect(try run(six, [2, 3]) { $0.sum(axes: [1]) } == [6, 15])
        #expect(try run(six, [2, 3]) { $0.sum() } == [21])
        #expect(try run(six, [2, 1, 3]) { $0.reduce(.maximum, axes: [1, 2]) } == [3, 6])
        #expect(try run([-3, -1, -2], [3]) { $0.reduce(.maximum, axes: [0]) } == [-1])
    }

    @Test func contractions() throws {
        let product: [Double] = [22, 28, 49, 64]
        #expect(try run(six, [2, 3]) { $0.contract($0.reshape([3, 2])) } == product)
        #expect(
            try run(six, [2, 3]) { $0.permute([1, 0]).contract($0.reshape([3, 2]), transposed: true) } == product)
        #expect(
            try run(six, [2, 3]) { $0.contract($0.reshape([3, 2]).permute([1, 0]), otherTransposed: true) } == product)
        #expect(
            try run(six, [2, 3]) {
                $0.permute([1, 0]).contract(
                    $0.reshape([3, 2]).permute([1, 0]), transposed: true, otherTransposed: true)
            } == product)
    }

    @Test func functionsAtTheirEdges() throws {
        let edges: [Double] = [-1e4, -1, 0, 1, 1e4]
        #expect(
            try run(edges, [5]) { softplus($0) } == [
                0, 0.31326168751822286, 0.6931471805599453, 1.3132616875182228, 1e4,
            ])
        #expect(try run(edges, [5]) { sigmoid($0) }.map { ($0 * 1e6).rounded() } == [0, 268941, 500000, 731059, 1e6])
        #expect(try run(edges, [5]) { sign($0) } == [-1, -1, 0, 1, 1])
        #expect(try run([-1.5, 1.5, 2], [3]) { $0.apply(.floor) } == [-2, 1, 2])
        #expect(try run([.nan, 1], [2]) { max($0, $0.builder.constant(3)) }[1] == 3)
        #expect(try run([.nan], [1]) { max($0, $0.builder.constant(3)) }[0].isNaN)
        #expect(try run([.nan], [1]) { min($0, $0.builder.constant(3)) }[0].isNaN)
        #expect(try run([.nan], [1]) { min(max($0, $0.builder.constant(-30)), $0.builder.constant(20)) }[0].isNaN)
        let comparisons: [[Double]] = try Comparison.allCases.map { comparison in
            try run([1, 2, .nan], [3]) { x in
                let two: Tensor = x.builder.constant(2, shape: x.shape)
                return x.compare(comparison, two).select(x.builder.constant(1), x.builder.constant(0))
            }
        }
        #expect(comparisons == [[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 1]])
    }

    @Test func leaves() throws {
        let builder = GraphBuilder(name: "leaves")
        builder.output("batch", builder.batch)
        builder.output("index", builder.index(shape: [2, 3]))
        builder.output("noise", builder.noise(Noise(.uniform, stream: "a"), shape: [2, .batch, 2]))
        builder.output("bound", builder.noise(Noise(.uniform, stream: "b"), shape: [.batch]))
        builder.output("sum", builder.input("x", shape: [.batch]) * builder.scalar("s"))
        var bindings = Reference.Bindings(batch: 3)
        bindings.noise = { _, row, element in Double(row * 10 + element) }
        bindings.boundNoise["b"] = [7, 8, 9]
        bindings.inputs["x"] = [1, 2, 3]
        bindings.scalars["s"] = 2
        let outputs = try Reference.run(builder.graph, bindings).outputs
        #expect(outputs["batch"] == [3])
        #expect(outputs["index"] == [0, 1, 2, 0, 1, 2])
        #expect(outputs["noise"] == [0, 1, 10, 11, 20, 21, 2, 3, 12, 13, 22, 23])
        #expect(outputs["bound"] == [7, 8, 9])
        #expect(outputs["sum"] == [2, 4, 6])
    }

    @Test func assignmentsTakeEffectTogether() throws {
        let builder = GraphBuilder(name: "swap")
        let (a, b) = (builder.slot("a", shape: []), builder.slot("b", shape: []))
        builder.assign("a", b * 1)
        builder.assign("b", a * 1)
        builder.output("a", a)
        var bindings = Reference.Bindings(batch: 1)
        bindings.slots = ["a": [1], "b": [2]]
        let results = try Reference.run(builder.graph, bindings)
        #expect(results.assignments == ["a": [2], "b": [1]])
        #expect(results.outputs == ["a": [1]])
    }

    @Test func saysWhatIsMissing() throws {
        let builder = GraphBuilder(name: "missing")
        let x: Tensor = builder.input("x", shape: [.batch, 2])
        builder.output("y", x.sum() + builder.noise(Noise(.normal, stream: "z"), shape: [.batch]).sum())
        builder.output("g", x.sum().gradient(withRespectTo: x))
        var bindings = Reference.Bindings(batch: 3)
        var graph = builder.graph
        graph.outputs.removeLast()
        #expect(message(graph, bindings) == "input x is not bound")
        bindings.inputs["x"] = [1, 2, 3]
        #expect(message(graph, bindings) == "input x of shape [batch, 2] needs 6 numbers, got 3")
        bindings.inputs["x"] = [1, 2, 3, 4, 5, 6]
        #expect(message(graph, bindings) == "noise z has no source")
        bindings.noise = simpleNoise
        #expect(message(graph, bindings) == nil)
        #expect(message(builder.graph, bindings)?.contains("differentiation") == true)
        bindings.batch = 0
        #expect(message(graph, bindings) == "a batch of 0 rows")
    }

    private func message(_ graph: Graph, _ bindings: Reference.Bindings) -> String? {
        do {
            _ = try Reference.run(graph, bindings)
            return nil
        } catch {
            return error.message
        }
    }
}
