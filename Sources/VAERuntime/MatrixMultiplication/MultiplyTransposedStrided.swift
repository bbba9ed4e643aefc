/// Rows and columns of C = A · Bᵀ for an A whose rows are not contiguous: element A(i, k) is
/// `a[i * aRowStride + k * aDepthStride]`. Some rows at a time are copied to where they are, and multiplied there.
///
/// Every element has the same bits as from `multiplyTransposed` of the copied matrix, which see for the other parameters.
@inlinable
public func multiplyTransposed<E: Epilogue>(
    rows: Range<Int>, columns: Range<Int>, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, aDepthStride: Int,
    b: UnsafePointer<Float>, bRowStride: Int, epilogue: inout E
) {
    let most: Int = Swift.min(rows.count, 32)
    withThreadScratch(floats: most &* depth) { packed in
        var first: Int = rows.lowerBound
        while first < rows.upperBound {
            let end: Int = Swift.min(first &+ most, rows.upperBound)
            packRows(first..<end, depth, a, aRowStride, aDepthStride, to: packed)
            // Rows keep their numbers: the epilogue is told where they are in C.
            multiplyTransposed(
                rows: first..<end, columns: columns, depth: depth, a: packed - first &* depth, aRowStride: depth, b: b,
                bRowStride: bRowStride, epilogue: &epilogue)
            first = end
        }
    }
}

/// Copies rows of a strided matrix one after the other.
@usableFromInline @inline(never)
func packRows(
    _ rows: Range<Int>, _ depth: Int, _ a: UnsafePointer<Float>, _ rowStride: Int, _ depthStride: Int,
    to target: UnsafeMutablePointer<Float>
) {
    var to: UnsafeMutablePointer<Float> = target
    for row in rows {
        let from: UnsafePointer<Float> = a + row &* rowStride
        var k = 0
        while k < depth {
            to[k] = from[k &* depthStride]
            k = k &+ 1
        }
        to += depth
    }
}
