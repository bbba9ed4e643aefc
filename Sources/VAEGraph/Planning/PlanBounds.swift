/// Checks that a plan stays within its memory: every register is computed before it is used, every location has a stride
/// for each axis it is walked over, and the last element of every walk lies in the buffer, or in the table.
///
/// It looks at the ends of walks alone, so it costs nothing beside planning and every plan passes through it: engines
/// that index memory without asking rely on it. What stands where when is `check`'s to say.
///
/// - Throws: The first kernel, with the buffer, that would reach beyond.
public func checkBounds(_ plan: Plan) throws(PlanProblem) {
    let bounds = PlanBounds(plan)
    for kernel in plan.kernels {
        for access in kernel.accesses { try bounds.check(access.location, over: access.axes, kernel.name) }
        for (location, axes) in kernel.results(batch: plan.batch, lanes: plan.target.lanes) {
            try bounds.check(location, over: axes, kernel.name)
        }
        try bounds.checkBody(kernel)
    }
    for output in plan.outputs { try bounds.check(output.location, over: output.shape.axes, output.name) }
    for buffer in plan.buffers where buffer.storage == .arena {
        if buffer.offset < 0 || buffer.size < 0 || buffer.offset > plan.arenaSize - buffer.size {
            throw PlanProblem(description: "\(buffer.name) does not lie in the arena of \(plan.arenaSize) floats")
        }
    }
}

private struct PlanBounds {
    let plan: Plan
    /// One past the last float of the table that some slot has.
    let tableEnd: Int

    init(_ plan: Plan) {
        self.plan = plan
        tableEnd = plan.buffers.filter { $0.storage == .table }.map { $0.offset + $0.size }.max() ?? 0
    }

    func check(_ location: Location, over axes: [Extent], _ name: String) throws(PlanProblem) {
        guard plan.buffers.indices.contains(location.buffer) else {
            throw PlanProblem(description: "\(name) uses buffer \(location.buffer) of \(plan.buffers.count)")
        }
        let buffer = plan.buffers[location.buffer]
        guard location.strides.count == axes.count else {
            let counts: String = "\(location.strides.count) strides over \(axes.count) axes"
            throw PlanProblem(description: "\(name) walks \(buffer.name) with \(counts)")
        }
        // Counted in Double, which has no overflow to stumble over and is exact far beyond any memory.
        var last = Double(location.offset)
        for (axis, stride) in zip(axes, location.strides) {
            last += (Double(axis.count(batch: plan.batch)) - 1) * Double(stride.count(batch: plan.batch))
        }
        // Slots side by side are read as one matrix under the name of the first.
        let size = buffer.storage == .table ? tableEnd - buffer.offset : buffer.size
        if location.offset < 0 || last >= Double(size) || last < Double(location.offset) {
            throw PlanProblem(description: "\(name) reaches element \(Int(last)) of \(buffer.name), which has \(size)")
        }
    }

    func checkBody(_ kernel: Kernel) throws(PlanProblem) {
        let sources: Int
        switch kernel.work {
        case .fetch(let fetch):
            sources = 0
            if !plan.inputs.indices.contains(fetch.input) {
                throw PlanProblem(description: "\(kernel.name) fetches input \(fetch.input) of \(plan.inputs.count)")
            }
        case .elementwise: sources = 0
        case .contraction, .image: sources = 1
        case .reduction(let reduction): sources = reduction.terms.count
        }
        for (index, instruction) in kernel.body.instructions.enumerated() {
            var isSound: Bool = instruction.operands.allSatisfy { $0 >= 0 && $0 < index }
            switch instruction {
            case .source(let source): isSound = source >= 0 && source < sources
            case .noise(_, let batchAxis, let coefficients):
                isSound = kernel.rows.indices.contains(batchAxis) && coefficients.count == kernel.rows.count
            default: break
            }
            if !isSound { throw PlanProblem(description: "\(kernel.name) cannot carry out \(instruction)") }
        }
        for store in kernel.body.stores where !kernel.body.instructions.indices.contains(store.register) {
            throw PlanProblem(description: "\(kernel.name) stores a register that it does not have")
        }
    }
}
