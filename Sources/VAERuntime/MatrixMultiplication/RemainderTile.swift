// Rows and columns that fill no whole tile. These tiles are compiled once, here, for all epilogues; they hand their
// vectors over through a block of memory that stays in the first-level cache, which costs little because remainders
// are few.

/// A tile of 4, 2 or 1 rows and at most `TileShape.vectors` vectors, or of `TileShape.rows` rows and one vector,
/// written to `target` vector after vector, row after row.
@usableFromInline @inline(never)
func multiplyRemainder(
    _ p: ProductOperands, _ row: Int, _ column: Int, rows: Int, vectors: Int, to target: UnsafeMutableRawPointer
) {
    switch (rows, vectors) {
    case (1, 1): RegisterTile<1, 1, 1>.store(p, row, column, to: target)
    case (1, 2): RegisterTile<1, 2, 2>.store(p, row, column, to: target)
    case (2, 1): RegisterTile<2, 1, 2>.store(p, row, column, to: target)
    case (2, 2): RegisterTile<2, 2, 4>.store(p, row, column, to: target)
    case (4, 1): RegisterTile<4, 1, 4>.store(p, row, column, to: target)
    case (4, 2): RegisterTile<4, 2, 8>.store(p, row, column, to: target)
    #if canImport(InstructionSetAVX512)
        case (1, 3): RegisterTile<1, 3, 3>.store(p, row, column, to: target)
        case (2, 3): RegisterTile<2, 3, 6>.store(p, row, column, to: target)
        case (4, 3): RegisterTile<4, 3, 12>.store(p, row, column, to: target)
        case (8, 1): RegisterTile<8, 1, 8>.store(p, row, column, to: target)
    #elseif canImport(InstructionSetAVX2)
        case (6, 1): RegisterTile<6, 1, 6>.store(p, row, column, to: target)
    #else
        case (1, 3): RegisterTile<1, 3, 3>.store(p, row, column, to: target)
    #endif
    default: preconditionFailure("no remainder tile of \(rows) rows and \(vectors) vectors")
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
