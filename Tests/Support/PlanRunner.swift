import Dispatch
import VAEGraph
import VAEInterpreter
import VAERuntime

/// Runs the kernels of one plan task by task in a given order, with no thread team: the interpreter's, or those of an
/// entry point that was compiled from the plan.
package struct PlanRunner {
    /// The plan.
    package let plan: Plan
    /// Rows of the run.
    package let batch: Int
    /// Scratch memory, before the run and after it.
    package private(set) var arena: [Float]
    /// The parameter table, before the run and after it.
    package private(set) var table: [Float]
    let examples: [UInt32]
    let seed: UInt64
    let step: UInt32
    let epoch: UInt32
    let inputs: [[Float]]

    /// A runner; `inputs` are rows of just their columns, in the order of the plan's.
    package init(
        plan: Plan, batch: Int, arena: [Float], table: [Float], examples: [UInt32], seed: UInt64, step: UInt32,
        epoch: UInt32, inputs: [[Float]]
    ) {
        (self.plan, self.batch, self.arena, self.table) = (plan, batch, arena, table)
        (self.examples, self.seed, self.step, self.epoch, self.inputs) = (examples, seed, step, epoch, inputs)
    }

    /// How the tasks of a phase are run.
    package enum Order: Sendable {
        case forwards
        case backwards
        case concurrently
    }

    /// Runs the plan once by the interpreter and keeps what memory holds then.
    package mutating func run(_ order: Order = .forwards) throws {
        var result = self
        try withContext { entry, context in result.run(entry, on: context, order) }
        self = result
    }

    /// Runs an entry point once that was compiled from the plan, and keeps what memory holds then.
    package mutating func run(_ entry: EntryPoint, _ order: Order = .forwards) {
        var result = self
        withMemory { context in result.run(entry, on: context, order) }
        self = result
    }

    /// Calls the function with the interpreted entry point and a context on copies of the memory.
    package func withContext(_ body: (EntryPoint, UnsafePointer<KernelContext>) throws -> Void) throws {
        let layout = TablePlan(placements: [], size: table.count)
        let program = try interpret(plans: [plan], table: layout, description: .empty)
        guard let entry = program.entries[plan.name] else { return }
        try withMemory { context in try body(entry, context) }
        withExtendedLifetime(program) {}
    }

    private func withMemory(_ body: (UnsafePointer<KernelContext>) throws -> Void) rethrows {
        let arenaMemory = Pinned(arena)
        let tableMemory = Pinned(table)
        let exampleMemory = Pinned(examples)
        let inputMemory: [Pinned<Float>] = inputs.map { Pinned($0) }
        // Data sets have rows of just their columns.
        let bindings = Pinned(
            zip(inputMemory, plan.inputs).map { memory, input in
                InputBinding(
                    base: UnsafeRawPointer(memory.base), element: .float, rowStride: input.columns, isIndexed: false,
                    scale: 1)
            })
        let context = Pinned([
            KernelContext(
                arena: arenaMemory.base, table: tableMemory.base, rows: batch, seed: seed, step: step, epoch: epoch,
                examples: UnsafePointer(exampleMemory.base), inputs: UnsafePointer(bindings.base))
        ])
        try body(UnsafePointer(context.base))
        withExtendedLifetime((arenaMemory, tableMemory, inputMemory, exampleMemory, bindings, context)) {}
    }

    private mutating func run(_ entry: EntryPoint, on context: UnsafePointer<KernelContext>, _ order: Order) {
        let rawContext = UnsafeRawPointer(context)
        for phase in entry.phases {
            var work: [(kernel: ScheduledKernel, task: Int)] = []
            for kernel in phase { work += (0..<kernel.taskCount(rows: batch)).map { (kernel, $0) } }
            if order == .backwards { work.reverse() }
            if order == .concurrently {
                let tasks = work
                nonisolated(unsafe) let shared = rawContext
                DispatchQueue.concurrentPerform(iterations: tasks.count) { index in
                    tasks[index].kernel.function(shared, tasks[index].kernel.data, tasks[index].task)
                }
            } else {
                for item in work { item.kernel.function(rawContext, item.kernel.data, item.task) }
            }
        }
        arena = Array(UnsafeBufferPointer(start: context.pointee.arena, count: arena.count))
        table = Array(UnsafeBufferPointer(start: context.pointee.table, count: table.count))
    }
}

extension ModelDescription {
    /// A description of nothing.
    package static let empty = ModelDescription(
        name: "", documentation: "", data: [], givens: [], latents: [], hasPrior: false,
        training: Training(
            optimizer: "", rate: .constant(0), divergenceWeight: .constant(1), batch: 1, epochs: 1, seed: 0),
        sourceHash: 0, instructionSet: "")
}
