import Testing

@testable import VAEGraph

/// Plans of small graphs that were written down by hand; every plan must pass the independent check.
@Suite struct PlanningTests {
    private func planned(
        _ graph: Graph, _ table: ParameterTable = ParameterTable(), fuses: Bool = true, reuses: Bool = true
    ) throws -> Plan {
        try verify(graph, table: table)
        let plan = try plan(
            fuse(differentiate(graph), table: table, isEnabled: fuses), table: planTable(table),
            target: Target.all[0], batch: 8, reusesMemory: reuses)
        try check(plan)
        return plan
    }

    private func table(_ slots: [(name: String, shape: [Int])], groups: [ParameterTable.Group] = []) -> ParameterTable {
        var table = ParameterTable()
        table.slots = slots.map { slot in
            ParameterTable.Slot(
                slot.name, kind: .parameter, shape: slot.shape, initial: .constant(0),
                origin: Origin(line: 1, name: slot.name))
        }
        table.groups = groups
        return table
    }

    // MARK: Assignments

    /// dX = dY·Wᵀ must not see the new W: the only wrong order is the one in which the update runs first, and nothing
    /// but the anti-dependency forbids it.
    @Test func aParameterIsReadBeforeItIsOverwritten() throws {
        let b = GraphBuilder(name: "step")
        let y = b.input("y", shape: [.batch, 8])
        let w = b.slot("w", shape: [8, 8])
        b.assign("w", w - y.contract(y, transposed: true))
        b.output("dx", y.contract(w, otherTransposed: true))
        let plan = try planned(b.graph, table([("w", [8, 8])]))
        let writer = try #require(plan.kernels.firstIndex { $0.writesTable(plan) })
        let reader = try #require(plan.kernels.firstIndex { $0.readsTable(plan) && !$0.writesTable(plan) })
        #expect(plan.phase(of: reader) < plan.phase(of: writer))

        // The check knows: with the two exchanged it refuses the plan.
        var wrong = plan
        wrong.kernels.swapAt(reader, writer)
        #expect(throws: PlanProblem.self) { try check(wrong) }
    }

    @Test func twoSlotsCanBeExchanged() throws {
        let slots = table([("a", [4, 4]), ("b", [4, 4])])
        let b = GraphBuilder(name: "step")
        let first = b.slot("a", shape: [4, 4])
        let second = b.slot("b", shape: [4, 4])
        b.assign("a", second.permute([1, 0]) * 2)
        b.assign("b", first.permute([1, 0]) * 3)
        _ = try planned(b.graph, slots)
        _ = try planned(b.graph, slots, fuses: false)
    }

    @Test func aSlotCanBeAssignedAnotherSlotOrAView() throws {
        let b = GraphBuilder(name: "step")
        let wide = b.slot("wide", shape: [8])
        b.assign("a", b.slot("b", shape: [4]))
        b.assign("b", wide.slice(axis: 0, start: 2, count: 4))
        b.assign("wide", wide + 1)
        let plan = try planned(b.graph, table([("a", [4]), ("b", [4]), ("wide", [8])]))
        #expect(plan.kernels.count == 3)
    }

    @Test func slotsSideBySideAreAssignedAsOne() throws {
        let slots = table(
            [("a", [4, 3]), ("b", [4, 5])], groups: [ParameterTable.Group(slots: ["a", "b"], axis: 1)])
        let b = GraphBuilder(name: "step")
        let both = Tensor.concat([b.slot("a", shape: [4, 3]), b.slot("b", shape: [4, 5])], axis: 1)
        let new = both * 2
        b.assign("a", new.slice(axis: 1, start: 0, count: 3))
        b.assign("b", new.slice(axis: 1, start: 3, count: 5))
        let plan = try planned(b.graph, slots)
        #expect(plan.kernels.count == 1)
    }

    @Test func slotsThatAreNotSideBySideAreCopied() throws {
        let b = GraphBuilder(name: "step")
        let both = Tensor.concat([b.slot("a", shape: [4, 3]), b.slot("b", shape: [4, 5])], axis: 1)
        b.output("sum", both.sum(axes: [0]))
        let plan = try planned(b.graph, table([("a", [4, 3]), ("b", [4, 5])]))
        #expect(plan.kernels.map(\.title) == ["loop", "loop", "reduction"])
    }

    /// Two values computed side by side in one buffer: whole vectors of the first would run into the second.
    @Test func piecesOfAConcatKeepToTheirColumns() throws {
        let b = GraphBuilder(name: "heads")
        let x = b.input("x", shape: [.batch, 20])
        let both = Tensor.concat([exp(x), tanh(x)], axis: 1)
        b.output("product", both.contract(b.slot("w", shape: [40, 3])))
        let plan = try planned(b.graph, table([("w", [40, 3])]))
        #expect(plan.kernels.map(\.title) == ["fetch", "loop", "loop", "contraction"])

        var wrong = plan
        for kernel in 1...2 {
            if case .elements(let place, _) = plan.kernels[kernel].body.stores[0].target {
                wrong.kernels[kernel].body.stores[0].target = .elements(place, mayOverrun: true)
            }
        }
        #expect(throws: PlanProblem.self) { try check(wrong) }
    }

    // MARK: Fusion

    @Test func anElementwiseChainJoinsItsContraction() throws {
        let b = GraphBuilder(name: "layer")
        let x = b.input("x", shape: [.batch, 6])
        let product = x.contract(b.slot("w", shape: [6, 5]))
        b.output("h", tanh(product + b.slot("b", shape: [5]).broadcast(to: product.shape, axes: [1])))
        let slots = table([("w", [6, 5]), ("b", [5])])
        #expect(try planned(b.graph, slots).kernels.map(\.title) == ["fetch", "contraction"])
        let unfused = try planned(b.graph, slots, fuses: false)
        #expect(unfused.kernels.map(\.title) == ["fetch", "contraction", "loop", "loop"])
    }

    @Test func aSumBeginsWhereItsOperandIsComputed() throws {
        let b = GraphBuilder(name: "sums")
        let y = exp(b.input("x", shape: [.batch, 40]))
        b.output("rows", y.sum(axes: [1]))
        b.output("columns", y.sum(axes: [0]))
        b.output("all", y.sum())
        let plan = try planned(b.graph)
        #expect(plan.kernels.map(\.title).sorted() == ["fetch", "loop", "reduction", "reduction", "reduction"])
        let loop = try #require(plan.kernels.first { $0.title == "loop" })
        // exp(x) itself is stored nowhere.
        #expect(loop.body.stores.count == 3)
    }

    /// exp(x) is divided by its own sum: the sum must be finished before the division begins.
    @Test func aReductionSeparatesTheUsesOfItsOperand() throws {
        let b = GraphBuilder(name: "normalised")
        let y = exp(b.input("x", shape: [.batch, 40]))
        b.output("y", y / y.sum(axes: [1]).broadcast(to: y.shape, axes: [0]))
        #expect(try planned(b.graph).phases.count == 4)
    }

    @Test func aCheapNodeIsComputedAnew() throws {
        let b = GraphBuilder(name: "backward")
        let w = b.slot("w", shape: [6, 6])
        let h = tanh(b.input("x", shape: [.batch, 6]).contract(w))
        b.output("g", h.contract(w) * (1 - square(h)))
        let plan = try planned(b.graph, table([("w", [6, 6])]))
        // h is stored for the product, and 1 − h² is not.
        #expect(plan.kernels.map(\.title) == ["fetch", "contraction", "contraction"])
        #expect(plan.kernels[1].body.stores.count == 1)
    }

    // MARK: Memory

    private var chain: (graph: Graph, table: ParameterTable) {
        let b = GraphBuilder(name: "chain")
        var h = b.input("x", shape: [.batch, 64])
        let x = h
        for _ in 0..<6 { h = tanh(h.contract(b.slot("w", shape: [64, 64]))) }
        b.output("h", h + x)
        return (b.graph, table([("w", [64, 64])]))
    }

    @Test func buffersShareMemoryOnlyWithReuse() throws {
        let shared = try planned(chain.graph, chain.table)
        let separate = try planned(chain.graph, chain.table, reuses: false)
        #expect(shared.arenaSize < separate.arenaSize)
        #expect(shared.arenaSize - 16 == shared.largestLiveSet)
        #expect(separate.arenaSize - 16 == separate.sizeWithoutReuse)
    }

    /// The input lives to the end: put anything else in its place, and the check must say so.
    @Test func theCheckFindsAnOverwrittenBuffer() throws {
        let plan = try planned(chain.graph, chain.table)
        let input = try #require(plan.kernels.first { $0.title == "fetch" }?.writes.first)
        // The result may take the input's place: its kernel reads the input last, element by element.
        let result = plan.outputs[0].location.buffer
        let others = plan.buffers.indices.filter {
            plan.buffers[$0].storage == .arena && $0 != input && $0 != result
        }
        #expect(others.count == 5)
        for other in others {
            var wrong = plan
            wrong.buffers[other].offset = wrong.buffers[input].offset
            #expect(throws: PlanProblem.self) { try check(wrong) }
        }
    }

    @Test func theSameGraphGivesTheSamePlan() throws {
        #expect(try planned(chain.graph, chain.table) == planned(chain.graph, chain.table))
        #expect(try planned(chain.graph, chain.table).description == planned(chain.graph, chain.table).description)
    }
}

/// Views of strided tensors as strides.
@Suite struct LayoutTests {
    @Test func aRowIsSplitAndJoined() {
        let rows: Shape = [.batch, 784]
        let images: Shape = [.batch, 1, 28, 28]
        #expect(Layout.strides(of: rows) == [784, 1])
        #expect(Layout.reshaped([784, 1], from: rows, to: images) == [784, 0, 28, 1])
        #expect(Layout.reshaped([784, 0, 28, 1], from: images, to: rows) == [784, 1])
    }

    @Test func paddingIsInTheWayOfJoiningRows() {
        #expect(Layout.reshaped([528, 1], from: [10, 500], to: [5000]) == nil)
        #expect(Layout.reshaped([500, 1], from: [10, 500], to: [5000]) == [1])
    }

    @Test func samplesJoinTheBatch() {
        let shape: Shape = [5, .batch, 20]
        let strides = Layout.strides(of: shape)
        #expect(strides == [Extent(32, isBatch: true), 32, 1])
        #expect(Layout.reshaped(strides, from: shape, to: [Extent(5, isBatch: true), 20]) == [32, 1])
    }

    @Test func rowsAvoidMultiplesOfTwoKilobytes() {
        #expect(Layout.paddedRow(512) == 528)
        #expect(Layout.paddedRow(500) == 528)
        #expect(Layout.paddedRow(20) == 32)
        #expect(Layout.paddedRow(784) == 784)
    }
}

extension Kernel {
    fileprivate func writesTable(_ plan: Plan) -> Bool { writes.contains { plan.buffers[$0].storage == .table } }
    fileprivate func readsTable(_ plan: Plan) -> Bool { reads.contains { plan.buffers[$0].storage == .table } }
}

extension Plan {
    fileprivate func phase(of kernel: Int) -> Int { phases.firstIndex { $0.contains(kernel) } ?? -1 }
}
