/// An entry point ready to run: kernels in phases over one arena whose offsets are fixed.
///
/// Both engines execute this value: the interpreter walks it, the emitter prints it. All offsets and strides count
/// floats. Rows of a buffer are padded to whole vectors; what stands in the padding is unspecified, may be read into
/// lanes that nobody looks at, and may be overwritten. Every buffer and the table are followed by a vector of slack.
public struct Plan: Hashable, Sendable {
    /// The entry point.
    public var name: String
    /// The instruction set it was made for.
    public var target: Target
    /// The largest number of rows it can take; fixes the arena.
    public var batch: Int
    /// Everything in memory.
    public var buffers: [Buffer]
    /// The kernels, in the order of the phases.
    public var kernels: [Kernel]
    /// Kernels that may run at the same time, as ranges of `kernels`; a phase starts when the one before is done.
    public var phases: [Range<Int>]
    /// Variables that the caller binds; their `fetch` kernels copy rows into buffers.
    public var inputs: [Input]
    /// Numbers that the caller writes into the arena before each run. The name `batch` stands for the number of rows.
    public var scalars: [Scalar]
    /// Where results stand after a run.
    public var outputs: [Output]
    /// The size of the arena in floats, slack included.
    public var arenaSize: Int
    /// The size of the arena without any reuse, for the report.
    public var sizeWithoutReuse: Int
    /// The largest sum of sizes of buffers that live at the same time: no arena can be smaller.
    public var largestLiveSet: Int

    /// A plan.
    package init(
        name: String, target: Target, batch: Int, buffers: [Buffer], kernels: [Kernel], phases: [Range<Int>],
        inputs: [Input], scalars: [Scalar], outputs: [Output], arenaSize: Int, sizeWithoutReuse: Int,
        largestLiveSet: Int
    ) {
        self.name = name
        self.target = target
        self.batch = batch
        self.buffers = buffers
        self.kernels = kernels
        self.phases = phases
        self.inputs = inputs
        self.scalars = scalars
        self.outputs = outputs
        self.arenaSize = arenaSize
        self.sizeWithoutReuse = sizeWithoutReuse
        self.largestLiveSet = largestLiveSet
    }

    /// A variable that the caller binds.
    public struct Input: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Elements in a row.
        public var columns: Int

        /// An input.
        package init(name: String, columns: Int) {
            self.name = name
            self.columns = columns
        }
    }

    /// A number set before a run.
    public struct Scalar: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The arena's float it is written to.
        public var buffer: Int

        /// A number.
        package init(name: String, buffer: Int) {
            self.name = name
            self.buffer = buffer
        }
    }

    /// A result.
    public struct Output: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its shape.
        public var shape: Shape
        /// Where its elements stand, one stride per axis of the shape.
        public var location: Location

        /// A result.
        package init(name: String, shape: Shape, location: Location) {
            self.name = name
            self.shape = shape
            self.location = location
        }
    }
}

/// A stretch of memory.
public struct Buffer: Hashable, Sendable {
    /// Where it lies.
    public enum Storage: String, Hashable, Sendable {
        /// In the arena of the call, at `offset`.
        case arena
        /// In the parameter table, at `offset`.
        case table
    }
    /// For reports and comments: `encoder.h`, `decoder.x.logits.dense.weight`.
    public var name: String
    /// Where it lies.
    public var storage: Storage
    /// Its first float.
    public var offset: Int
    /// Its size in floats for the largest batch, a multiple of the vector's lanes.
    public var size: Int

    /// A stretch of memory.
    package init(name: String, storage: Storage, offset: Int, size: Int) {
        self.name = name
        self.storage = storage
        self.offset = offset
        self.size = size
    }
}

/// Where a value's elements stand: element (i, j, …) at `offset + i·strides[0] + j·strides[1] + …` of a buffer. A stride
/// is an `Extent`, since the stride of an axis outside the batch is a multiple of the batch.
public struct Location: Hashable, Sendable {
    /// The buffer, by place in the plan's list.
    public var buffer: Int
    /// From the buffer's first float.
    public var offset: Int
    /// One for each axis.
    public var strides: [Extent]

    /// A location.
    public init(buffer: Int, offset: Int = 0, strides: [Extent]) {
        self.buffer = buffer
        self.offset = offset
        self.strides = strides
    }
}

/// A piece of work with a static grid of tasks. It visits every point of a domain of rows × columns; at each vector of
/// columns its body is evaluated.
///
/// Points may be visited in any order and several at once; only sums over a task have an order, and they say which. So
/// within a phase, memory that is stored to is read or stored to nowhere else, with one exception: a body may load the
/// elements it stores, each at the very point that stores it. Vectors begin at the first column of the task.
public struct Kernel: Hashable, Sendable {
    /// What the body's `source` registers are, and so what is done before the body at each point.
    public enum Work: Hashable, Sendable {
        /// Copies the rows of an input into a buffer; has no body.
        case fetch(Fetch)
        /// Nothing: the body alone.
        case elementwise
        /// A matrix product; source 0 is its element.
        case contraction(Contraction)
        /// Sums or maxima; source i is the i-th result.
        case reduction(ReductionWork)
        /// A convolution or pooling; source 0 is its element.
        case image(ImageWork)
    }

    /// What it is in the words of the model.
    public var name: String
    /// The lines of the model it comes from.
    public var origins: [Origin]
    /// What is done before the body.
    public var work: Work
    /// The row axes of the domain, outermost first; none means one row.
    public var rows: [Extent]
    /// The column axis, along which vectors run.
    public var columns: Extent
    /// Tasks are blocks of so many rows (the row axes counted as one) …
    public var rowBlock: Int
    /// … by so many columns, a multiple of the lanes; or all columns when it is nil.
    public var columnBlock: Int?
    /// What is computed at each point, and stored.
    public var body: Body

    /// A kernel.
    package init(
        name: String, origins: [Origin], work: Work, rows: [Extent], columns: Extent, rowBlock: Int, columnBlock: Int?,
        body: Body
    ) {
        self.name = name
        self.origins = origins
        self.work = work
        self.rows = rows
        self.columns = columns
        self.rowBlock = rowBlock
        self.columnBlock = columnBlock
        self.body = body
    }

    /// How many rows there are, all axes together.
    public func rowCount(batch: Int) -> Int { rows.reduce(1) { $0 * $1.count(batch: batch) } }

    /// How many tasks there are; task t does row block t / columnTasks and column block t % columnTasks.
    public func taskCount(batch: Int) -> Int {
        let rowTasks = (rowCount(batch: batch) + rowBlock - 1) / rowBlock
        return rowTasks * columnTasks(batch: batch)
    }

    /// How many column blocks there are.
    public func columnTasks(batch: Int) -> Int {
        let count = columns.count(batch: batch)
        guard let columnBlock else { return 1 }
        return (count + columnBlock - 1) / columnBlock
    }
}

/// Copies rows `0 ..< batch` of an input, converted to floats, to a buffer.
public struct Fetch: Hashable, Sendable {
    /// The input, by place in the plan's list.
    public var input: Int
    /// Where row r, column c go: strides of rows and columns (1).
    public var destination: Location

    /// A copy.
    package init(input: Int, destination: Location) {
        self.input = input
        self.destination = destination
    }
}

/// The product of an m × k and a k × n matrix; m and n are the kernel's rows and columns.
public struct Contraction: Hashable, Sendable {
    /// How the right matrix is read, and with that the order of the sums; the tile's size changes nothing.
    public enum Reading: String, Hashable, Sendable, BitwiseCopyable {
        /// As it lies, its column stride being 1: sums go over k ascending by multiply-adds.
        case alongColumns
        /// Its k stride is 1: some columns at a time are turned, and then read along columns.
        case turned
        /// Its k stride is 1: dot products along k, in lanes of partial sums (see the runtime's `multiplyTransposed`).
        case alongDepth

        /// How a matrix whose k stride is 1 is read in a product of this size. Turning it is worth while where enough rows
        /// are multiplied with what was turned, and where dot products would be over before they begin; columns of great
        /// depth would leave the near caches before they are read again.
        static func ofTransposed(rows: Int, depth: Int) -> Reading {
            depth <= 128 || depth <= 2048 && rows >= 24 ? .turned : .alongDepth
        }
    }

    /// k. The kernel has one row axis.
    public var depth: Extent
    /// Element (row, k) of the left matrix: strides [row, k]; either may be 1, so that a transposed matrix is read in
    /// place.
    public var left: Location
    /// Element (k, column) of the right matrix: strides [k, column], one of which is 1.
    public var right: Location
    /// How the right matrix is read.
    public var reading: Reading

    /// A product.
    package init(depth: Extent, left: Location, right: Location, reading: Reading) {
        self.depth = depth
        self.left = left
        self.right = right
        self.reading = reading
    }
}

/// Reduces axes that the domain does not have. The elements are combined in row-major order of the reduced axes, starting
/// with the first of them, each as `sum + element` or `maximum(sum, element)`; maxima keep NaN.
///
/// Along the columns the last axis is cut into vectors that are combined in the same order, lane by lane; lanes past its
/// end count as zero for sums and as −∞ for maxima. The runtime's `sum` or `largest` makes one number of the lanes, and
/// that number stands in every lane of the source.
public struct ReductionWork: Hashable, Sendable {
    /// The reduced axes, outermost first.
    public var axes: [Extent]
    /// What is combined and how; loads have strides [rows…, column, reduced axes…].
    public var terms: [Term]
    /// Whether vectors run along the last reduced axis and are then combined to one number (in a fixed tree order); the
    /// domain then has one column. Otherwise vectors run along the columns.
    public var isAlongColumns: Bool

    /// A reduction.
    package init(axes: [Extent], terms: [Term], isAlongColumns: Bool) {
        self.axes = axes
        self.terms = terms
        self.isAlongColumns = isAlongColumns
    }

    /// One of the values combined.
    public struct Term: Hashable, Sendable {
        /// How.
        public var reduction: Reduction
        /// What.
        public var operand: Location

        /// A value to combine.
        package init(reduction: Reduction, operand: Location) {
            self.reduction = reduction
            self.operand = operand
        }
    }
}

/// Straight-line code over vectors, in single assignment: register i is what instruction i computes.
public struct Body: Hashable, Sendable {
    /// The instructions.
    public var instructions: [Instruction] = []
    /// What leaves, in order; all loads of a point come before its stores.
    public var stores: [Store] = []

    /// An empty body.
    public init() {}
}

/// One vector instruction; operands are earlier registers.
public enum Instruction: Hashable, Sendable {
    /// The elements at the point: strides are [rows…, column]. A column stride of 0 repeats one number; with a column
    /// stride of 1 whole vectors are read; with any other nothing is read past the last column.
    case load(Location)
    /// A number in every lane.
    case constant(Float)
    /// The product's element, or the i-th result of the reduction.
    case source(Int)
    /// Random numbers: the row's example is that of row axis `batchAxis`; the element's number within the row is
    /// Σ coefficient × index of that row axis, plus the column. There is one coefficient for each row axis.
    case noise(Noise, batchAxis: Int, coefficients: [Int])
    /// The number of the column, as a float.
    case column
    /// f(a)
    case unary(UnaryFunction, Int)
    /// f(a, b)
    case binary(BinaryFunction, Int, Int)
    /// a · b + c with one rounding where the processor has it.
    case multiplyAdd(Int, Int, Int)
    /// a / (√b + c) for finite b ≥ 0 and c > 0.
    case divideByRoot(Int, Int, Int)
    /// The mask a ∘ b.
    case compare(Comparison, Int, Int)
    /// b where mask a holds, c elsewhere.
    case select(Int, Int, Int)
}

/// A register that leaves the body.
public struct Store: Hashable, Sendable {
    /// Where it goes.
    public enum Target: Hashable, Sendable {
        /// To its element: strides [rows…, column]. With `mayOverrun`, which needs a column stride of 1, the last vector
        /// of a row may write into the padding; otherwise exactly the columns are written.
        case elements(Location, mayOverrun: Bool)
        /// Added up over the columns of the task, lane by lane: vector number t % columnTasks of row r, at strides
        /// [rows…, 1], one vector of partial sums per task. The first vector of a row within the task is stored, later
        /// ones are added in ascending order, as `sum + vector`; lanes past the last column count as zero.
        case sumOverColumns(Location)
        /// Added up over the rows of the task in ascending order (of the row axes counted as one): strides
        /// [row block, column], the latter 1; the task's first row is stored, later ones are added as `sum + vector`.
        /// Whole vectors are written, so the last one may overrun into the padding.
        case sumOverRows(Location)
    }
    /// The register.
    public var register: Int
    /// Where it goes.
    public var target: Target

    /// A store.
    package init(register: Int, target: Target) {
        self.register = register
        self.target = target
    }
}

/// Where the parameter table's slots lie in memory; one for a model, shared by its entry points.
public struct TablePlan: Hashable, Sendable {
    /// One slot's place.
    public struct Placement: Hashable, Sendable {
        /// The slot.
        public var slot: ParameterTable.Slot
        /// Its first float.
        public var offset: Int
        /// One for each axis of the slot's shape.
        public var strides: [Int]

        /// A place.
        package init(slot: ParameterTable.Slot, offset: Int, strides: [Int]) {
            self.slot = slot
            self.offset = offset
            self.strides = strides
        }
    }
    /// The slots, in the order of checkpoints.
    public var placements: [Placement]
    /// Floats in all, slack included.
    public var size: Int

    /// A layout.
    package init(placements: [Placement], size: Int) {
        self.placements = placements
        self.size = size
    }
}
