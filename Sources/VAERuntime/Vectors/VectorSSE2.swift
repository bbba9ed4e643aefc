#if arch(x86_64) && !canImport(InstructionSetAVX2) && !canImport(InstructionSetAVX512) && !VAE_PORTABLE
    import _Builtin_intrinsics.intel

    // What every x86-64 processor has. There is no fused multiply-add here: `addingProduct` would call the C library's
    // fmaf for every lane, so a product and a sum are two instructions and two roundings.
    extension Vector {
        /// a · b + c, rounded twice: this instruction set has no fused multiply-add.
        @inlinable @inline(__always)
        public static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector { a * b + c }

        /// a / b, correctly rounded.
        @inlinable @inline(__always)
        public static func divide(_ a: Vector, _ b: Vector) -> Vector { _mm_div_ps(a, b) }

        /// √x, correctly rounded.
        @inlinable @inline(__always)
        public static func squareRoot(_ x: Vector) -> Vector { _mm_sqrt_ps(x) }

        /// `a` where the mask holds, otherwise `b`.
        @inlinable @inline(__always)
        public static func select(_ mask: VectorMask, _ a: Vector, _ b: Vector) -> Vector {
            let m = unsafeBitCast(mask, to: Vector.self)
            return _mm_or_ps(_mm_and_ps(m, a), _mm_andnot_ps(m, b))
        }

        /// The smaller; `b` where either is NaN.
        @inlinable @inline(__always)
        static func lesserKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { _mm_min_ps(a, b) }

        /// The larger; `b` where either is NaN.
        @inlinable @inline(__always)
        static func greaterKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { _mm_max_ps(a, b) }

        /// Integers as Floats.
        @inlinable @inline(__always)
        public static func fromIntegers(_ n: IntegerVector) -> Vector {
            _mm_cvtepi32_ps(unsafeBitCast(n, to: SIMD2<Int64>.self))
        }

        /// Four bytes as Floats 0 … 255.
        @inlinable @inline(__always)
        public static func loadBytes(_ pointer: UnsafeRawPointer) -> Vector {
            let four = Int64(pointer.loadUnaligned(as: UInt32.self))
            let zero = SIMD2<Int64>(0, 0)
            return _mm_cvtepi32_ps(_mm_unpacklo_epi16(_mm_unpacklo_epi8(SIMD2(four, 0), zero), zero))
        }

        /// Products of the low 32 bits of each pair of lanes with one factor.
        @inlinable @inline(__always)
        static func wideProduct(_ a: WideVector, _ factor: UInt32) -> WideVector {
            let f = SIMD2<Int64>(repeating: Int64(factor))
            let product: SIMD2<Int64> = _mm_mul_epu32(unsafeBitCast(a, to: SIMD2<Int64>.self), f)
            return unsafeBitCast(product, to: WideVector.self)
        }
    }
#endif
