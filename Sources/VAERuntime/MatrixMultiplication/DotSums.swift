// Dot products in lanes, and the sums over the lanes of several vectors at once: a tree of shuffles and additions, the
// same for every vector, so that a dot product's bits do not depend on its column. The accumulators are named one by
// one, because an array of them, even one of fixed size, does not always stay in registers when it is handed on.

#if canImport(InstructionSetAVX2) || canImport(InstructionSetAVX512) || (arch(x86_64) && !VAE_PORTABLE)
    import _Builtin_intrinsics.intel
#endif

/// A vector of depths from each of four rows.
struct DotVectors {
    let y0, y1, y2, y3: Vector
}

/// Where four rows of a matrix begin.
struct DotRows {
    /// How many.
    static var count: Int { 4 }

    let row0, row1, row2, row3: UnsafePointer<Float>

    /// Rows `start ..< start + count` of those at `pointer`; rows past the last of `rows` repeat it.
    @inline(__always)
    init(_ pointer: UnsafePointer<Float>, stride: Int, start: Int, rows: Int) {
        let last: Int = rows &- 1
        row0 = pointer + (start < last ? start : last) &* stride
        row1 = pointer + (start &+ 1 < last ? start &+ 1 : last) &* stride
        row2 = pointer + (start &+ 2 < last ? start &+ 2 : last) &* stride
        row3 = pointer + (start &+ 3 < last ? start &+ 3 : last) &* stride
    }

    @inline(__always)
    func load(_ k: Int) -> DotVectors {
        DotVectors(y0: .load(row0 + k), y1: .load(row1 + k), y2: .load(row2 + k), y3: .load(row3 + k))
    }

    @inline(__always)
    func load(_ k: Int, first count: Int) -> DotVectors {
        DotVectors(
            y0: .load(row0 + k, first: count), y1: .load(row1 + k, first: count),
            y2: .load(row2 + k, first: count), y3: .load(row3 + k, first: count))
    }
}

/// The rows of B that one tile of dot products takes: as many as there are registers for.
struct DotColumns {
    let left: DotRows
    #if canImport(InstructionSetAVX512)
        let right: DotRows
        static var count: Int { 2 &* DotRows.count }
    #else
        static var count: Int { DotRows.count }
    #endif

    /// Rows from `start` on of those at `pointer`; rows past the last of `rows` repeat it.
    @inline(__always)
    init(_ pointer: UnsafePointer<Float>, stride: Int, start: Int, rows: Int) {
        left = DotRows(pointer, stride: stride, start: start, rows: rows)
        #if canImport(InstructionSetAVX512)
            right = DotRows(pointer, stride: stride, start: start &+ DotRows.count, rows: rows)
        #endif
    }
}

/// Dot products of one row of A with four rows of B, in lanes.
struct DotSums {
    private var s0 = Vector(repeating: 0)
    private var s1 = Vector(repeating: 0)
    private var s2 = Vector(repeating: 0)
    private var s3 = Vector(repeating: 0)

    @inline(__always)
    mutating func add(_ x: Vector, _ y: DotVectors) {
        s0 = Vector.multiplyAdd(x, y.y0, s0)
        s1 = Vector.multiplyAdd(x, y.y1, s1)
        s2 = Vector.multiplyAdd(x, y.y2, s2)
        s3 = Vector.multiplyAdd(x, y.y3, s3)
    }

    #if canImport(InstructionSetAVX512)
        /// The four sums, each still in four blocks; see `total`.
        @inline(__always)
        private var blocks: Vector {
            let left = unsafeBitCast(_mm512_unpacklo_ps(s0, s1) + _mm512_unpackhi_ps(s0, s1), to: SIMD8<Double>.self)
            let right = unsafeBitCast(_mm512_unpacklo_ps(s2, s3) + _mm512_unpackhi_ps(s2, s3), to: SIMD8<Double>.self)
            let low: SIMD8<Double> = _mm512_unpacklo_pd(left, right)
            let high: SIMD8<Double> = _mm512_unpackhi_pd(left, right)
            return unsafeBitCast(low, to: Vector.self) + unsafeBitCast(high, to: Vector.self)
        }

        /// The four sums of each of four rows, row after row.
        @inline(__always)
        static func total(_ a: DotSums, _ b: DotSums, _ c: DotSums, _ d: DotSums) -> Vector {
            let ab: Vector = addBlocks(a.blocks, b.blocks, 8)
            let cd: Vector = addBlocks(c.blocks, d.blocks, 8)
            return addBlocks(ab, cd, 4)
        }

        /// Adds blocks of four lanes: 0 + 2 and 1 + 3 of each vector at distance 8, 0 + 1 and 2 + 3 at distance 4.
        @inline(__always)
        private static func addBlocks(_ a: Vector, _ b: Vector, _ distance: Int32) -> Vector {
            let low =
                distance == 8
                ? IntegerVector(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
                : IntegerVector(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
            let high: IntegerVector = low &+ IntegerVector(repeating: distance)
            let x: Vector = _mm512_permutex2var_ps(a, unsafeBitCast(low, to: SIMD8<Int64>.self), b)
            let y: Vector = _mm512_permutex2var_ps(a, unsafeBitCast(high, to: SIMD8<Int64>.self), b)
            return x + y
        }
    #elseif canImport(InstructionSetAVX2)
        /// The four sums, each still in two halves; see `total`.
        @inline(__always)
        private var halves: Vector {
            let left = unsafeBitCast(_mm256_unpacklo_ps(s0, s1) + _mm256_unpackhi_ps(s0, s1), to: SIMD4<Double>.self)
            let right = unsafeBitCast(_mm256_unpacklo_ps(s2, s3) + _mm256_unpackhi_ps(s2, s3), to: SIMD4<Double>.self)
            let low: SIMD4<Double> = _mm256_unpacklo_pd(left, right)
            let high: SIMD4<Double> = _mm256_unpackhi_pd(left, right)
            return unsafeBitCast(low, to: Vector.self) + unsafeBitCast(high, to: Vector.self)
        }

        /// The four sums of each of two rows, row after row.
        @inline(__always)
        static func total(_ a: DotSums, _ b: DotSums) -> Vector {
            let upper = unsafeBitCast(IntegerVector(0, 0, 0, 0, -1, -1, -1, -1), to: Vector.self)
            let x: Vector = a.halves
            let y: Vector = b.halves
            return _mm256_blendv_ps(x, swapHalves(y), upper) + _mm256_blendv_ps(swapHalves(x), y, upper)
        }

        @inline(__always)
        private static func swapHalves(_ x: Vector) -> Vector {
            let order = IntegerVector(4, 5, 6, 7, 0, 1, 2, 3)
            return _mm256_permutevar8x32_ps(x, unsafeBitCast(order, to: SIMD4<Int64>.self))
        }
    #else
        /// The four sums.
        @inline(__always)
        var total: Vector {
            #if arch(x86_64) && !VAE_PORTABLE
                let left: Vector = _mm_unpacklo_ps(s0, s1) + _mm_unpackhi_ps(s0, s1)
                let right: Vector = _mm_unpacklo_ps(s2, s3) + _mm_unpackhi_ps(s2, s3)
                return _mm_movelh_ps(left, right) + _mm_movehl_ps(right, left)
            #else
                return Vector(lanes(s0), lanes(s1), lanes(s2), lanes(s3))
            #endif
        }

        @inline(__always)
        private func lanes(_ v: Vector) -> Float { (v.x + v.z) + (v.y + v.w) }
    #endif
}
