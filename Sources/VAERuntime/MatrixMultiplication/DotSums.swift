// Sums over the lanes of several vectors at once: a tree of shuffles and additions, the same for every vector, so
// that a dot product's bits do not depend on its column. The accumulators are named one by one, because an array of
// them, even one of fixed size, does not always stay in registers when it is handed on.

#if canImport(InstructionSetAVX512)
    import _Builtin_intrinsics.intel

    /// A vector of depths from each of eight rows.
    struct DotVectors {
        let y0, y1, y2, y3, y4, y5, y6, y7: Vector
    }

    /// Where eight rows of B begin.
    struct DotRows {
        /// Rows that one step takes.
        static var count: Int { 8 }

        private let b0, b1, b2, b3, b4, b5, b6, b7: UnsafePointer<Float>

        /// Rows `start ..< start + count` of those at `b`; rows past the last of `rows` repeat it.
        @inline(__always)
        init(_ b: UnsafePointer<Float>, stride: Int, start: Int, rows: Int) {
            func row(_ n: Int) -> UnsafePointer<Float> {
                let at: Int = start &+ n
                return b + (at < rows ? at : rows &- 1) &* stride
            }
            b0 = row(0)
            b1 = row(1)
            b2 = row(2)
            b3 = row(3)
            b4 = row(4)
            b5 = row(5)
            b6 = row(6)
            b7 = row(7)
        }

        @inline(__always)
        func load(_ k: Int) -> DotVectors {
            DotVectors(
                y0: .load(b0 + k), y1: .load(b1 + k), y2: .load(b2 + k), y3: .load(b3 + k),
                y4: .load(b4 + k), y5: .load(b5 + k), y6: .load(b6 + k), y7: .load(b7 + k))
        }

        @inline(__always)
        func load(_ k: Int, first count: Int) -> DotVectors {
            DotVectors(
                y0: .load(b0 + k, first: count), y1: .load(b1 + k, first: count),
                y2: .load(b2 + k, first: count), y3: .load(b3 + k, first: count),
                y4: .load(b4 + k, first: count), y5: .load(b5 + k, first: count),
                y6: .load(b6 + k, first: count), y7: .load(b7 + k, first: count))
        }
    }
    /// Dot products of one row of A with eight rows of B, in lanes.
    struct DotSums {
        private var s0 = Vector(repeating: 0)
        private var s1 = Vector(repeating: 0)
        private var s2 = Vector(repeating: 0)
        private var s3 = Vector(repeating: 0)
        private var s4 = Vector(repeating: 0)
        private var s5 = Vector(repeating: 0)
        private var s6 = Vector(repeating: 0)
        private var s7 = Vector(repeating: 0)

        @inline(__always)
        mutating func add(_ x: Vector, _ y: DotVectors) {
            s0 = Vector.multiplyAdd(x, y.y0, s0)
            s1 = Vector.multiplyAdd(x, y.y1, s1)
            s2 = Vector.multiplyAdd(x, y.y2, s2)
            s3 = Vector.multiplyAdd(x, y.y3, s3)
            s4 = Vector.multiplyAdd(x, y.y4, s4)
            s5 = Vector.multiplyAdd(x, y.y5, s5)
            s6 = Vector.multiplyAdd(x, y.y6, s6)
            s7 = Vector.multiplyAdd(x, y.y7, s7)
        }

        /// The eight sums, each still in two halves; see `write`.
        @inline(__always)
        private var halves: Vector {
            let left: Vector = quarters(pairs(s0, s1), pairs(s2, s3))
            let right: Vector = quarters(pairs(s4, s5), pairs(s6, s7))
            return blocks(left, right, 8)
        }

        /// Writes the sums of two rows to two places.
        @inline(__always)
        static func write(
            _ a: DotSums, to first: UnsafeMutableRawPointer, _ b: DotSums, to second: UnsafeMutableRawPointer
        ) {
            let both: Vector = a.blocks(a.halves, b.halves, 4)
            first.storeBytes(of: both.lowHalf, as: SIMD8<Float>.self)
            second.storeBytes(of: both.highHalf, as: SIMD8<Float>.self)
        }

        @inline(__always)
        private func pairs(_ a: Vector, _ b: Vector) -> Vector {
            _mm512_unpacklo_ps(a, b) + _mm512_unpackhi_ps(a, b)
        }

        @inline(__always)
        private func quarters(_ a: Vector, _ b: Vector) -> Vector {
            let x = unsafeBitCast(a, to: SIMD8<Double>.self)
            let y = unsafeBitCast(b, to: SIMD8<Double>.self)
            let low: SIMD8<Double> = _mm512_unpacklo_pd(x, y)
            let high: SIMD8<Double> = _mm512_unpackhi_pd(x, y)
            return unsafeBitCast(low, to: Vector.self) + unsafeBitCast(high, to: Vector.self)
        }

        /// Adds blocks of four lanes: 0 + 2 and 1 + 3 of each vector at distance 8, 0 + 1 and 2 + 3 at distance 4.
        @inline(__always)
        private func blocks(_ a: Vector, _ b: Vector, _ distance: Int32) -> Vector {
            let low =
                distance == 8
                ? IntegerVector(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23)
                : IntegerVector(0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27)
            let high: IntegerVector = low &+ IntegerVector(repeating: distance)
            let x: Vector = _mm512_permutex2var_ps(a, unsafeBitCast(low, to: SIMD8<Int64>.self), b)
            let y: Vector = _mm512_permutex2var_ps(a, unsafeBitCast(high, to: SIMD8<Int64>.self), b)
            return x + y
        }
    }
#else
    #if canImport(InstructionSetAVX2) || (arch(x86_64) && !VAE_PORTABLE)
        import _Builtin_intrinsics.intel
    #endif

    /// A vector of depths from each of four rows.
    struct DotVectors {
        let y0, y1, y2, y3: Vector
    }

    /// Where four rows of B begin.
    struct DotRows {
        /// Rows that one step takes.
        static var count: Int { 4 }

        private let b0, b1, b2, b3: UnsafePointer<Float>

        /// Rows `start ..< start + count` of those at `b`; rows past the last of `rows` repeat it.
        @inline(__always)
        init(_ b: UnsafePointer<Float>, stride: Int, start: Int, rows: Int) {
            func row(_ n: Int) -> UnsafePointer<Float> {
                let at: Int = start &+ n
                return b + (at < rows ? at : rows &- 1) &* stride
            }
            b0 = row(0)
            b1 = row(1)
            b2 = row(2)
            b3 = row(3)
        }

        @inline(__always)
        func load(_ k: Int) -> DotVectors {
            DotVectors(
                y0: .load(b0 + k), y1: .load(b1 + k), y2: .load(b2 + k), y3: .load(b3 + k))
        }

        @inline(__always)
        func load(_ k: Int, first count: Int) -> DotVectors {
            DotVectors(
                y0: .load(b0 + k, first: count), y1: .load(b1 + k, first: count),
                y2: .load(b2 + k, first: count), y3: .load(b3 + k, first: count))
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

        #if canImport(InstructionSetAVX2)
            /// The four sums, each still in two halves; see `write`.
            @inline(__always)
            private var halves: Vector {
                let x = unsafeBitCast(pairs(s0, s1), to: SIMD4<Double>.self)
                let y = unsafeBitCast(pairs(s2, s3), to: SIMD4<Double>.self)
                let low: SIMD4<Double> = _mm256_unpacklo_pd(x, y)
                let high: SIMD4<Double> = _mm256_unpackhi_pd(x, y)
                return unsafeBitCast(low, to: Vector.self) + unsafeBitCast(high, to: Vector.self)
            }

            /// Writes the sums of two rows to two places.
            @inline(__always)
            static func write(
                _ a: DotSums, to first: UnsafeMutableRawPointer, _ b: DotSums, to second: UnsafeMutableRawPointer
            ) {
                let upper = unsafeBitCast(IntegerVector(0, 0, 0, 0, -1, -1, -1, -1), to: Vector.self)
                let x: Vector = a.halves
                let y: Vector = b.halves
                let low: Vector = _mm256_blendv_ps(x, swapHalves(y), upper)
                let high: Vector = _mm256_blendv_ps(swapHalves(x), y, upper)
                let both: Vector = low + high
                first.storeBytes(of: both.lowHalf, as: SIMD4<Float>.self)
                second.storeBytes(of: both.highHalf, as: SIMD4<Float>.self)
            }

            @inline(__always)
            private func pairs(_ a: Vector, _ b: Vector) -> Vector {
                _mm256_unpacklo_ps(a, b) + _mm256_unpackhi_ps(a, b)
            }

            @inline(__always)
            private static func swapHalves(_ x: Vector) -> Vector {
                let order = IntegerVector(4, 5, 6, 7, 0, 1, 2, 3)
                return _mm256_permutevar8x32_ps(x, unsafeBitCast(order, to: SIMD4<Int64>.self))
            }
        #else
            /// Writes the sums of two rows to two places.
            @inline(__always)
            static func write(
                _ a: DotSums, to first: UnsafeMutableRawPointer, _ b: DotSums, to second: UnsafeMutableRawPointer
            ) {
                a.totals.store(to: first)
                b.totals.store(to: second)
            }

            @inline(__always)
            private var totals: Vector {
                #if arch(x86_64) && !VAE_PORTABLE
                    let left: Vector = _mm_unpacklo_ps(s0, s1) + _mm_unpackhi_ps(s0, s1)
                    let right: Vector = _mm_unpacklo_ps(s2, s3) + _mm_unpackhi_ps(s2, s3)
                    return _mm_movelh_ps(left, right) + _mm_movehl_ps(right, left)
                #else
                    return Vector(total(s0), total(s1), total(s2), total(s3))
                #endif
            }

            @inline(__always)
            private func total(_ v: Vector) -> Float { (v.x + v.z) + (v.y + v.w) }
        #endif
    }
#endif
