/// One thread.
struct Team: ~Copyable {
    init(threads: Int) {}
    borrowing func run(_ phases: [[ScheduledKernel]], context: KernelContext) {
        withUnsafePointer(to: context) { pointer in
            for phase in phases {
                for kernel in phase {
                    let count = kernel.rowTasks.value(rows: context.rows) * kernel.columnTasks.value(rows: context.rows)
                    for task in 0..<count { kernel.function(UnsafeRawPointer(pointer), kernel.data, task) }
                }
            }
        }
    }
}

func withTeam<Result>(threads: Int, _ body: (borrowing Team) throws -> Result) rethrows -> Result {
    try body(Team(threads: threads))
}
