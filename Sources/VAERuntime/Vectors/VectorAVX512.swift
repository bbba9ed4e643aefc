#if canImport(InstructionSetAVX512)
    import _Builtin_intrinsics.intel

    // Each function is one or two AVX-512 instructions. The standard library's own versions of these are rebuilt from
    // sixteen scalar operations by the optimiser, mostly but not always; the intrinsics are always right.
    extension Vector {
        /// a · b + c, rounded once.
        @inlinable @inline(__always)
        public static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector { _mm512_fmadd_ps(a, b, c) }

        /// a / b, correctly rounded.
        @inlinable @inline(__always)
        public static func divide(_ a: Vector, _ b: Vector) -> Vector { _mm512_div_ps(a, b) }

        /// √x, correctly rounded.
        @inlinable @inline(__always)
        public static func squareRoot(_ x: Vector) -> Vector { _mm512_sqrt_ps(x) }

        /// `a` where the mask holds, otherwise `b`.
        @inlinable @inline(__always)
        public static func select(_ mask: VectorMask, _ a: Vector, _ b: Vector) -> Vector {
            _mm512_mask_blend_ps(_mm512_movepi32_mask(unsafeBitCast(mask, to: SIMD8<Int64>.self)), b, a)
        }

        /// The smaller; `b` where either is NaN.
        @inlinable @inline(__always)
        static func lesserKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { _mm512_min_ps(a, b) }

        /// The larger; `b` where either is NaN.
        @inlinable @inline(__always)
        static func greaterKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { _mm512_max_ps(a, b) }

        /// Integers as Floats.
        @inlinable @inline(__always)
        public static func fromIntegers(_ n: IntegerVector) -> Vector {
            _mm512_cvtepi32_ps(unsafeBitCast(n, to: SIMD8<Int64>.self))
        }

        /// p · 2ⁿ for whole numbers n, with gradual underflow and overflow to infinity.
        @inlinable @inline(__always)
        static func scale(_ p: Vector, exponent n: Vector) -> Vector { _mm512_scalef_ps(p, n) }

        /// The first `count` lanes of the memory at `pointer`, zeros in the others; no byte behind them is touched.
        @inlinable @inline(__always)
        public static func load(_ pointer: UnsafeRawPointer, first count: Int) -> Vector {
            _mm512_maskz_loadu_ps(lanes(below: count), pointer)
        }

        /// Writes the first `count` lanes and nothing behind them.
        @inlinable @inline(__always)
        public func store(to pointer: UnsafeMutableRawPointer, first count: Int) {
            _mm512_mask_storeu_ps(pointer, Vector.lanes(below: count), self)
        }

        /// As many bytes as the vector has lanes, as Floats 0 … 255.
        @inlinable @inline(__always)
        public static func loadBytes(_ pointer: UnsafeRawPointer) -> Vector {
            _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(pointer.loadUnaligned(as: SIMD2<Int64>.self)))
        }

        /// The sum of all lanes, added in one fixed order.
        @inlinable @inline(__always)
        public static func sum(_ x: Vector) -> Float { _mm512_reduce_add_ps(x) }

        /// The largest lane, which must not be NaN.
        @inlinable @inline(__always)
        public static func largestNumber(_ x: Vector) -> Float { _mm512_reduce_max_ps(x) }

        /// Products of the low 32 bits of each pair of lanes with one factor.
        @inlinable @inline(__always)
        static func wideProduct(_ a: WideVector, _ factor: UInt32) -> WideVector {
            let f = SIMD8<Int64>(repeating: Int64(factor))
            let product: SIMD8<Int64> = _mm512_mul_epu32(unsafeBitCast(a, to: SIMD8<Int64>.self), f)
            return unsafeBitCast(product, to: WideVector.self)
        }

        /// The low 32 bits of each pair of lanes: `even` for the even lanes, `odd` for the odd ones.
        @inlinable @inline(__always)
        static func interleave(_ even: WideVector, _ odd: WideVector) -> WordVector {
            let low = unsafeBitCast(even, to: SIMD8<Int64>.self)
            let high = unsafeBitCast(odd &<< WideVector(repeating: 32), to: SIMD8<Int64>.self)
            return unsafeBitCast(_mm512_mask_blend_epi32(0xAAAA, low, high), to: WordVector.self)
        }

        @inlinable @inline(__always)
        static func lanes(below count: Int) -> UInt16 {
            UInt16(truncatingIfNeeded: (1 &<< count) &- 1)
        }
    }
#endif
