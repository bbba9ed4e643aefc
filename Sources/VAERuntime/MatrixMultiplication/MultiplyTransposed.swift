/// Rows and columns of C = A · Bᵀ, each vector given to the epilogue once: the input gradient of a dense layer with the
/// weights as they lie. Both operands are read along their rows.
///
/// Every element is a dot product in lanes, lane l summing the depths l, l + width, …, and one fixed tree over the lanes, so
/// its bits do not depend on tiles or tasks.
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
    // A few rows of A at a time meet first one half of a vector's rows of B, then the other: each half stays in the
    // first-level cache meanwhile.
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
    var start = 0
    while start < columns {
        let bs = DotRows(b, stride: bRowStride, start: start, rows: columns)
        var from: UnsafePointer<Float> = a
        var to: UnsafeMutableRawPointer = target + start &* MemoryLayout<Float>.size
        var left: Int = rows
        while left > 1 {
            dotProducts(from, from + aRowStride, bs, depth, to: to, to + vectorBytes)
            from += 2 &* aRowStride
            to += 2 &* vectorBytes
            left = left &- 2
        }
        if left == 1 { dotProducts(from, from, bs, depth, to: to, to) }
        start = start &+ DotRows.count
    }
}

/// The dot products of two rows of A, which may be the same, with a few rows of B.
@inline(__always)
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
