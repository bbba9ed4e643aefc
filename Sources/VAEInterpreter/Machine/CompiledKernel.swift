import VAEGraph
import VAERuntime

// A kernel as the machine runs it: plain memory with no reference to count, made once from the plan's kernel.

/// A place in memory that a kernel reads or writes, with its strides.
struct Reference: BitwiseCopyable {
    /// Whether it lies in the parameter table, not in the arena.
    var isInTable: Bool
    /// The first element's float there.
    var offset: Int
    /// One stride for each row axis, one for the column, then one for each reduced axis; in floats.
    var strides: UnsafePointer<Count>
}

/// An operand before a task gives it an address.
struct OperandTemplate: BitwiseCopyable {
    /// How it varies over a block.
    enum Kind: UInt8, BitwiseCopyable {
        /// One vector for all points of the task.
        case uniform
        /// One vector that never changes, made with the kernel.
        case constant
        /// One vector for each row of the block.
        case row
        /// One vector for each row and vector of columns.
        case block
        /// Read from memory in place.
        case direct
        /// The tile of the task's matrix product.
        case tile
    }
    /// How it varies.
    var kind: Kind
    /// In the scratch memory or among the constants, in bytes; for `direct` the reference.
    var place: Int
}

/// One instruction of the machine; registers are operands by number.
struct CompiledInstruction: BitwiseCopyable {
    /// What it does.
    var opcode: Opcode
    /// The operand written.
    var destination: Int32
    /// Operands read; for loads `a` is the reference, for noise the place in the list of noises.
    var a: Int32 = 0
    /// Operand read.
    var b: Int32 = 0
    /// Operand read.
    var c: Int32 = 0
    /// Operand read.
    var d: Int32 = 0
    /// Operand read.
    var e: Int32 = 0
}

/// A random stream as one kernel draws it.
struct CompiledNoise: BitwiseCopyable {
    /// The stream's number.
    var stream: UInt32
    /// Whether the clock is the epoch, not the step.
    var isPerEpoch: Bool
    /// The row axis that counts the rows of the batch.
    var batchAxis: Int
    /// What each row axis adds to the number of the element.
    var coefficients: UnsafePointer<Int>
}

/// What leaves the kernel.
struct CompiledStore: BitwiseCopyable {
    /// How.
    enum Kind: UInt8, BitwiseCopyable {
        /// Exactly the columns, next to each other.
        case exact
        /// Whole vectors.
        case overrun
        /// One number after another, at any distance.
        case scatter
        /// Partial sums over the columns of the task.
        case sumOverColumns
        /// Partial sums over the rows of the task.
        case sumOverRows
    }
    /// How.
    var kind: Kind
    /// The operand that leaves.
    var operand: Int32
    /// Where it goes.
    var reference: Int32
    /// For sums over rows: from one row of tasks to the next.
    var taskStride: Count
}

/// Reduced axes and what is combined over them.
struct CompiledReduction: BitwiseCopyable {
    /// One result.
    struct Term: BitwiseCopyable {
        /// Whether it is a maximum, not a sum.
        var isMaximum: Bool
        /// What is combined.
        var reference: Int32
        /// Where the result goes.
        var operand: Int32
    }
    /// The reduced axes, outermost first; at least one.
    var axes: List<Count>
    /// The results.
    var terms: List<Term>
    /// Whether vectors run along the last reduced axis.
    var isAlongColumns: Bool
    /// Whether results vary with the columns.
    var isPerBlock: Bool
}

/// The factors of a matrix product.
struct CompiledContraction: BitwiseCopyable {
    /// k
    var depth: Count
    /// Strides [row, k].
    var left: Reference
    /// Strides [k, column].
    var right: Reference
    /// How the right matrix is read.
    var reading: Contraction.Reading
    /// The part of a task that is multiplied at once, before the body runs over it.
    var tileRows: Int
    /// The same for columns.
    var tileColumns: Int
    /// References that the body reads at every element and that are asked for before the tile is multiplied, so that
    /// they are in the cache by then; −1 for none.
    var touched: (Int32, Int32, Int32)
    /// Floats from row to row of a copy of the left matrix whose rows are contiguous; 0 where none is needed.
    var packedRowStride: Int
    /// The step that the body is, if it is one; the body does not run then.
    var update: CompiledUpdate?
}

/// A convolution, one of its adjoints, or pooling.
struct CompiledImage: BitwiseCopyable {
    /// What is computed.
    enum Function: BitwiseCopyable {
        /// A convolution; transposed is its adjoint with respect to the image.
        case convolve(isTransposed: Bool)
        /// A transposed convolution to a few channels.
        case spread
        /// The adjoint with respect to the weights, for so many parts of the images.
        case weights(isTurned: Bool, parts: Int)
        /// Pooling.
        case pool(PoolKind)
    }
    /// What is computed.
    var function: Function
    /// Of what.
    var geometry: ImageGeometry
    /// How many images there are.
    var images: Count
    /// The operands; the first stride is that of images, or of the rows of weights.
    var first: Reference
    /// The second operand, or the first again.
    var second: Reference
    /// The part of a task that is computed at once, before the body runs over it.
    var tileRows: Int
    /// The same for columns.
    var tileColumns: Int
}

/// Rows of an input to copy.
struct CompiledFetch: BitwiseCopyable {
    /// The input's place in the context.
    var input: Int
    /// Strides [row, column].
    var destination: Reference
}

/// A kernel as the machine runs it.
struct CompiledKernel: BitwiseCopyable {
    /// What is done before the body.
    enum Work: BitwiseCopyable {
        case fetch(CompiledFetch)
        case elementwise
        case contraction(CompiledContraction)
        case reduction(CompiledReduction)
        case image(CompiledImage)
    }
    /// What is done before the body.
    var work: Work
    /// The row axes, outermost first; at least one.
    var rowAxes: List<Count>
    /// The column axis.
    var columns: Count
    /// Rows in a task.
    var rowBlock: Int
    /// Columns in a task; 0 for all.
    var columnBlock: Int
    /// All memory that the body touches.
    var references: List<Reference>
    /// All operands.
    var operands: List<OperandTemplate>
    /// The operands that are read in place, with the references they are read from.
    var directOperands: List<Int32>
    /// What is computed once for a task.
    var taskCode: List<CompiledInstruction>
    /// What is computed once for each row.
    var rowCode: List<CompiledInstruction>
    /// What is computed for each vector.
    var blockCode: List<CompiledInstruction>
    /// What leaves.
    var stores: List<CompiledStore>
    /// Random streams.
    var noises: List<CompiledNoise>
    /// A vector for each constant.
    var constants: UnsafePointer<Float>
    /// Vectors in a block, at most.
    var blockVectors: Int
    /// Where the task's operands, resolved references and row indices stand in the scratch memory.
    var frame: Frame
    /// Scratch memory of all kernels of the program.
    var pool: UnsafePointer<ScratchPool>

    /// Places in the scratch memory, in bytes.
    struct Frame: BitwiseCopyable {
        /// Operands with addresses.
        var operands = 0
        /// References with addresses.
        var references = 0
        /// The index of each row axis.
        var indices = 0
        /// The tile of the matrix product.
        var tile = 0
        /// Copied rows of its left matrix.
        var packed = 0
    }
}
