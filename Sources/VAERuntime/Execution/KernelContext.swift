/// What a kernel sees when it runs; kernels get a pointer to one that lives as long as the call.
public struct KernelContext {
    /// The arena of this call: scratch memory whose layout is the plan's.
    public var arena: UnsafeMutablePointer<Float>
    /// The parameter table of the model.
    public var table: UnsafeMutablePointer<Float>
    /// Rows of this call, from 1 to the largest batch.
    public var rows: Int
    /// Where all noise starts.
    public var seed: UInt64
    /// The optimizer's step in training, the number of the draw elsewhere: one clock of the noise.
    public var step: UInt32
    /// The epoch in training, a fixed value elsewhere: the other clock.
    public var epoch: UInt32
    /// The example of each row: the key of its noise, and its row in a data set.
    public var examples: UnsafePointer<UInt32>
    /// What is bound to the entry point's inputs, in their order.
    public var inputs: UnsafePointer<InputBinding>

    /// A context.
    public init(
        arena: UnsafeMutablePointer<Float>, table: UnsafeMutablePointer<Float>, rows: Int, seed: UInt64,
        step: UInt32, epoch: UInt32, examples: UnsafePointer<UInt32>, inputs: UnsafePointer<InputBinding>
    ) {
        self.arena = arena
        self.table = table
        self.rows = rows
        self.seed = seed
        self.step = step
        self.epoch = epoch
        self.examples = examples
        self.inputs = inputs
    }
}

/// The memory an input is read from.
public struct InputBinding {
    /// How elements are stored.
    public enum Element: UInt8, Sendable {
        /// 32-bit floats.
        case float
        /// Bytes, multiplied by `scale`.
        case byte
    }
    /// The first element of the first row.
    public var base: UnsafeRawPointer
    /// How elements are stored.
    public var element: Element
    /// Elements from one row to the next.
    public var rowStride: Int
    /// Whether row r of the call is row `examples[r]` here (a data set), not row r.
    public var isIndexed: Bool
    /// What bytes are multiplied by: 1/255 for the unit interval.
    public var scale: Float

    /// A binding.
    public init(base: UnsafeRawPointer, element: Element, rowStride: Int, isIndexed: Bool, scale: Float) {
        self.base = base
        self.element = element
        self.rowStride = rowStride
        self.isIndexed = isIndexed
        self.scale = scale
    }
}

/// A kernel's code: runs one task of it. The first argument points to a `KernelContext` (C functions cannot name Swift
/// types), the second to the kernel's own data, nil for generated code; the third is the task.
public typealias KernelFunction = @convention(c) (UnsafeRawPointer, UnsafeRawPointer?, Int) -> Void

/// A count that may depend on the rows of the call: ⌈factor · (rows or 1) / block⌉.
public struct Count: Hashable, Sendable, BitwiseCopyable {
    /// The literal.
    public var factor: Int
    /// Whether it is multiplied by the rows of the call.
    public var isBatch: Bool
    /// What it is divided by, rounding up.
    public var block: Int

    /// A count.
    public init(_ factor: Int, isBatch: Bool = false, block: Int = 1) {
        self.factor = factor
        self.isBatch = isBatch
        self.block = block
    }

    /// Its value for so many rows.
    @inlinable @inline(__always)
    public func value(rows: Int) -> Int {
        let all = isBatch ? factor * rows : factor
        return (all + block - 1) / block
    }
}

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
