import VAERuntime

@testable import VAEGraph

/// Plans a graph and runs the plan on the numbers that the reference is given.
struct GraphRun {
    /// How a graph becomes a plan.
    struct Pipeline {
        var isOptimised = true
        var reusesMemory = true
    }

    let plan: Plan
    let table: TablePlan
    let bindings: Reference.Bindings
    /// The slots before they were arranged.
    let declared: ParameterTable
    let examples: [UInt32]
    let seed: UInt64
    private(set) var runner: PlanRunner

    init(
        _ graph: Graph, slots: ParameterTable, _ bindings: Reference.Bindings, _ pipeline: Pipeline,
        maxBatch: Int? = nil
    ) throws {
        self.bindings = bindings
        declared = slots
        let maxBatch: Int = maxBatch ?? bindings.batch
        let fused: FusedGraph
        if pipeline.isOptimised {
            let (merged, first) = mergeContractions(simplify(graph), table: slots)
            let arranged = arrangeImages([simplify(differentiate(merged))], table: first)
            let (updates, second) = mergeUpdates(simplify(arranged.graphs[0]), table: arranged.table)
            table = planTable(second)
            fused = fuse(simplify(updates), table: second)
        } else {
            let arranged = arrangeImages([removingDeadNodes(differentiate(graph))], table: slots)
            table = planTable(arranged.table)
            fused = fuse(arranged.graphs[0], table: arranged.table, isEnabled: false)
        }
        let target: Target = Target.all.first { $0.lanes == vectorWidth } ?? Target.all[0]
        plan = VAEGraph.plan(
            fused, table: table, target: target, batch: maxBatch, reusesMemory: pipeline.reusesMemory)
        try check(plan)
        examples = GraphRun.examples(maxBatch)
        seed = GraphRun.seed
        var arena: [Float] = Array(repeating: .nan, count: plan.arenaSize)
        var memory: [Float] = Array(repeating: .nan, count: table.size)
        for scalar in plan.scalars {
            let number: Double? = scalar.name == "batch" ? Double(bindings.batch) : bindings.scalars[scalar.name]
            arena[plan.buffers[scalar.buffer].offset] = Float(number ?? .nan)
        }
        for placement in table.placements {
            guard let numbers = bindings.slots[placement.slot.name] else { continue }
            // In the order of the shape that the slot was declared with, which is not that of checkpoints.
            let places: [Int] = places(of: placement, as: slots[placement.slot.name])
            for (place, number) in zip(places, numbers) { memory[place] = Float(number) }
        }
        let inputs: [[Float]] = plan.inputs.map { input in (bindings.inputs[input.name] ?? []).map { Float($0) } }
        runner = PlanRunner(
            plan: plan, batch: bindings.batch, arena: arena, table: memory, examples: examples, seed: seed, step: 5,
            epoch: 2, inputs: inputs)
    }

    static let seed: UInt64 = 0x1234_5678_9ABC_DEF0

    static func examples(_ count: Int) -> [UInt32] { (0..<count).map { UInt32(($0 * 7919) % 60_000) } }

    /// The noise that the runtime draws, in Double.
    static func noise(_ noise: VAEGraph.Noise, row: Int, element: Int) -> Double {
        let key = NoiseRow(
            example: examples(row + 1)[row], clock: noise.clock == .step ? 5 : 2,
            stream: VAERuntime.Noise.streamNumber(noise.stream), seed: seed)
        return noise.kind == .normal
            ? VAERuntime.Noise.normalReference(key, column: element)
            : VAERuntime.Noise.uniformReference(key, column: element)
    }

    mutating func run(_ order: PlanRunner.Order = .forwards) throws { try runner.run(order) }

    /// An output's elements in row-major order.
    func output(_ name: String) -> [Float]? {
        guard let output = plan.outputs.first(where: { $0.name == name }) else { return nil }
        let buffer = plan.buffers[output.location.buffer]
        let places: [Int] = places(
            of: output.shape.axes.map { $0.count(batch: bindings.batch) },
            strides: output.location.strides.map { $0.count(batch: bindings.batch) },
            from: buffer.offset + output.location.offset)
        return places.map { buffer.storage == .arena ? runner.arena[$0] : runner.table[$0] }
    }

    /// A slot's elements in row-major order.
    func slot(_ name: String) -> [Float]? {
        guard let placement = table.placements.first(where: { $0.slot.name == name }) else { return nil }
        return places(of: placement, as: declared[name]).map { runner.table[$0] }
    }
}

/// Where the elements of a tensor stand, in row-major order.
private func places(of shape: [Int], strides: [Int], from start: Int) -> [Int] {
    var result: [Int] = [start]
    for (length, stride) in zip(shape, strides) {
        result = result.flatMap { place in (0..<length).map { place + $0 * stride } }
    }
    return result
}

/// Where the elements of a slot stand, in row-major order of the shape it was declared with.
private func places(of placement: TablePlan.Placement, as declared: ParameterTable.Slot?) -> [Int] {
    let slot = placement.slot
    let walk = slot.logicalWalk(strides: placement.strides)
    let logical: [Int] = places(of: walk.lengths, strides: walk.strides, from: placement.offset)
    let shape: [Int] = declared?.shape ?? slot.shape
    var strides: [Int] = Array(repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * shape[axis + 1] }
    let axes: [Int] = declared?.logicalAxes ?? Array(shape.indices)
    let order: [Int] = places(of: axes.map { shape[$0] }, strides: axes.map { strides[$0] }, from: 0)
    var result: [Int] = Array(repeating: 0, count: logical.count)
    for (place, index) in zip(logical, order) { result[index] = place }
    return result
}
