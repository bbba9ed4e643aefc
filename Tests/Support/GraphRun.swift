import VAEGraph
import VAERuntime

/// A plan bound to the numbers that the reference is given, run kernel by kernel in `Float`.
package struct GraphRun {
    /// The plan.
    package let plan: Plan
    private let table: TablePlan
    private let declared: ParameterTable
    private let batch: Int
    /// The kernels and their memory.
    package private(set) var runner: PlanRunner

    /// Writes the numbers into fresh memory; everything else in it is no number.
    ///
    /// - Parameters:
    ///   - declared: the slots as they were before passes rearranged them, which is how their numbers are given.
    ///   - key: where noise is drawn from that the kernels draw.
    ///   - examples: the example of each row.
    package init(
        _ plan: Plan, table: TablePlan, declared: ParameterTable, _ bindings: Reference.Bindings, key: NoiseKey,
        examples: [UInt32]
    ) {
        self.plan = plan
        self.declared = declared
        self.table = table
        batch = bindings.batch
        var arena: [Float] = Array(repeating: .nan, count: plan.arenaSize)
        var memory: [Float] = Array(repeating: .nan, count: table.size)
        for scalar in plan.scalars {
            let number: Double? = scalar.name == "batch" ? Double(bindings.batch) : bindings.scalars[scalar.name]
            arena[plan.buffers[scalar.buffer].offset] = Float(number ?? .nan)
        }
        for placement in table.placements {
            guard let numbers = bindings.slots[placement.slot.name] else { continue }
            let places: [Int] = places(of: placement, as: declared[placement.slot.name])
            for (place, number) in zip(places, numbers) { memory[place] = Float(number) }
        }
        let inputs: [[Float]] = plan.inputs.map { input in (bindings.inputs[input.name] ?? []).map { Float($0) } }
        runner = PlanRunner(
            plan: plan, batch: bindings.batch, arena: arena, table: memory, examples: examples, seed: key.seed,
            step: key.step, epoch: key.epoch, inputs: inputs)
    }

    /// Runs the plan once by the interpreter.
    package mutating func run(_ order: PlanRunner.Order = .forwards) throws { try runner.run(order) }

    /// An output's elements in row-major order.
    package func output(_ name: String) -> [Float]? {
        guard let output = plan.outputs.first(where: { $0.name == name }) else { return nil }
        let buffer: Buffer = plan.buffers[output.location.buffer]
        let places: [Int] = places(
            of: output.shape.axes.map { $0.count(batch: batch) },
            strides: output.location.strides.map { $0.count(batch: batch) },
            from: buffer.offset + output.location.offset)
        return places.map { buffer.storage == .arena ? runner.arena[$0] : runner.table[$0] }
    }

    /// A slot's elements in row-major order.
    package func slot(_ name: String) -> [Float]? {
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
    let slot: ParameterTable.Slot = placement.slot
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
