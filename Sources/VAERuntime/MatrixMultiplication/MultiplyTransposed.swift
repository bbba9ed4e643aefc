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
/// `target` has room for whole tiles of rows.
@usableFromInline @inline(never)
func dotProducts(
    rows: Int, columns: Int, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, b: UnsafePointer<Float>,
    bRowStride: Int, to target: UnsafeMutableRawPointer
) {
    // As many rows of B as fit the first-level cache stay there while the rows of A come by.
    let steps: Int = columns &* depth <= TileShape.firstCache ? 4 : 2
    var start = 0
    while start < columns {
        let next: Int = start &+ steps &* DotRows.count
        let end: Int = next < columns ? next : columns
        var row = 0
        while row < rows {
            let from = DotRows(a, stride: aRowStride, start: row, rows: rows)
            var column: Int = start
            while column < end {
                let with = DotRows(b, stride: bRowStride, start: column, rows: columns)
                let to: UnsafeMutableRawPointer = target + (row &* vectorWidth &+ column) &* 4
                dotProducts(from, with, depth, to: to)
                column &+= DotRows.count
            }
            row &+= TileShape.dotRows
        }
        start = next
    }
}

/// The dot products of the first few of four rows of A with four rows of B: four sums for each row, written a vector
/// apart. Compiled on its own, so that nothing else takes registers from its loop.
@inline(never)
private func dotProducts(_ a: DotRows, _ b: DotRows, _ depth: Int, to target: UnsafeMutableRawPointer) {
    var sums0 = DotSums()
    var sums1 = DotSums()
    #if canImport(InstructionSetAVX512)
        var sums2 = DotSums()
        var sums3 = DotSums()
    #endif
    var k = 0
    while k &+ vectorWidth <= depth {
        let y: DotVectors = b.load(k)
        sums0.add(.load(a.row0 + k), y)
        sums1.add(.load(a.row1 + k), y)
        #if canImport(InstructionSetAVX512)
            sums2.add(.load(a.row2 + k), y)
            sums3.add(.load(a.row3 + k), y)
        #endif
        k = k &+ vectorWidth
    }
    let left: Int = depth &- k
    if left > 0 {
        let y: DotVectors = b.load(k, first: left)
        sums0.add(.load(a.row0 + k, first: left), y)
        sums1.add(.load(a.row1 + k, first: left), y)
        #if canImport(InstructionSetAVX512)
            sums2.add(.load(a.row2 + k, first: left), y)
            sums3.add(.load(a.row3 + k, first: left), y)
        #endif
    }
    #if canImport(InstructionSetAVX512)
        let total: Vector = DotSums.total(sums0, sums1, sums2, sums3)
        target.storeBytes(of: total.lowHalf.lowHalf, as: SIMD4<Float>.self)
        target.storeBytes(of: total.lowHalf.highHalf, toByteOffset: 64, as: SIMD4<Float>.self)
        target.storeBytes(of: total.highHalf.lowHalf, toByteOffset: 128, as: SIMD4<Float>.self)
        target.storeBytes(of: total.highHalf.highHalf, toByteOffset: 192, as: SIMD4<Float>.self)
    #elseif canImport(InstructionSetAVX2)
        let total: Vector = DotSums.total(sums0, sums1)
        target.storeBytes(of: total.lowHalf, as: SIMD4<Float>.self)
        target.storeBytes(of: total.highHalf, toByteOffset: 32, as: SIMD4<Float>.self)
    #else
        sums0.total.store(to: target)
        sums1.total.store(to: target + 16)
    #endif
}
