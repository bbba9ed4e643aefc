import VAERuntime

@testable import VAEGraph

/// Runs the kernels of a compiled entry point task by task, with no thread team.
struct CompiledRunner {
    let plan: Plan
    let entry: EntryPoint
    let batch: Int
    var arena: [Float]
    var table: [Float]
    let examples: [UInt32]
    let seed: UInt64
    let inputs: [[Float]]

    /// Runs all phases; tasks of a phase in either order.
    mutating func run(backwards: Bool) {
        let arenaMemory = Pinned(arena)
        let tableMemory = Pinned(table)
        let exampleMemory = Pinned(examples)
        let inputMemory: [Pinned<Float>] = inputs.map { Pinned($0) }
        let bindings = Pinned(
            zip(inputMemory, plan.inputs).map { memory, input in
                InputBinding(
                    base: UnsafeRawPointer(memory.base), element: .float, rowStride: input.columns, isIndexed: false,
                    scale: 1)
            })
        let context = Pinned([
            KernelContext(
                arena: arenaMemory.base, table: tableMemory.base, rows: batch, seed: seed, step: 7, epoch: 3,
                examples: UnsafePointer(exampleMemory.base), inputs: UnsafePointer(bindings.base))
        ])
        for phase in entry.phases {
            var work: [(kernel: ScheduledKernel, task: Int)] = []
            for kernel in phase {
                let count: Int = kernel.rowTasks.value(rows: batch) * kernel.columnTasks.value(rows: batch)
                work += (0..<count).map { (kernel, $0) }
            }
            if backwards { work.reverse() }
            for item in work { item.kernel.function(context.base, item.kernel.data, item.task) }
        }
        arena = arenaMemory.values
        table = tableMemory.values
        withExtendedLifetime((inputMemory, exampleMemory, bindings, context)) {}
    }
}
