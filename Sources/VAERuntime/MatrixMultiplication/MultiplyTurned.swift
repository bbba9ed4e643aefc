import CInstructionSet

/// Rows and columns of C = A · Bᵀ, each vector given to the epilogue once: the input gradient of a dense layer with the
/// weights as they lie. Strips of B are turned, and multiplied as they then lie. That is worth it where a strip meets some
/// rows of A; see `multiplyTransposed` for the other case.
///
/// Every element has the same bits as from `multiply` with B turned beforehand.
///
/// - Parameters:
///   - rows: rows of C (and A) to compute.
///   - columns: columns of C (rows of B) to compute; the first is a multiple of 16.
///   - depth: length of the sums, any number. With 0 the epilogue is given zeros.
///   - a: element A(i, k) is `a[i * aRowStride + k * aDepthStride]`.
///   - b: element B(j, k) is `b[j * bRowStride + k]`.
///   - epilogue: takes the vectors, down the rows of a strip of columns, then the next.
@inlinable
public func multiplyTurned<E: Epilogue>(
    rows: Range<Int>, columns: Range<Int>, depth: Int, a: UnsafePointer<Float>, aRowStride: Int, aDepthStride: Int,
    b: UnsafePointer<Float>, bRowStride: Int, epilogue: inout E
) {
    let width: Int = TileShape.vectors &* vectorWidth
    withThreadScratch(floats: depth &* width) { turned in
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let end: Int = min(column &+ width, columns.upperBound)
            turn(b + column &* bRowStride, rows: end &- column, stride: bRowStride, depth: depth, to: turned, width)
            // Columns keep their numbers: the epilogue is told where they are in C.
            multiply(
                rows: rows, columns: column..<end, depth: depth, a: a, aRowStride: aRowStride,
                aDepthStride: aDepthStride, b: turned - column, bRowStride: width, epilogue: &epilogue)
            column = end
        }
    }
}

/// Writes element (j, k) of a matrix with rows `stride` apart to place k · width + j.
///
/// - Parameters:
///   - source: the matrix.
///   - rows: how many rows it has.
///   - stride: from one of its rows to the next.
///   - depth: how long its rows are.
///   - target: where it goes, turned. What stands between column `rows` and the width is left alone.
///   - width: from one row of what it becomes to the next, at least `rows`.
@inline(never)
public func turn(
    _ source: UnsafePointer<Float>, rows: Int, stride: Int, depth: Int, to target: UnsafeMutablePointer<Float>,
    _ width: Int
) {
    // Blocks of whole vectors, and of four rows, as far as rows and depth go; then what is left of both.
    let wholeDepth: Int = depth / 4 &* 4
    var j = 0
    while j &+ vectorWidth <= rows {
        turnRows(source + j &* stride, stride, wholeDepth, to: target + j, width)
        j = j &+ vectorWidth
    }
    while j &+ 4 <= rows {
        var k = 0
        while k < wholeDepth {
            turnBlock(source + (j &* stride &+ k), stride, to: target + (k &* width &+ j), width)
            k = k &+ 4
        }
        j = j &+ 4
    }
    var row = 0
    while row < rows {
        var k: Int = row < j ? wholeDepth : 0
        while k < depth {
            target[k &* width &+ row] = source[row &* stride &+ k]
            k = k &+ 1
        }
        row = row &+ 1
    }
}

/// Turns as many rows as a vector has lanes, over a depth of whole blocks of four. Meanwhile the lines of the rows that
/// come next are asked for.
@inline(__always)
private func turnRows(
    _ source: UnsafePointer<Float>, _ stride: Int, _ depth: Int, to target: UnsafeMutablePointer<Float>, _ width: Int
) {
    var k = 0
    while k < depth {
        let from: UnsafePointer<Float> = source + k
        // A line holds sixteen depths: in each of four blocks a quarter of the rows.
        let next: UnsafePointer<Float> = from + (vectorWidth &+ k / 4 % 4 &* (vectorWidth / 4)) &* stride
        var ahead = 0
        while ahead < vectorWidth / 4 {
            askToRead(next + ahead &* stride)
            ahead = ahead &+ 1
        }
        let turned = Vector.turnFours(
            .loadFours(from, step: 4 &* stride), .loadFours(from + stride, step: 4 &* stride),
            .loadFours(from + 2 &* stride, step: 4 &* stride), .loadFours(from + 3 &* stride, step: 4 &* stride))
        let to: UnsafeMutablePointer<Float> = target + k &* width
        turned.0.store(to: to)
        turned.1.store(to: to + width)
        turned.2.store(to: to + 2 &* width)
        turned.3.store(to: to + 3 &* width)
        k = k &+ 4
    }
}

/// Turns a block of 4 × 4, by taking every other lane twice.
@inline(__always)
func turnBlock(_ from: UnsafePointer<Float>, _ stride: Int, to target: UnsafeMutablePointer<Float>, _ width: Int) {
    typealias Four = SIMD4<Float>
    func row(_ i: Int) -> Four { UnsafeRawPointer(from + i &* stride).loadUnaligned(as: Four.self) }
    let upper = SIMD8<Float>(lowHalf: row(0), highHalf: row(1))
    let lower = SIMD8<Float>(lowHalf: row(2), highHalf: row(3))
    let even = SIMD8<Float>(lowHalf: upper.evenHalf, highHalf: lower.evenHalf)
    let odd = SIMD8<Float>(lowHalf: upper.oddHalf, highHalf: lower.oddHalf)
    let to = UnsafeMutableRawPointer(target)
    to.storeBytes(of: even.evenHalf, as: Four.self)
    to.storeBytes(of: odd.evenHalf, toByteOffset: 4 &* width, as: Four.self)
    to.storeBytes(of: even.oddHalf, toByteOffset: 8 &* width, as: Four.self)
    to.storeBytes(of: odd.oddHalf, toByteOffset: 12 &* width, as: Four.self)
}
