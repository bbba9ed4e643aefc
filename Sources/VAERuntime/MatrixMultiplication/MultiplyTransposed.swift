/// Rows and columns of C = A · Bᵀ, each vector given to the epilogue once: the input gradient of a dense layer with
/// the weights as they lie.
///
/// A strip of B's rows is transposed into memory on the stack, a stretch of the depth at a time, and multiplied by the
/// register tiles of `multiply`; sums wait in memory from one stretch to the next. Each element is the chain of
/// multiply-adds that `multiply` makes of the transposed matrix, so its bits do not depend on tiles or tasks. All rows
/// of a call share the transposed strip: the more there are, the less it costs.
///
/// - Parameters:
///   - rows: rows of C (and A) to compute.
///   - columns: columns of C (rows of B) to compute; the first is a multiple of 16.
///   - depth: length of the sums, any number. With 0 the epilogue is given zeros.
///   - a: element A(i, k) is `a[i * aRowStride + k * aDepthStride]`.
///   - b: element B(j, k) is `b[j * bRowStride + k]`.
///   - epilogue: takes the vectors, strip after strip, down the rows of each.
@inlinable
public func multiplyTransposed<E: Epilogue>(
    rows: Range<Int>, columns: Range<Int>, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, aDepthStride: Int,
    b: UnsafePointer<Float>, bRowStride: Int, epilogue: inout E
) {
    // (A temporary allocation of this size would be one of the heap.)
    var memory = TransposedStrip()
    withUnsafeMutableBytes(of: &memory) { memory in
        guard let base = memory.baseAddress else { return }
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let left: Int = columns.upperBound &- column
            let vectors: Int = stripVectors(left)
            let width: Int = vectors &* vectorWidth
            let strip = StripOperand(
                b: b + column &* bRowStride, bRowStride: bRowStride, rows: left < width ? left : width,
                vectors: vectors, memory: base)
            var row: Int = rows.lowerBound
            while row < rows.upperBound {
                let next: Int = row &+ TransposedStrip.rows
                let end: Int = next < rows.upperBound ? next : rows.upperBound
                let p = ProductOperands(
                    a: a, aRowStride: aRowStride, aDepthStride: aDepthStride, b: b, bRowStride: 0, depth: depth)
                multiplyStrip(p, row..<end, strip)
                putBlock(strip.sums, row, column, rows: end &- row, vectors: vectors, &epilogue)
                row = end
            }
            column &+= width
        }
    }
}

/// Memory for a strip: its part of B, transposed, and the sums of some rows.
@usableFromInline struct TransposedStrip {
    /// Rows of C whose sums there is room for, a multiple of a tile's.
    @inlinable static var rows: Int { @inline(__always) get { TileShape.rows == 6 ? 96 : 104 } }
    /// Depths of B that there is room for.
    @inlinable static var depth: Int { @inline(__always) get { 160 } }

    // Three vectors of 16 columns at most, and one row of tiles more than `rows` for tiles that reach past the end.
    @usableFromInline var sums = InlineArray<336, Vector>(repeating: Vector(repeating: 0))
    @usableFromInline var transposed = InlineArray<480, Vector>(repeating: Vector(repeating: 0))

    @inlinable init() {}
}

/// Some rows of B, columns of C, and the memory they are worked on in.
@frozen @usableFromInline struct StripOperand {
    @usableFromInline var b: UnsafePointer<Float>
    @usableFromInline var bRowStride: Int
    @usableFromInline var rows: Int
    @usableFromInline var vectors: Int
    @usableFromInline var sums: UnsafeMutableRawPointer
    @usableFromInline var transposed: UnsafeMutablePointer<Float>

    @inlinable @inline(__always)
    init(
        b: UnsafePointer<Float>, bRowStride: Int, rows: Int, vectors: Int, memory: UnsafeMutableRawPointer
    ) {
        self.b = b
        self.bRowStride = bRowStride
        self.rows = rows
        self.vectors = vectors
        sums = memory
        transposed = (memory + 336 &* vectorBytes).assumingMemoryBound(to: Float.self)
    }
}

/// The sums of some rows of a strip, vector after vector, row after row, in the strip's memory.
@usableFromInline @inline(never)
func multiplyStrip(_ p: ProductOperands, _ rows: Range<Int>, _ strip: StripOperand) {
    let width: Int = strip.vectors &* vectorWidth
    var start = 0
    repeat {
        let left: Int = p.depth &- start
        let depth: Int = left < TransposedStrip.depth ? left : TransposedStrip.depth
        transpose(
            strip.b + start, rowStride: strip.bRowStride, rows: strip.rows, columns: depth, to: strip.transposed, width)
        var part: ProductOperands = p
        part.a = p.a + start &* p.aDepthStride
        part.b = UnsafePointer(strip.transposed)
        part.bRowStride = width
        part.depth = depth
        var row: Int = rows.lowerBound
        while row < rows.upperBound {
            let target: UnsafeMutableRawPointer = strip.sums + (row &- rows.lowerBound) &* strip.vectors &* vectorBytes
            let rest: Int = rows.upperBound &- row
            let size: Int = rest >= TileShape.rows ? TileShape.rows : rest >= 4 ? 4 : rest >= 2 ? 2 : 1
            multiplyRemainder(part, row, 0, rows: size, vectors: strip.vectors, isFirst: start == 0, to: target)
            row &+= size
        }
        start &+= depth
    } while start < p.depth
}
