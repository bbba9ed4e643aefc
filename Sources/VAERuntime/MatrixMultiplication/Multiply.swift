/// Rows and columns of C = A · B, each vector given to the epilogue once.
///
/// - Parameters:
///   - rows: rows of C to compute.
///   - columns: columns of C to compute; the first is a multiple of 16.
///   - depth: length of the sums. With 0 the epilogue is given zeros.
///   - a: element A(i, k) is `a[i * aRowStride + k * aDepthStride]`: a matrix, or its transpose in place.
///   - b: element B(k, j) is `b[k * bRowStride + j]`. Rows are padded so that whole vectors can be read: `bRowStride`
///     is a multiple of 16 with 16 Floats behind the last row, or a little less if the columns end before.
///   - epilogue: takes the vectors, tile after tile, in an order that depends on the shape alone.
@inlinable
public func multiply<E: Epilogue>(
    rows: Range<Int>, columns: Range<Int>, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, aDepthStride: Int,
    b: UnsafePointer<Float>, bRowStride: Int, epilogue: inout E
) {
    var p = ProductOperands(
        a: a, aRowStride: aRowStride, aDepthStride: aDepthStride, b: b, bRowStride: bRowStride, depth: depth)
    let whole: Int = rows.count / TileShape.rows &* TileShape.rows
    let rest: Range<Int> = rows.lowerBound &+ whole..<rows.upperBound
    if depth &* columns.count <= TileShape.smallOperand {
        // B stays in the second-level cache: row after row, so that the epilogue's memory is walked in order.
        var row: Int = rows.lowerBound
        while row < rest.lowerBound {
            var column: Int = columns.lowerBound
            while column < columns.upperBound {
                let vectors: Int = stripVectors(columns.upperBound &- column)
                p.ahead = lineAhead(row &- rows.lowerBound, vectors: vectors)
                multiplyTile(p, row, column, vectors: vectors, &epilogue)
                column &+= vectors &* vectorWidth
            }
            row &+= TileShape.rows
        }
        p.ahead = 0
        var column: Int = rest.isEmpty ? columns.upperBound : columns.lowerBound
        while column < columns.upperBound {
            let vectors: Int = stripVectors(columns.upperBound &- column)
            multiplyRemainders(p, rest, column, vectors: vectors, &epilogue)
            column &+= vectors &* vectorWidth
        }
    } else {
        // A strip of B stays in the second-level cache while all rows of A pass it.
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let vectors: Int = stripVectors(columns.upperBound &- column)
            var row: Int = rows.lowerBound
            while row < rest.lowerBound {
                p.ahead = lineAhead(row &- rows.lowerBound, vectors: vectors)
                multiplyTile(p, row, column, vectors: vectors, &epilogue)
                row &+= TileShape.rows
            }
            p.ahead = 0
            if !rest.isEmpty { multiplyRemainders(p, rest, column, vectors: vectors, &epilogue) }
            column &+= vectors &* vectorWidth
        }
    }
}

/// How far from a strip of B the line lies that the tile of these rows asks for: one after the other the lines of the next
/// strip, whose rows are too far apart for the processor to foresee; and then no others.
@inlinable @inline(__always)
func lineAhead(_ row: Int, vectors: Int) -> Int {
    let width: Int = vectors &* vectorWidth
    let line: Int = row / TileShape.rows &* TileShape.line
    return line < width ? width &+ line : 0
}

/// A whole tile's rows of a strip.
@inlinable @inline(__always)
func multiplyTile<E: Epilogue>(
    _ p: ProductOperands, _ row: Int, _ column: Int, vectors: Int, _ epilogue: inout E
) {
    if vectors == TileShape.vectors {
        WideTile.multiply(p, row, column, &epilogue)
    } else if vectors == TileShape.vectors &- 1 {
        NarrowTile.multiply(p, row, column, &epilogue)
    } else {
        multiplyRemainders(p, row..<row &+ TileShape.rows, column, vectors: vectors, &epilogue)
    }
}

/// Vectors of the next strip when `columns` are left: no single vector remains where it can be avoided, because tiles
/// of one vector wait for their loads.
@inlinable @inline(__always)
func stripVectors(_ columns: Int) -> Int {
    let left: Int = (columns &+ vectorWidth &- 1) / vectorWidth
    if TileShape.vectors == 3 && left == 4 { return 2 }
    return left < TileShape.vectors ? left : TileShape.vectors
}

/// The rows of a strip that fill no whole tile, or all of them where the strip is too narrow for one.
@inlinable @inline(never)
func multiplyRemainders<E: Epilogue>(
    _ p: ProductOperands, _ rows: Range<Int>, _ column: Int, vectors: Int, _ epilogue: inout E
) {
    // (A temporary allocation with the alignment of a vector would be one of the heap.)
    var block = InlineArray<12, Vector>(repeating: Vector(repeating: 0))
    withUnsafeMutableBytes(of: &block) { block in
        guard let target = block.baseAddress else { return }
        var row: Int = rows.lowerBound
        while row < rows.upperBound {
            let left: Int = rows.upperBound &- row
            // A whole tile is left over only if it is one vector wide.
            let size: Int = left >= TileShape.rows ? TileShape.rows : left >= 4 ? 4 : left >= 2 ? 2 : 1
            multiplyRemainder(p, row, column, rows: size, vectors: vectors, to: target)
            putBlock(target, row, column, rows: size, vectors: vectors, &epilogue)
            row &+= size
        }
    }
}
