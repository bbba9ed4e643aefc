/// Rows and columns of C = A · Bᵀ, each vector given to the epilogue once: the input gradient of a dense layer with
/// the weights as they lie. Both operands are read along their rows.
///
/// Every element is a dot product in lanes, lane l summing the depths l, l + width, …, and one fixed tree over the
/// lanes, so its bits do not depend on tiles or tasks.
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
    var block = InlineArray<16, Vector>(repeating: Vector(repeating: 0))
    withUnsafeMutableBytes(of: &block) { block in
        guard let target = block.baseAddress else { return }
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let left: Int = columns.upperBound &- column
            let count: Int = left < vectorWidth ? left : vectorWidth
            var row: Int = rows.lowerBound
            while row < rows.upperBound {
                let rest: Int = rows.upperBound &- row
                let size: Int = rest < 16 ? rest : 16
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
@usableFromInline @inline(never)
func dotProducts(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, b: UnsafePointer<Float>,
    bRowStride: Int, to target: UnsafeMutableRawPointer
) {
    // One half of a vector at a time (where a step is not a whole vector). If the rows of B fit the first-level cache
    // together, both halves meet each pair of rows of A; otherwise all rows meet the first half, then the second, so
    // that each half stays in the cache meanwhile.
    let low = DotRows(b, stride: bRowStride, start: 0, rows: columns)
    let high = DotRows(b, stride: bRowStride, start: DotRows.count, rows: columns)
    let hasHigh: Bool = columns > DotRows.count
    let isSmall: Bool = hasHigh && columns &* depth <= TileShape.firstCache
    let offset: Int = DotRows.count &* MemoryLayout<Float>.size
    var pass = 0
    while pass < (hasHigh && !isSmall ? 2 : 1) {
        var row = 0
        while row < rows {
            let a0: UnsafePointer<Float> = a + row &* aRowStride
            let isPair: Bool = row &+ 1 < rows
            let a1: UnsafePointer<Float> = isPair ? a0 + aRowStride : a0
            let first: UnsafeMutableRawPointer = target + row &* vectorBytes
            let second: UnsafeMutableRawPointer = isPair ? first + vectorBytes : first
            if pass == 0 { dotProducts(a0, a1, low, depth, to: first, second) }
            if pass == 1 || isSmall { dotProducts(a0, a1, high, depth, to: first + offset, second + offset) }
            row &+= 2
        }
        pass &+= 1
    }
}

/// The dot products of two rows of A, which may be the same, with a few rows of B. Compiled on its own, so that nothing
/// else takes registers from its loop.
@inline(never)
private func dotProducts(
    _ a0: UnsafePointer<Float>, _ a1: UnsafePointer<Float>, _ bs: DotRows, _ depth: Int,
    to first: UnsafeMutableRawPointer, _ second: UnsafeMutableRawPointer
) {
    var sums0 = DotSums()
    var sums1 = DotSums()
    var k = 0
    while k &+ vectorWidth <= depth {
        let y: DotVectors = bs.load(k)
        sums0.add(.load(a0 + k), y)
        sums1.add(.load(a1 + k), y)
        k = k &+ vectorWidth
    }
    let left: Int = depth &- k
    if left > 0 {
        let y: DotVectors = bs.load(k, first: left)
        sums0.add(.load(a0 + k, first: left), y)
        sums1.add(.load(a1 + k, first: left), y)
    }
    DotSums.write(sums0, to: first, sums1, to: second)
}
