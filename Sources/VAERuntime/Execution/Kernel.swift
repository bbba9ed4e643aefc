// The interface between plans and their execution: thin functions over raw memory. Compiled and interpreted kernels
// look the same from here.

/// What a kernel sees of the call it works for.
public struct KernelContext {
    /// Scratch memory of this call, 64-byte aligned.
    public var arena: UnsafeMutableRawPointer
    /// Parameters and states of the model, 64-byte aligned.
    public var table: UnsafeMutableRawPointer
    /// Rows of this call, at most the batch the plan was made for.
    public var rows: Int
    /// Seed of the run's noise.
    public var seed: UInt64
    /// Clock of noise that is renewed with each step.
    public var step: UInt32
    /// Clock of noise that is renewed with each epoch.
    public var epoch: UInt32
    /// Clock of noise that is renewed with each draw.
    public var draw: UInt32
    /// Example number of each row: the noise's key, and the row in the data set.
    public var examples: UnsafePointer<UInt32>
    /// One per input variable.
    public var inputs: UnsafePointer<InputBinding>

    /// A call's memory, names and inputs.
    @inlinable
    public init(
        arena: UnsafeMutableRawPointer, table: UnsafeMutableRawPointer, rows: Int, seed: UInt64 = 0, step: UInt32 = 0,
        epoch: UInt32 = 0, draw: UInt32 = 0, examples: UnsafePointer<UInt32>, inputs: UnsafePointer<InputBinding>
    ) {
        self.arena = arena
        self.table = table
        self.rows = rows
        self.seed = seed
        self.step = step
        self.epoch = epoch
        self.draw = draw
        self.examples = examples
        self.inputs = inputs
    }

    /// The context that a kernel was given.
    @inlinable @inline(__always)
    public static func of(_ pointer: UnsafeRawPointer) -> UnsafePointer<KernelContext> {
        pointer.assumingMemoryBound(to: KernelContext.self)
    }

    /// Floats of the arena, from a byte offset on.
    @inlinable @inline(__always)
    public func floats(at offset: Int) -> UnsafeMutablePointer<Float> {
        (arena + offset).assumingMemoryBound(to: Float.self)
    }

    /// Floats of the parameter table, from a byte offset on.
    @inlinable @inline(__always)
    public func parameters(at offset: Int) -> UnsafeMutablePointer<Float> {
        (table + offset).assumingMemoryBound(to: Float.self)
    }

    /// The current value of a clock.
    @inlinable @inline(__always)
    public func clock(_ clock: NoiseClock) -> UInt32 {
        switch clock {
        case .step: step
        case .epoch: epoch
        case .draw: draw
        }
    }
}

/// What noise is renewed with.
public enum NoiseClock: UInt32, Sendable {
    case step, epoch, draw
}

/// Where the values of an input variable lie.
public struct InputBinding {
    /// How elements are stored.
    public enum Element: UInt32, Sendable {
        /// Unsigned bytes, to be multiplied by the scale.
        case byte
        /// Floats.
        case float
    }

    /// The first element of the first row.
    public var base: UnsafeRawPointer
    /// How elements are stored.
    public var element: Element
    /// Whether rows are those of a data set, chosen by `KernelContext.examples`; otherwise row r of the call is row r
    /// here.
    public var isIndexed: Bool
    /// Elements from one row to the next.
    public var rowStride: Int
    /// Factor of byte elements: 1/255 makes intensities of them.
    public var scale: Float

    /// Rows at `base`, `rowStride` elements apart.
    @inlinable
    public init(base: UnsafeRawPointer, element: Element, isIndexed: Bool, rowStride: Int, scale: Float = 1) {
        self.base = base
        self.element = element
        self.isIndexed = isIndexed
        self.rowStride = rowStride
        self.scale = scale
    }
}

/// One task of a kernel: the context (a `KernelContext`), the kernel's own data, and the task's number. Swift
/// represents no Swift struct in a C function type, hence the raw pointer; see `KernelContext.of`.
public typealias KernelFunction = @convention(c) (UnsafeRawPointer, UnsafeRawPointer?, Int) -> Void

/// How a kernel's work is divided into tasks: blocks of rows times tasks along the columns. Fixed when the plan is
/// made but for the number of rows, so that results do not depend on who works.
public struct TaskGrid: Sendable, Equatable {
    /// Rows of work for each row of the call.
    public var rowsPerExample: Int
    /// Rows of work besides.
    public var literalRows: Int
    /// Rows of one task, at least 1.
    public var rowBlock: Int
    /// Tasks for each block of rows, at least 1.
    public var columnTasks: Int

    /// Blocks of `rowBlock` rows, times `columnTasks`.
    @inlinable
    public init(rowsPerExample: Int = 0, literalRows: Int = 0, rowBlock: Int, columnTasks: Int = 1) {
        self.rowsPerExample = rowsPerExample
        self.literalRows = literalRows
        self.rowBlock = rowBlock
        self.columnTasks = columnTasks
    }

    /// A kernel of a single task.
    @inlinable public static var single: TaskGrid { TaskGrid(literalRows: 1, rowBlock: 1) }

    /// Rows of work in a call of `rows` rows.
    @inlinable @inline(__always)
    public func totalRows(_ rows: Int) -> Int { rowsPerExample &* rows &+ literalRows }

    /// Tasks in a call of `rows` rows.
    @inlinable @inline(__always)
    public func count(rows: Int) -> Int { rowTasks(rows) &* columnTasks }

    /// The rows of work of a task in a call of `rows` rows. Tasks go down the rows of one block of columns, then of
    /// the next, because neighbours in time then share the operand that is larger.
    @inlinable @inline(__always)
    public func rows(ofTask task: Int, rows: Int) -> Range<Int> {
        let total: Int = totalRows(rows)
        let first: Int = task % rowTasks(rows) &* rowBlock
        let end: Int = first &+ rowBlock
        return first..<(end < total ? end : total)
    }

    /// The number of a task along the columns, 0 ..< columnTasks.
    @inlinable @inline(__always)
    public func column(ofTask task: Int, rows: Int) -> Int { task / rowTasks(rows) }

    /// Blocks of rows in a call of `rows` rows.
    @inlinable @inline(__always)
    public func rowTasks(_ rows: Int) -> Int { (totalRows(rows) &+ rowBlock &- 1) / rowBlock }
}

/// A function with its data and its grid.
public struct Kernel {
    /// Executes one task.
    public var function: KernelFunction
    /// Given to the function; lives at least as long as the schedule.
    public var data: UnsafeRawPointer?
    /// How the work is divided.
    public var grid: TaskGrid

    /// A function with its data and its grid.
    @inlinable
    public init(function: KernelFunction, data: UnsafeRawPointer? = nil, grid: TaskGrid) {
        self.function = function
        self.data = data
        self.grid = grid
    }
}
