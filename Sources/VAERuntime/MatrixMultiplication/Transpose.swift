// Transposition of blocks in registers: as many vectors as a vector has lanes, in rounds of zipping those that lie half
// the block apart.

#if canImport(InstructionSetAVX2) || canImport(InstructionSetAVX512)
    import _Builtin_intrinsics.intel
#endif

#if canImport(InstructionSetAVX512)
    private typealias Block = InlineArray<16, Vector>
#elseif canImport(InstructionSetAVX2)
    private typealias Block = InlineArray<8, Vector>
#else
    private typealias Block = InlineArray<4, Vector>
#endif

/// Transposes a matrix.
///
/// - Parameters:
///   - source: element (i, k) is `source[i * rowStride + k]`.
///   - rows: its rows.
///   - columns: its columns.
///   - target: element (i, k) goes to `target[k * width + i]`; what lies behind the last row up to a whole vector is
///     overwritten with anything.
@inline(never)
func transpose(
    _ source: UnsafePointer<Float>, rowStride: Int, rows: Int, columns: Int, to target: UnsafeMutablePointer<Float>,
    _ width: Int
) {
    var row = 0
    while row < rows {
        let left: Int = rows &- row
        let from: UnsafePointer<Float> = source + row &* rowStride
        var column = 0
        while column < columns {
            let to: UnsafeMutablePointer<Float> = target + (column &* width &+ row)
            let rest: Int = columns &- column
            if left >= vectorWidth && rest >= vectorWidth {
                transposeBlock(from + column, rowStride: rowStride, to: to, width)
            } else {
                transposeEdge(
                    from + column, rowStride: rowStride, rows: left < vectorWidth ? left : vectorWidth,
                    columns: rest < vectorWidth ? rest : vectorWidth, to: to, width)
            }
            column &+= vectorWidth
        }
        row &+= vectorWidth
    }
}

/// A square block of as many rows and columns as a vector has lanes.
@inline(__always)
private func transposeBlock(
    _ source: UnsafePointer<Float>, rowStride: Int, to target: UnsafeMutablePointer<Float>, _ width: Int
) {
    var block = Block(repeating: Vector(repeating: 0))
    var i = 0
    while i < vectorWidth {
        block[unchecked: i] = .load(source + i &* rowStride)
        i &+= 1
    }
    var round = 1
    while round < vectorWidth {
        var next = Block(repeating: Vector(repeating: 0))
        var j = 0
        while j < vectorWidth / 2 {
            let a: Vector = block[unchecked: j]
            let b: Vector = block[unchecked: j &+ vectorWidth / 2]
            next[unchecked: 2 &* j] = Vector.zipLow(a, b)
            next[unchecked: 2 &* j &+ 1] = Vector.zipHigh(a, b)
            j &+= 1
        }
        block = next
        round &*= 2
    }
    i = 0
    while i < vectorWidth {
        block[unchecked: i].store(to: target + i &* width)
        i &+= 1
    }
}

/// What fills no block, element by element.
@inline(never)
private func transposeEdge(
    _ source: UnsafePointer<Float>, rowStride: Int, rows: Int, columns: Int, to target: UnsafeMutablePointer<Float>,
    _ width: Int
) {
    for row in 0..<rows {
        for column in 0..<columns { target[column &* width &+ row] = source[row &* rowStride &+ column] }
    }
}

extension Vector {
    /// The lanes of the lower halves in turn: a₀, b₀, a₁, b₁, …
    @inline(__always)
    fileprivate static func zipLow(_ a: Vector, _ b: Vector) -> Vector {
        #if canImport(InstructionSetAVX512)
            let order = IntegerVector(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
            return _mm512_permutex2var_ps(a, unsafeBitCast(order, to: SIMD8<Int64>.self), b)
        #elseif canImport(InstructionSetAVX2)
            let low: Vector = _mm256_unpacklo_ps(a, b)
            let high: Vector = _mm256_unpackhi_ps(a, b)
            return Vector(lowHalf: low.lowHalf, highHalf: high.lowHalf)
        #else
            return Vector(a[0], b[0], a[1], b[1])
        #endif
    }

    /// The lanes of the upper halves in turn.
    @inline(__always)
    fileprivate static func zipHigh(_ a: Vector, _ b: Vector) -> Vector {
        #if canImport(InstructionSetAVX512)
            let order = IntegerVector(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
            return _mm512_permutex2var_ps(a, unsafeBitCast(order, to: SIMD8<Int64>.self), b)
        #elseif canImport(InstructionSetAVX2)
            let low: Vector = _mm256_unpacklo_ps(a, b)
            let high: Vector = _mm256_unpackhi_ps(a, b)
            return Vector(lowHalf: low.highHalf, highHalf: high.highHalf)
        #else
            return Vector(a[2], b[2], a[3], b[3])
        #endif
    }
}
