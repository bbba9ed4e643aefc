/// Data of `fetchRows`.
public struct FetchRowsData {
    /// Index of the input among `KernelContext.inputs`.
    public var input: Int
    /// Byte offset of the matrix in the arena.
    public var target: Int
    /// Floats from one row of the matrix to the next: whole vectors of every instruction set, a multiple of 16.
    public var rowStride: Int
    /// Columns of the input and of the matrix.
    public var columns: Int
    /// Rows of one task; the kernel's grid has one row of work per example.
    public var rowBlock: Int

    /// Input number `input` into a matrix at `target`.
    @inlinable
    public init(input: Int, target: Int, rowStride: Int, columns: Int, rowBlock: Int) {
        self.input = input
        self.target = target
        self.rowStride = rowStride
        self.columns = columns
        self.rowBlock = rowBlock
    }

    /// The grid that goes with the data.
    @inlinable public var grid: TaskGrid { TaskGrid(rowsPerExample: 1, rowBlock: rowBlock) }
}

/// Gathers the call's rows of an input into a padded matrix of Floats in the arena; padding up to the next whole vector
/// becomes zero. Kernel data: `FetchRowsData`.
public let fetchRows: KernelFunction = { context, data, task in
    guard let data else { return }
    let call: KernelContext = KernelContext.of(context).pointee
    let fetch: FetchRowsData = data.assumingMemoryBound(to: FetchRowsData.self).pointee
    let input: InputBinding = call.inputs[fetch.input]
    for row in fetch.grid.rows(ofTask: task, rows: call.rows) {
        let from: Int = input.isIndexed ? Int(call.examples[row]) : row
        let target: UnsafeMutablePointer<Float> = call.floats(at: fetch.target) + row &* fetch.rowStride
        switch input.element {
        case .byte: fetchBytes(input.base + from &* input.rowStride, fetch.columns, input.scale, target)
        case .float: fetchFloats(input.base + from &* input.rowStride &* 4, fetch.columns, target)
        }
    }
}

private func fetchBytes(
    _ source: UnsafeRawPointer, _ columns: Int, _ scale: Float, _ target: UnsafeMutablePointer<Float>
) {
    let factor = Vector(repeating: scale)
    var column = 0
    while column &+ vectorWidth <= columns {
        (Vector.loadBytes(source + column) * factor).store(to: target + column)
        column &+= vectorWidth
    }
    if column < columns {
        // No byte behind the row is read: it may be the last of a file.
        var rest = Vector(repeating: 0)
        for lane in 0..<columns &- column {
            rest[lane] = Float((source + (column &+ lane)).load(as: UInt8.self))
        }
        (rest * factor).store(to: target + column)
    }
}

private func fetchFloats(_ source: UnsafeRawPointer, _ columns: Int, _ target: UnsafeMutablePointer<Float>) {
    var column = 0
    while column &+ vectorWidth <= columns {
        Vector.load(source + column &* 4).store(to: target + column)
        column &+= vectorWidth
    }
    if column < columns {
        Vector.load(source + column &* 4, first: columns &- column).store(to: target + column)
    }
}
