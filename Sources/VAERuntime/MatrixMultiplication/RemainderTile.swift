// Tiles that hand their vectors over through a block of memory that stays in the first-level cache: rows and columns that
// fill no whole tile, which are few, and the tiles of `multiplyTransposed`. They are compiled once, here, for all
// epilogues.

/// A tile of `TileShape.rows`, 4, 2 or 1 rows and at most `TileShape.vectors` vectors in memory: vector after vector, row
/// after row.
///
/// - Parameter isFirst: whether the sums begin with zero instead of what stands in memory.
@usableFromInline @inline(never)
func multiplyRemainder(
    _ p: ProductOperands, _ row: Int, _ column: Int, rows: Int, vectors: Int, isFirst: Bool = true,
    to target: UnsafeMutableRawPointer
) {
    let task = TileTask(p: p, row: row, column: column, isFirst: isFirst, target: target)
    switch (rows, vectors) {
    case (1, 1): task.run(RegisterTile<1, 1, 1>.self)
    case (1, 2): task.run(RegisterTile<1, 2, 2>.self)
    case (2, 1): task.run(RegisterTile<2, 1, 2>.self)
    case (2, 2): task.run(RegisterTile<2, 2, 4>.self)
    case (4, 1): task.run(RegisterTile<4, 1, 4>.self)
    case (4, 2): task.run(RegisterTile<4, 2, 8>.self)
    #if canImport(InstructionSetAVX512)
        case (1, 3): task.run(RegisterTile<1, 3, 3>.self)
        case (2, 3): task.run(RegisterTile<2, 3, 6>.self)
        case (4, 3): task.run(RegisterTile<4, 3, 12>.self)
        case (8, 1): task.run(RegisterTile<8, 1, 8>.self)
        case (8, 2): task.run(RegisterTile<8, 2, 16>.self)
        case (8, 3): task.run(RegisterTile<8, 3, 24>.self)
    #elseif canImport(InstructionSetAVX2)
        case (6, 1): task.run(RegisterTile<6, 1, 6>.self)
        case (6, 2): task.run(RegisterTile<6, 2, 12>.self)
    #else
        case (1, 3): task.run(RegisterTile<1, 3, 3>.self)
        case (2, 3): task.run(RegisterTile<2, 3, 6>.self)
    #endif
    default: preconditionFailure("no tile of \(rows) rows and \(vectors) vectors")
    }
}

/// What a tile in memory is computed from.
private struct TileTask {
    var p: ProductOperands
    var row: Int
    var column: Int
    var isFirst: Bool
    var target: UnsafeMutableRawPointer

    @inline(__always)
    func run<let rows: Int, let vectors: Int, let count: Int>(_ tile: RegisterTile<rows, vectors, count>.Type) {
        if isFirst { tile.store(p, row, column, to: target) } else { tile.accumulate(p, row, column, at: target) }
    }
}

/// Gives a block of vectors to an epilogue.
@inlinable @inline(never)
func putBlock<E: Epilogue>(
    _ block: UnsafeRawPointer, _ row: Int, _ column: Int, rows: Int, vectors: Int, _ epilogue: inout E
) {
    var local: E = epilogue
    var from: UnsafeRawPointer = block
    var i = 0
    while i < rows {
        var j = 0
        while j < vectors {
            local.put(row &+ i, column &+ j &* vectorWidth, .load(from))
            from += vectorBytes
            j = j &+ 1
        }
        i = i &+ 1
    }
    local.finishTile(rows: row..<row &+ rows, columns: column..<column &+ vectors &* vectorWidth)
    epilogue = local
}
