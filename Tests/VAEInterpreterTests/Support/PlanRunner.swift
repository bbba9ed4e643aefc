import Dispatch
import VAEInterpreter
import VAERuntime

import VAEGraph

/// Runs one interpreted plan, task by task in a given order, with no thread team.
struct PlanRunner {
    let plan: Plan
    let batch: Int
    var arena: [Float]
    var table: [Float]
    let examples: [UInt32]
    let seed: UInt64
    let step: UInt32
    let epoch: UInt32
    let inputs: [[Float]]

    /// How the tasks of a phase are run.
    enum Order {
        case forwards
        case backwards
        case concurrently
    }

    /// Runs the plan once and keeps what memory holds then.
    mutating func run(_ order: Order = .forwards) throws {
        var result: ([Float], [Float]) = ([], [])
        let runner = self
        try withContext { entry, context in
            runner.run(entry, UnsafeRawPointer(context), order)
            let arena = UnsafeBufferPointer(start: context.pointee.arena, count: runner.arena.count)
            let table = UnsafeBufferPointer(start: context.pointee.table, count: runner.table.count)
            result = (Array(arena), Array(table))
        }
        (arena, table) = result
    }

    /// Calls the function with the interpreted entry point and a context on copies of the memory.
    func withContext(_ body: (EntryPoint, UnsafePointer<KernelContext>) throws -> Void) throws {
        let layout = TablePlan(placements: [], size: table.count)
        let program = try interpret(plans: [plan], table: layout, description: .empty)
        guard let entry = program.entries[plan.name] else { return }
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
        try body(entry, UnsafePointer(context.base))
        withExtendedLifetime((program, arenaMemory, tableMemory, inputMemory, exampleMemory, bindings, context)) {}
    }

    private func run(_ entry: EntryPoint, _ context: UnsafeRawPointer, _ order: Order) {
        for phase in entry.phases {
            var work: [(kernel: ScheduledKernel, task: Int)] = []
            for kernel in phase {
                let count: Int = kernel.rowTasks.value(rows: batch) * kernel.columnTasks.value(rows: batch)
                work += (0..<count).map { (kernel, $0) }
            }
            if order == .backwards { work.reverse() }
            if order == .concurrently {
                let tasks = work
                nonisolated(unsafe) let context = context
                DispatchQueue.concurrentPerform(iterations: tasks.count) { index in
                    tasks[index].kernel.function(context, tasks[index].kernel.data, tasks[index].task)
                }
            } else {
                for item in work { item.kernel.function(context, item.kernel.data, item.task) }
            }
        }
    }
}

/// Values at an address that stays.
final class Pinned<Element> {
    let base: UnsafeMutablePointer<Element>
    let count: Int

    init(_ values: [Element]) {
        count = values.count
        let bytes: Int = max(count, 1) * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
        for (index, value) in values.enumerated() { (base + index).initialize(to: value) }
    }

    var values: [Element] { (0..<count).map { base[$0] } }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }
}

extension ModelDescription {
    /// A description of nothing.
    static let empty = ModelDescription(
        name: "", documentation: "", data: [], givens: [], latents: [], hasPrior: false,
        training: Training(
            optimizer: "", rate: .constant(0), divergenceWeight: .constant(1), batch: 1, epochs: 1, seed: 0),
        sourceHash: 0, instructionSet: "")
}
