#if canImport(InstructionSetAVX2) && !canImport(InstructionSetAVX512)
    import _Builtin_intrinsics.intel

    // Each function is one or two AVX2 or FMA instructions.
    extension Vector {
        /// a · b + c, rounded once.
        @inlinable @inline(__always)
        public static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector { _mm256_fmadd_ps(a, b, c) }

        /// a / b, correctly rounded.
        @inlinable @inline(__always)
        public static func divide(_ a: Vector, _ b: Vector) -> Vector { _mm256_div_ps(a, b) }

        /// √x, correctly rounded.
        @inlinable @inline(__always)
        public static func squareRoot(_ x: Vector) -> Vector { _mm256_sqrt_ps(x) }

        /// `a` where the mask holds, otherwise `b`.
        @inlinable @inline(__always)
        public static func select(_ mask: VectorMask, _ a: Vector, _ b: Vector) -> Vector {
            _mm256_blendv_ps(b, a, unsafeBitCast(mask, to: Vector.self))
        }

        /// The smaller; `b` where either is NaN.
        @inlinable @inline(__always)
        static func lesserKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { _mm256_min_ps(a, b) }

        /// The larger; `b` where either is NaN.
        @inlinable @inline(__always)
        static func greaterKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { _mm256_max_ps(a, b) }

        /// Integers as Floats.
        @inlinable @inline(__always)
        public static func fromIntegers(_ n: IntegerVector) -> Vector {
            _mm256_cvtepi32_ps(unsafeBitCast(n, to: SIMD4<Int64>.self))
        }

        /// p · 2ⁿ for whole numbers n within ±250, with gradual underflow and overflow to infinity.
        @inlinable @inline(__always)
        static func scale(_ p: Vector, exponent n: Vector) -> Vector { scaleInTwoSteps(p, exponent: n) }

        /// The first `count` lanes of the memory at `pointer`, zeros in the others; no byte behind them is touched.
        @inlinable @inline(__always)
        public static func load(_ pointer: UnsafeRawPointer, first count: Int) -> Vector {
            let mask = unsafeBitCast(isLane(below: count), to: SIMD4<Int64>.self)
            return _mm256_maskload_ps(pointer.assumingMemoryBound(to: Float.self), mask)
        }

        /// Writes the first `count` lanes and nothing behind them.
        @inlinable @inline(__always)
        public func store(to pointer: UnsafeMutableRawPointer, first count: Int) {
            let mask = unsafeBitCast(Vector.isLane(below: count), to: SIMD4<Int64>.self)
            _mm256_maskstore_ps(pointer.assumingMemoryBound(to: Float.self), mask, self)
        }

        /// As many bytes as the vector has lanes, as Floats 0 … 255.
        @inlinable @inline(__always)
        public static func loadBytes(_ pointer: UnsafeRawPointer) -> Vector {
            let bytes = SIMD2<Int64>(pointer.loadUnaligned(as: Int64.self), 0)
            return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes))
        }

        /// The sum of all lanes, added in one fixed order.
        @inlinable @inline(__always)
        public static func sum(_ x: Vector) -> Float {
            let four: SIMD4<Float> = x.evenHalf + x.oddHalf
            let two: SIMD2<Float> = four.evenHalf + four.oddHalf
            return two.x + two.y
        }

        /// The largest lane, which must not be NaN.
        @inlinable @inline(__always)
        public static func largestNumber(_ x: Vector) -> Float {
            let four: SIMD4<Float> = _mm_max_ps(x.evenHalf, x.oddHalf)
            return Swift.max(Swift.max(four.x, four.y), Swift.max(four.z, four.w))
        }

        /// Products of the low 32 bits of each pair of lanes with one factor.
        @inlinable @inline(__always)
        static func wideProduct(_ a: WideVector, _ factor: UInt32) -> WideVector {
            let f = SIMD4<Int64>(repeating: Int64(factor))
            let product: SIMD4<Int64> = _mm256_mul_epu32(unsafeBitCast(a, to: SIMD4<Int64>.self), f)
            return unsafeBitCast(product, to: WideVector.self)
        }
    }
#endif
