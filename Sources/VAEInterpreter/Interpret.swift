import VAEGraph
import VAERuntime

/// What keeps plans from being interpreted.
public enum InterpretationError: Error, Hashable, CustomStringConvertible {
    /// The plan was made for vectors of another width than those of this program.
    case wrongTarget(plan: String, target: String, lanes: Int, expected: Int)

    /// What was expected, what was found, and what to do.
    public var description: String {
        switch self {
        case .wrongTarget(let plan, let target, let lanes, let expected):
            "the plan '\(plan)' was made for '\(target)' with \(lanes) floats in a vector, but this program was built "
                + "for a processor with \(expected): plan for the instruction set of this program instead"
        }
    }
}

/// Makes a program that runs plans now, without compiling Swift.
///
/// - Parameters:
///   - plans: the model's entry points.
///   - table: where the slots of its parameter table lie.
///   - description: everything else about the model.
/// - Throws: `InterpretationError.wrongTarget` if a plan's vectors are not those of this build.
public func interpret(plans: [Plan], table: TablePlan, description: ModelDescription) throws -> Program {
    let memory = KernelMemory()
    var compiler = KernelCompiler(memory: memory)
    var entries: [String: EntryPoint] = [:]
    for plan in plans {
        guard plan.target.lanes == vectorWidth else {
            throw InterpretationError.wrongTarget(
                plan: plan.name, target: plan.target.name, lanes: plan.target.lanes, expected: vectorWidth)
        }
        entries[plan.name] = compiler.entryPoint(of: plan)
    }
    compiler.finish()
    return Program(
        description: description, entries: entries, table: TableLayout(table), engine: "interpreted", owner: memory)
}

extension KernelCompiler {
    /// Translates a plan.
    fileprivate mutating func entryPoint(of plan: Plan) -> EntryPoint {
        var kernels: [ScheduledKernel] = []
        for kernel in plan.kernels {
            let compiled = compile(kernel, of: plan)
            let grid = compiled.pointee.grid(batch: plan.batch)
            kernels.append(
                ScheduledKernel(
                    compiled.pointee.function, data: UnsafeRawPointer(compiled), rowTasks: grid.rows,
                    columnTasks: grid.columns))
        }
        return EntryPoint(
            name: plan.name, batch: plan.batch, arenaSize: plan.arenaSize,
            inputs: plan.inputs.map { EntryPoint.Input($0.name, columns: $0.columns) },
            scalars: plan.scalars.map { EntryPoint.Scalar($0.name, offset: plan.buffers[$0.buffer].offset) },
            outputs: plan.outputs.map { EntryPoint.Output($0, of: plan) },
            phases: plan.phases.map { Array(kernels[$0]) },
            probes: plan.probes.map { probe in
                EntryPoint.Probe(
                    phase: probe.phase, line: probe.line, place: EntryPoint.Output(probe.value, of: plan))
            })
    }
}

extension EntryPoint.Output {
    /// A result of a plan.
    fileprivate init(_ output: Plan.Output, of plan: Plan) {
        let buffer = plan.buffers[output.location.buffer]
        self.init(
            output.name, axes: output.shape.axes.map { Count($0) }, strides: output.location.strides.map { Count($0) },
            offset: buffer.offset + output.location.offset, isInTable: buffer.storage == .table)
    }
}

extension TableLayout {
    /// The table in the order of checkpoints, each slot's strides in the order of its logical axes.
    init(_ plan: TablePlan) {
        let slots: [Slot] = plan.placements.map { placement in
            let slot = placement.slot
            let walk = slot.logicalWalk(strides: placement.strides)
            return Slot(
                slot.name, kind: Kind(slot.kind), shape: slot.logicalShape, lengths: walk.lengths,
                strides: walk.strides, offset: placement.offset,
                initial: Initial(slot.initial))
        }
        self.init(slots: slots, size: plan.size)
    }
}

extension TableLayout.Kind {
    /// What a slot is for.
    fileprivate init(_ kind: ParameterTable.Kind) {
        switch kind {
        case .parameter: self = .parameter
        case .moment: self = .moment
        case .statistic: self = .statistic
        }
    }
}

extension TableLayout.Initial {
    /// How a slot starts.
    fileprivate init(_ initial: ParameterTable.Initial) {
        switch initial {
        case .constant(let value): self = .constant(value)
        case .uniform(let bound): self = .uniform(bound: bound)
        case .normal(let scale): self = .normal(scale: scale)
        }
    }
}
