/// A kernel in the schedule: code and a static grid of tasks, row blocks by column blocks; task t does row block
/// t / columnTasks and column block t % columnTasks.
public struct ScheduledKernel: @unchecked Sendable {
    /// The code of one task.
    public var function: KernelFunction
    /// The kernel's own data, kept alive by the program.
    public var data: UnsafeRawPointer?
    /// How many row blocks there are.
    public var rowTasks: Count
    /// How many column blocks there are.
    public var columnTasks: Count

    /// How many tasks there are in a call of so many rows.
    @inlinable @inline(__always)
    public func taskCount(rows: Int) -> Int { rowTasks.value(rows: rows) &* columnTasks.value(rows: rows) }

    /// The task that is begun as the `number`-th. Each thread has some of the row blocks where there are enough, so that it
    /// meets the same rows in kernel after kernel; of these it does one column block after the other, and may ask ahead for
    /// the columns after them.
    @inlinable @inline(__always)
    func task(_ number: Int, rows: Int, threads: Int) -> Int {
        let columns: Int = columnTasks.value(rows: rows)
        let blocks: Int = rowTasks.value(rows: rows)
        if columns == 1 || blocks <= 1 { return number }
        let groups: Int = min(threads, blocks)
        var group = 0
        var first = 0
        var end: Int = blocks / groups
        while number >= end &* columns {
            group &+= 1
            first = end
            end = (group &+ 1) &* blocks / groups
        }
        let place: Int = number &- first &* columns
        let column: Int = place / (end &- first)
        return (first &+ place &- column &* (end &- first)) &* columns &+ column
    }

    /// A kernel.
    public init(_ function: KernelFunction, data: UnsafeRawPointer? = nil, rowTasks: Count, columnTasks: Count) {
        self.function = function
        self.data = data
        self.rowTasks = rowTasks
        self.columnTasks = columnTasks
    }
}
