import CInstructionSet

/// Rows and columns of C = A · Bᵀ as dot products, each vector given to the epilogue once. Both operands are read along
/// their rows: the way for a few rows of A, for which it is not worth while to turn B (see `multiplyTurned`).
///
/// Every element is a dot product in lanes, lane l summing the depths l, l + width, …, and one fixed tree over the
/// lanes; of depths beyond `TileShape.dotDepth` the sum of several such products, one after the other, over pieces of about
/// the same length. Its bits do not depend on tiles or tasks.
///
/// - Parameters:
///   - rows: rows of C (and A) to compute.
///   - columns: columns of C (rows of B) to compute; the first is a multiple of 16.
///   - depth: length of the sums, any number. With 0 the epilogue is given zeros.
///   - a: element A(i, k) is `a[i * aRowStride + k]`.
///   - b: element B(j, k) is `b[j * bRowStride + k]`.
///   - epilogue: takes the vectors, down the rows of a vector of columns, then the next.
@inlinable
public func multiplyTransposed<E: Epilogue>(
    rows: Range<Int>, columns: Range<Int>, depth: Int, a: UnsafePointer<Float>, aRowStride: Int,
    b: UnsafePointer<Float>, bRowStride: Int, epilogue: inout E
) {
    // (A temporary allocation with the alignment of a vector would be one of the heap.)
    var block = InlineArray<32, Vector>(repeating: Vector(repeating: 0))
    withUnsafeMutableBytes(of: &block) { block in
        guard let target = block.baseAddress else { return }
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let left: Int = columns.upperBound &- column
            let count: Int = left < vectorWidth ? left : vectorWidth
            var row: Int = rows.lowerBound
            while row < rows.upperBound {
                let rest: Int = rows.upperBound &- row
                let size: Int = rest < 32 ? rest : 32
                dotProducts(
                    rows: size, columns: count, depth: depth, a: a + row &* aRowStride, aRowStride: aRowStride,
                    b: b + column &* bRowStride, bRowStride: bRowStride, to: target)
                putBlock(target, row, column, rows: size, vectors: 1, &epilogue)
                row &+= size
            }
            column &+= vectorWidth
        }
    }
}

/// The dot products of `rows` rows of A with the first `columns` ≤ `vectorWidth` rows of B, a vector for each row of A.
/// `target` has room for whole tiles of rows.
@usableFromInline @inline(never)
func dotProducts(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, b: UnsafePointer<Float>,
    bRowStride: Int, to target: UnsafeMutableRawPointer
) {
    let pieces: Int = max((depth &+ TileShape.dotDepth &- 1) / TileShape.dotDepth, 1)
    let lines: Int = (depth &+ TileShape.line &- 1) / TileShape.line
    let length: Int = (lines &+ pieces &- 1) / pieces &* TileShape.line
    var start = 0
    repeat {
        let rest: Int = depth &- start
        addDotProducts(
            rows: rows, columns: columns, depth: rest < length ? rest : length, a: a + start, aRowStride: aRowStride,
            b: b + start, bRowStride: bRowStride, isFirst: start == 0, to: target)
        start = start &+ length
    } while start < depth
}

/// The dot products over one piece of the depth, in the place of what stands at `target` if it is the first.
private func addDotProducts(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, b: UnsafePointer<Float>,
    bRowStride: Int, isFirst: Bool, to target: UnsafeMutableRawPointer
) {
    // A few rows of B stay in the first-level cache while the rows of A come by, two at a time. Meanwhile the next rows
    // of B are asked for, one by each two of A.
    var column = 0
    while column < columns {
        let with = DotColumns(b, stride: bRowStride, start: column, rows: columns)
        let next: UnsafePointer<Float> = b + (column &+ DotColumns.count) &* bRowStride
        var row = 0
        while row < rows {
            let first: UnsafePointer<Float> = a + row &* aRowStride
            let second: UnsafePointer<Float> = row &+ 1 < rows ? first + aRowStride : first
            let ahead: UnsafePointer<Float> = row < 2 &* DotColumns.count ? next + row / 2 &* bRowStride : first
            let to: UnsafeMutableRawPointer = target + (row &* vectorWidth &+ column) &* 4
            dotProducts(first, second, with, depth, askingFor: ahead, isFirst: isFirst, to: to)
            row &+= 2
        }
        column &+= DotColumns.count
    }
}

/// The dot products of two rows of A with a few rows of B, the second's a vector behind the first's; another row is asked
/// for. Compiled on its own, so that nothing else takes registers from its loop.
@inline(never)
private func dotProducts(
    _ first: UnsafePointer<Float>, _ second: UnsafePointer<Float>, _ columns: DotColumns, _ depth: Int,
    askingFor ahead: UnsafePointer<Float>, isFirst: Bool, to target: UnsafeMutableRawPointer
) {
    var left0 = DotSums()
    var left1 = DotSums()
    #if canImport(InstructionSetAVX512)
        var right0 = DotSums()
        var right1 = DotSums()
    #endif
    var k = 0
    while k &+ vectorWidth <= depth {
        askToRead(ahead + k)
        let x0: Vector = .load(first + k)
        let x1: Vector = .load(second + k)
        let left: DotVectors = columns.left.load(k)
        left0.add(x0, left)
        left1.add(x1, left)
        #if canImport(InstructionSetAVX512)
            let right: DotVectors = columns.right.load(k)
            right0.add(x0, right)
            right1.add(x1, right)
        #endif
        k = k &+ vectorWidth
    }
    let rest: Int = depth &- k
    if rest > 0 {
        let x0: Vector = .load(first + k, first: rest)
        let x1: Vector = .load(second + k, first: rest)
        let left: DotVectors = columns.left.load(k, first: rest)
        left0.add(x0, left)
        left1.add(x1, left)
        #if canImport(InstructionSetAVX512)
            let right: DotVectors = columns.right.load(k, first: rest)
            right0.add(x0, right)
            right1.add(x1, right)
        #endif
    }
    #if canImport(InstructionSetAVX512)
        let total: Vector = DotSums.total(left0, right0, left1, right1)
        put(total.lowHalf, isFirst, to: target)
        put(total.highHalf, isFirst, to: target + vectorBytes)
    #elseif canImport(InstructionSetAVX2)
        let total: Vector = DotSums.total(left0, left1)
        put(total.lowHalf, isFirst, to: target)
        put(total.highHalf, isFirst, to: target + vectorBytes)
    #else
        put(left0.total, isFirst, to: target)
        put(left1.total, isFirst, to: target + vectorBytes)
    #endif
}

/// Stores the sums over a first piece of the depth, or adds those over a later one.
@inline(__always)
private func put<Sums: SIMD<Float>>(_ sums: Sums, _ isFirst: Bool, to target: UnsafeMutableRawPointer) {
    let total: Sums = isFirst ? sums : target.loadUnaligned(as: Sums.self) + sums
    target.storeBytes(of: total, as: Sums.self)
}
