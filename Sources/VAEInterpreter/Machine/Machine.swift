import VAERuntime

/// An operand with its address: the vector of row r and column vector v stands at `pointer + r·rowStep + v·vectorStep`.
struct Operand: BitwiseCopyable {
    /// The block's first vector.
    var pointer: UnsafeMutableRawPointer
    /// Bytes from row to row.
    var rowStep: Int
    /// Bytes from vector to vector.
    var vectorStep: Int
}

/// A reference with its address.
struct ResolvedReference: BitwiseCopyable {
    /// The element of the first row and the first column of the kernel.
    var base: UnsafeMutableRawPointer
    /// The element of the run's first row and the kernel's first column.
    var run: UnsafeMutableRawPointer
    /// Bytes from row to row within a run.
    var rowStep: Int
    /// Bytes from column to column.
    var columnStep: Int
}

/// A rectangle of the kernel's domain.
struct Region: BitwiseCopyable {
    /// Its first row, all row axes counted as one.
    var firstRow: Int
    /// Behind its last row.
    var endRow: Int
    /// Its first column.
    var firstColumn: Int
    /// Behind its last column.
    var endColumn: Int

    /// Whether nothing is in it.
    var isEmpty: Bool { firstRow >= endRow || firstColumn >= endColumn }
}

/// The points on which instructions run together: rows of a run times vectors of columns.
struct Block: BitwiseCopyable {
    /// The first row, from the start of the run.
    var row: Int
    /// How many rows.
    var rows: Int
    /// The first column.
    var column: Int
    /// How many vectors of columns; 1 while only rows matter.
    var vectors: Int
}

/// One task of one kernel at work: addresses in scratch memory, and the walk over the task's points.
///
/// The task is cut into runs (rows of the innermost row axis), these into blocks of vectors small enough for registers
/// to stay in the first-level cache, and each instruction runs over the whole block before the next.
struct Machine {
    /// The call.
    let context: UnsafePointer<KernelContext>
    /// The kernel.
    let kernel: UnsafePointer<CompiledKernel>
    /// The rows of the call.
    let batch: Int
    /// The task's row block and column block.
    let rowTask: Int
    let columnTask: Int
    /// The points of the task.
    let task: Region
    /// The columns of the kernel.
    let columns: Int
    /// Scratch memory of the task.
    let scratch: UnsafeMutableRawPointer
    let operands: UnsafeMutablePointer<Operand>
    let references: UnsafeMutablePointer<ResolvedReference>
    /// The index of each row axis at the start of the run.
    let indices: UnsafeMutablePointer<Int>
    /// Where the tile of a matrix product begins in the domain, and bytes from row to row of it.
    var tile = Region(firstRow: 0, endRow: 0, firstColumn: 0, endColumn: 0)
    var tileRowStep = 0
    /// The first row of the current run.
    var runStart = 0

    /// Begins a task; the scratch memory must be as large as the kernel's frame.
    init(
        context: UnsafePointer<KernelContext>, kernel: UnsafePointer<CompiledKernel>, task number: Int,
        scratch: UnsafeMutableRawPointer
    ) {
        self.context = context
        self.kernel = kernel
        self.scratch = scratch
        batch = context.pointee.rows
        columns = kernel.pointee.columns.resolved(batch)
        let rowCount: Int = kernel.pointee.rowCount(batch)
        let columnBlock: Int = kernel.pointee.columnBlock == 0 ? max(columns, 1) : kernel.pointee.columnBlock
        let columnTasks: Int = max((columns &+ columnBlock &- 1) / columnBlock, 1)
        rowTask = number / columnTasks
        columnTask = number &- rowTask &* columnTasks
        let firstRow: Int = rowTask &* kernel.pointee.rowBlock
        let firstColumn: Int = columnTask &* columnBlock
        task = Region(
            firstRow: firstRow, endRow: min(firstRow &+ kernel.pointee.rowBlock, rowCount),
            firstColumn: firstColumn, endColumn: min(firstColumn &+ columnBlock, columns))
        operands = (scratch + kernel.pointee.frame.operands).assumingMemoryBound(to: Operand.self)
        references = (scratch + kernel.pointee.frame.references).assumingMemoryBound(to: ResolvedReference.self)
        indices = (scratch + kernel.pointee.frame.indices).assumingMemoryBound(to: Int.self)
        if task.isEmpty { return }
        resolveReferences()
        resolveOperands()
        let start = Block(row: 0, rows: 1, column: 0, vectors: 1)
        run(kernel.pointee.taskCode, on: start)
    }

    private func resolveReferences() {
        let list = kernel.pointee.references
        let axes: Int = kernel.pointee.rowAxes.count
        var index = 0
        while index < list.count {
            let reference = list[index]
            let base = address(reference)
            references[index] = ResolvedReference(
                base: base, run: base, rowStep: 4 &* reference.strides[axes &- 1].resolved(batch),
                columnStep: 4 &* reference.strides[axes].resolved(batch))
            index = index &+ 1
        }
    }

    /// Where a reference's first element stands in this call.
    @inline(__always)
    func address(_ reference: Reference) -> UnsafeMutableRawPointer {
        let start: UnsafeMutablePointer<Float> = reference.isInTable ? context.pointee.table : context.pointee.arena
        return UnsafeMutableRawPointer(start + reference.offset)
    }

    private func resolveOperands() {
        let list = kernel.pointee.operands
        var index = 0
        while index < list.count {
            let template = list[index]
            var operand = Operand(pointer: scratch, rowStep: vectorBytes, vectorStep: vectorBytes)
            switch template.kind {
            case .uniform: operand = Operand(pointer: scratch + template.place, rowStep: 0, vectorStep: 0)
            case .constant:
                let place = UnsafeMutableRawPointer(mutating: kernel.pointee.constants) + template.place
                operand = Operand(pointer: place, rowStep: 0, vectorStep: 0)
            case .row: operand = Operand(pointer: scratch + template.place, rowStep: vectorBytes, vectorStep: 0)
            case .block: operand.pointer = scratch + template.place
            case .direct, .tile: break
            }
            operands[index] = operand
            index = index &+ 1
        }
    }

    // MARK: The walk

    /// Runs the body over a part of the task.
    mutating func runBody(over region: Region) {
        let width: Int = (region.endColumn &- region.firstColumn &+ vectorWidth &- 1) / vectorWidth
        let most: Int = kernel.pointee.blockVectors
        let chunks: Int = (width &+ most &- 1) / most
        let vectors: Int = (width &+ chunks &- 1) / chunks
        let rows: Int = most / vectors
        setBlockSteps(vectors)

        let inner: Int = kernel.pointee.rowAxes[kernel.pointee.rowAxes.count &- 1].resolved(batch)
        var row: Int = region.firstRow
        while row < region.endRow {
            let first: Int = beginRun(at: row)
            let length: Int = min(inner &- first, region.endRow &- row)
            var block = Block(row: 0, rows: 0, column: 0, vectors: 1)
            while block.row < length {
                block.rows = min(rows, length &- block.row)
                runRows(block, region, vectors)
                block.row = block.row &+ block.rows
            }
            row = row &+ length
        }
    }

    /// Runs the body over some rows of a run, as far as the region's columns go.
    @inline(__always)
    private func runRows(_ rows: Block, _ region: Region, _ vectors: Int) {
        let reduction = self.reduction
        var block = rows
        block.column = region.firstColumn
        block.vectors = 1
        if let reduction, !reduction.isPerBlock { reduce(reduction, on: block) }
        run(kernel.pointee.rowCode, on: block)
        while block.column < region.endColumn {
            let left: Int = (region.endColumn &- block.column &+ vectorWidth &- 1) / vectorWidth
            block.vectors = min(vectors, left)
            placeOperands(block)
            if let reduction, reduction.isPerBlock { reduce(reduction, on: block) }
            run(kernel.pointee.blockCode, on: block)
            store(block)
            block.column = block.column &+ block.vectors &* vectorWidth
        }
    }

    /// The reduction, if that is the kernel's work.
    @inline(__always)
    private var reduction: CompiledReduction? {
        if case .reduction(let reduction) = kernel.pointee.work { reduction } else { nil }
    }

    /// Rows of a block's registers follow each other without a gap.
    private func setBlockSteps(_ vectors: Int) {
        let list = kernel.pointee.operands
        var index = 0
        while index < list.count {
            switch list[index].kind {
            case .block: operands[index].rowStep = vectors &* vectorBytes
            case .tile: operands[index].rowStep = tileRowStep
            case .uniform, .constant, .row, .direct: break
            }
            index = index &+ 1
        }
    }

    /// Finds the row's indices and moves all references there; returns the index on the innermost axis.
    private mutating func beginRun(at row: Int) -> Int {
        let axes = kernel.pointee.rowAxes
        runStart = row
        var rest: Int = row
        var axis: Int = axes.count &- 1
        while axis > 0 {
            let count: Int = axes[axis].resolved(batch)
            indices[axis] = rest % count
            rest /= count
            axis = axis &- 1
        }
        indices[0] = rest
        let list = kernel.pointee.references
        var index = 0
        while index < list.count {
            var offset: Int = references[index].rowStep &* indices[axes.count &- 1]
            axis = 0
            while axis < axes.count &- 1 {
                offset = offset &+ 4 &* list[index].strides[axis].resolved(batch) &* indices[axis]
                axis = axis &+ 1
            }
            references[index].run = references[index].base + offset
            index = index &+ 1
        }
        return indices[axes.count &- 1]
    }

    /// Points the operands that are not in registers to the block.
    @inline(__always)
    private func placeOperands(_ block: Block) {
        let direct = kernel.pointee.directOperands
        var index = 0
        while index < direct.count {
            let operand = Int(direct[index])
            let template = kernel.pointee.operands[operand]
            if template.kind == .direct {
                let reference = references[template.place]
                operands[operand].pointer = reference.run + (block.row &* reference.rowStep &+ 4 &* block.column)
                operands[operand].rowStep = reference.rowStep
            } else {
                let row: Int = runStart &+ block.row &- tile.firstRow
                let column: Int = block.column &- tile.firstColumn
                operands[operand].pointer = scratch + (template.place &+ row &* tileRowStep &+ 4 &* column)
            }
            index = index &+ 1
        }
    }
}

extension Count {
    /// Its value for so many rows.
    @inline(__always)
    func resolved(_ rows: Int) -> Int {
        let all: Int = isBatch ? factor &* rows : factor
        return block == 1 ? all : (all &+ block &- 1) / block
    }
}

extension CompiledKernel {
    /// How many rows there are, all axes together.
    @inline(__always)
    func rowCount(_ batch: Int) -> Int {
        var result = 1
        var axis = 0
        while axis < rowAxes.count {
            result = result &* rowAxes[axis].resolved(batch)
            axis = axis &+ 1
        }
        return result
    }
}
