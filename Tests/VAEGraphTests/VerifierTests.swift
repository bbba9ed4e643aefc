import Testing
import VAEGraph

@Suite struct VerifierTests {
    /// A graph with a bit of everything, which is well formed.
    private var good: Graph {
        let builder = GraphBuilder(name: "good")
        let x: Tensor = builder.input("x", shape: [.batch, 4])
        let w: Tensor = builder.slot("w", shape: [4, 3])
        let noise: Tensor = builder.noise(Noise(.normal, stream: "z"), shape: [.batch, 3])
        let h: Tensor = x.contract(w) + noise + builder.scalar("t")
        let positive: Tensor = h.compare(.less, noise).select(h, noise)
        let moved: Tensor = positive.pad(axis: 1, before: 1, after: 0).slice(axis: 1, start: 1, count: 3).permute([
            1, 0,
        ])
        let joined: Tensor = .concat([moved, h.permute([1, 0])], axis: 0).reshape([2, 3, .batch])
        let loss: Tensor = (joined + builder.index(shape: [2, 3, .batch])).reduce(.maximum, axes: [0, 1]).sum()
        builder.output("loss", loss / builder.batch + builder.scalar("s"))
        builder.assign("w", w - loss.gradient(withRespectTo: w))
        return builder.graph
    }

    private var table: ParameterTable {
        var table = ParameterTable()
        let origin = Origin(line: 1, name: "w")
        table.slots = [.init("w", kind: .parameter, shape: [4, 3], initial: .constant(0), origin: origin)]
        return table
    }

    @Test func acceptsWhatIsWellFormed() throws {
        try verify(good)
        try verify(good, table: table)
        try verify(differentiate(good), table: table)
    }

    /// One thing wrong at a time.
    struct Damage: Sendable, CustomTestStringConvertible {
        let kind: Operation.Kind
        let says: String
        let apply: @Sendable (inout Node) -> Void
        var testDescription: String { "\(kind): \(says)" }
    }

    private static let damages: [Damage] = [
        Damage(kind: .binary(.add), says: "does not come before") { $0.operands[0] = Value(10_000) },
        Damage(kind: .binary(.add), says: "does not come before") { $0.operands[0] = Value(-1) },
        Damage(kind: .binary(.add), says: "takes 2 operands") { $0.operands.removeLast() },
        Damage(kind: .binary(.add), says: "is needed") { $0.shape = [.batch, 5] },
        Damage(kind: .binary(.add), says: "has type mask") { $0.type = .mask },
        Damage(kind: .select, says: "not a mask") { $0.operands[0] = $0.operands[1] },
        Damage(kind: .compare, says: "has type float") { $0.type = .float },
        Damage(kind: .input, says: "one batch axis") { $0.shape = [4] },
        Damage(kind: .input, says: "an axis of 0") { $0.shape = [.batch, 0] },
        Damage(kind: .input, says: "too many elements") { $0.shape = [.batch, Extent(.max)] },
        Damage(kind: .noise, says: "one batch axis") { $0.shape = [.batch, .batch] },
        Damage(kind: .slot, says: "depends on the batch") { $0.shape = [.batch, 3] },
        Damage(kind: .scalar, says: "is needed") { $0.shape = [2] },
        Damage(kind: .batch, says: "is needed") { $0.shape = [1] },
        Damage(kind: .index, says: "needs an axis") { $0.shape = .scalar },
        Damage(kind: .contract, says: "multiplies") { $0.operation = .contract(transposeA: true, transposeB: false) },
        Damage(kind: .contract, says: "is needed") { $0.shape = [3, .batch] },
        Damage(kind: .pad, says: "not a literal axis") { $0.operation = .pad(axis: 0, before: 1, after: 0) },
        Damage(kind: .pad, says: "not a literal axis") { $0.operation = .pad(axis: 7, before: 1, after: 0) },
        Damage(kind: .pad, says: "pads by -1") { $0.operation = .pad(axis: 1, before: -1, after: 2) },
        Damage(kind: .pad, says: "is needed") { $0.operation = .pad(axis: 1, before: 1, after: 1) },
        Damage(kind: .slice, says: "goes beyond") { $0.operation = .slice(axis: 1, start: 2) },
        Damage(kind: .slice, says: "goes beyond") { $0.operation = .slice(axis: 1, start: -1) },
        Damage(kind: .slice, says: "not a literal axis") { $0.operation = .slice(axis: 0, start: 0) },
        Damage(kind: .permute, says: "no permutation") { $0.operation = .permute([0, 0]) },
        Damage(kind: .permute, says: "is needed") { $0.operation = .permute([0, 1]) },
        Damage(kind: .concat, says: "is needed") { $0.shape.axes[0].factor += 1 },
        Damage(kind: .concat, says: "has no operands") { $0.operands = [] },
        Damage(kind: .reshape, says: "differ in size") { $0.shape.axes[0].factor += 1 },
        Damage(kind: .reduce(.maximum), says: "not ascending") { $0.operation = .reduce(.maximum, axes: [1, 0]) },
        Damage(kind: .reduce(.maximum), says: "not ascending") { $0.operation = .reduce(.maximum, axes: [0, 3]) },
        Damage(kind: .reduce(.maximum), says: "no axis") { $0.operation = .reduce(.maximum, axes: []) },
        Damage(kind: .reduce(.maximum), says: "is needed") { $0.operation = .reduce(.maximum, axes: [0]) },
        Damage(kind: .broadcast, says: "not ascending") { $0.operation = .broadcast(axes: [4]) },
        Damage(kind: .gradient, says: "is needed") { $0.shape = [3, 4] },
        Damage(kind: .gradient, says: "not of a scalar") { $0.operands[0] = $0.operands[1] },
    ]

    @Test(arguments: VerifierTests.damages) func refuses(_ damage: Damage) throws {
        var graph = good
        let place = try #require(graph.nodes.firstIndex { $0.operation.kind == damage.kind })
        damage.apply(&graph.nodes[place])
        let problem = try #require(throws: GraphProblem.self) { try verify(graph) }
        #expect(problem.message.contains(damage.says), "\(problem)")
        #expect(problem.value == Value(place))
        #expect(problem.description.hasPrefix("good: %\(place) (good): "))
    }

    @Test func refusesWrongResults() throws {
        var graph = good
        graph.outputs[0].value = Value(1000)
        #expect(throws: GraphProblem.self) { try verify(graph) }
        graph = good
        graph.outputs.append(graph.outputs[0])
        #expect(throws: GraphProblem.self) { try verify(graph) }
        graph = good
        graph.assignments.append(graph.assignments[0])
        #expect(throws: GraphProblem.self) { try verify(graph) }
        graph = good
        graph.assignments[0].value = graph.outputs[0].value
        #expect(throws: GraphProblem.self) { try verify(graph) }
        graph = good
        let mask = try #require(graph.nodes.firstIndex { $0.type == .mask })
        graph.outputs[0].value = Value(mask)
        #expect(throws: GraphProblem.self) { try verify(graph) }
    }

    @Test func comparesSlotsWithTheTable() throws {
        #expect(throws: GraphProblem.self) { try verify(good, table: ParameterTable()) }
        var other = table
        other.slots[0].shape = [3, 4]
        #expect(throws: GraphProblem.self) { try verify(good, table: other) }
    }

    @Test func namesReadTwiceAgree() {
        let builder = GraphBuilder(name: "twice")
        builder.output("a", builder.slot("w", shape: [2]).sum() + builder.slot("w", shape: [3]).sum())
        #expect(throws: GraphProblem.self) { try verify(builder.graph) }
    }
}
