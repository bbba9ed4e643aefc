import CInstructionSet

/// Rows and columns of C = A · Bᵀ for a B of short rows: strips of it are turned, and multiplied as they then lie. See
/// `multiplyTransposed` for the parameters; element A(i, k) is `a[i * aRowStride + k * aDepthStride]`.
@inlinable
func multiplyTurned<E: Epilogue>(
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

/// Writes element (j, k) of a matrix with rows `stride` apart to place k · width + j; of columns past the last row anything.
/// Meanwhile the lines of the `width` rows that come next are asked for, one for each block.
@usableFromInline @inline(never)
func turn(
    _ source: UnsafePointer<Float>, rows: Int, stride: Int, depth: Int, to target: UnsafeMutablePointer<Float>,
    _ width: Int
) {
    var j = 0
    while j &+ 4 <= rows {
        let from: UnsafePointer<Float> = source + j &* stride
        var k = 0
        while k &+ 4 <= depth {
            askToRead(from + ((width &+ k / 4 % 4) &* stride &+ k))
            turnBlock(from + k, stride, to: target + (k &* width &+ j), width)
            k = k &+ 4
        }
        while k < depth {
            var i = 0
            while i < 4 {
                target[k &* width &+ j &+ i] = from[i &* stride &+ k]
                i = i &+ 1
            }
            k = k &+ 1
        }
        j = j &+ 4
    }
    while j < rows {
        var k = 0
        while k < depth {
            target[k &* width &+ j] = source[j &* stride &+ k]
            k = k &+ 1
        }
        j = j &+ 1
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
