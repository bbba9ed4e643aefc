import Testing

@testable import VAEGraph

/// Whatever is damaged, planning ends with a problem that names the place, and no plan leaves its memory.
@Suite struct PlanBoundsTests {
    private let table: ParameterTable = {
        var table = ParameterTable()
        let origin = Origin(line: 3, name: "w")
        table.slots = [.init("w", kind: .parameter, shape: [6, 5], initial: .constant(0), origin: origin)]
        return table
    }()

    /// A fetch, a contraction with noise, a loop and a reduction.
    private var graph: Graph {
        let b = GraphBuilder(name: "layer")
        b.origin = Origin(line: 4, name: "h")
        let product: Tensor = b.input("x", shape: [.batch, 6]).contract(b.slot("w", shape: [6, 5]))
        let h: Tensor = tanh(product + b.noise(Noise(.normal, stream: "z"), shape: [.batch, 5]))
        b.output("h", h)
        b.output("largest", h.reduce(.maximum, axes: [0]))
        return b.graph
    }

    private func planned(_ fused: FusedGraph, _ table: TablePlan? = nil) throws -> Plan {
        try plan(fused, table: table ?? planTable(self.table), target: Target.all[0], batch: 8)
    }

    @Test func aSlotThatTheTableDoesNotHaveIsAProblem() throws {
        let problem = try #require(throws: GraphProblem.self) {
            try planned(fuse(graph, table: table), planTable(ParameterTable()))
        }
        #expect(problem.description == "layer: the table has no slot w")
    }

    @Test func groupsWithoutARootAreAProblem() throws {
        let fused: FusedGraph = fuse(graph, table: table)
        for index in fused.groups.indices where fused.groups[index].root != nil {
            var wrong = fused
            wrong.groups[index].root = nil
            #expect(throws: GraphProblem.self) { try planned(wrong) }
        }
    }

    @Test func rootsThatAreNotWhatTheGroupSaysAreAProblem() throws {
        let fused: FusedGraph = fuse(graph, table: table)
        for index in fused.groups.indices {
            for other in fused.groups.indices where fused.groups[index].kind != fused.groups[other].kind {
                var wrong = fused
                wrong.groups[index].root = fused.groups[other].root
                guard wrong.groups[index].root != nil, fused.groups[index].root != nil else { continue }
                let problem = try #require(throws: GraphProblem.self) { try planned(wrong) }
                #expect(problem.description.hasPrefix("layer: %"))
                #expect(problem.description.contains("(line 4, h)"))
            }
        }
    }

    @Test func whatCannotBePlannedSaysWhere() {
        let b = GraphBuilder(name: "step")
        b.origin = Origin(line: 9, name: "loss")
        let x: Tensor = b.input("x", shape: [.batch, 6])
        b.output("g", x.sum().gradient(withRespectTo: x))
        #expect(b.graph.obstacleToPlanning?.description.contains("(line 9, loss): a gradient") == true)
        #expect(graph.obstacleToPlanning == nil)
        let problem = #expect(throws: GraphProblem.self) { try planned(fuse(b.graph, table: ParameterTable())) }
        #expect(problem?.description.contains("(line 9, loss): gradient, where a contraction was expected") == true)
    }

    @Test func everyDamageToAPlanIsFound() throws {
        let good: Plan = try planned(fuse(graph, table: table))
        try checkBounds(good)
        func expect(_ says: String, _ damage: (inout Plan) -> Void) throws {
            var wrong = good
            damage(&wrong)
            let problem = try #require(throws: PlanProblem.self) { try checkBounds(wrong) }
            #expect(problem.description.contains(says), "\(problem)")
        }
        let product = try #require(good.kernels.firstIndex { if case .contraction = $0.work { true } else { false } })
        let fetch = try #require(good.kernels.firstIndex { if case .fetch = $0.work { true } else { false } })
        try expect("with 1 strides over 2 axes") { $0.outputs[0].location.strides.removeLast() }
        try expect("reaches element") { $0.outputs[0].location.offset = 1 << 20 }
        try expect("reaches element") { $0.outputs[0].location.offset = -1 }
        try expect("uses buffer 99") { $0.outputs[0].location.buffer = 99 }
        try expect("does not lie in the arena") { plan in
            plan.arenaSize = 16
        }
        try expect("reaches element") { plan in
            guard case .contraction(var work) = plan.kernels[product].work else { return }
            work.depth = Extent(1000)
            plan.kernels[product].work = .contraction(work)
        }
        try expect("over 2 axes") { plan in
            guard case .contraction(var work) = plan.kernels[product].work else { return }
            work.left.strides.append(.one)
            plan.kernels[product].work = .contraction(work)
        }
        try expect("fetches input 1 of 1") { plan in
            guard case .fetch(var work) = plan.kernels[fetch].work else { return }
            work.input = 1
            plan.kernels[fetch].work = .fetch(work)
        }
        try expect("cannot carry out") { $0.kernels[product].body.instructions[0] = .unary(.tanh, 0) }
        try expect("cannot carry out") { $0.kernels[product].body.instructions[0] = .source(1) }
        try expect("cannot carry out") { plan in
            for (index, instruction) in plan.kernels[product].body.instructions.enumerated() {
                guard case .noise(let noise, let axis, _) = instruction else { continue }
                plan.kernels[product].body.instructions[index] = .noise(noise, batchAxis: axis, coefficients: [])
            }
        }
        try expect("stores a register") { $0.kernels[product].body.stores[0].register = 50 }
    }
}
