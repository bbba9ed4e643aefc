#if !canImport(InstructionSetAVX2) && !canImport(InstructionSetAVX512)
    #if !arch(x86_64) || VAE_PORTABLE
        // Any other processor, by the standard library alone; the optimiser finds the instructions. (Defining
        // VAE_PORTABLE builds this on x86-64 too, which is how it is tested there.)
        extension Vector {
            /// a · b + c, rounded once where the processor has the instruction.
            @inlinable @inline(__always)
            public static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
                #if arch(arm64)
                    c.addingProduct(a, b)
                #else
                    a * b + c
                #endif
            }

            /// a / b, correctly rounded.
            @inlinable @inline(__always)
            public static func divide(_ a: Vector, _ b: Vector) -> Vector {
                Vector(a.x / b.x, a.y / b.y, a.z / b.z, a.w / b.w)
            }

            /// √x, correctly rounded.
            @inlinable @inline(__always)
            public static func squareRoot(_ x: Vector) -> Vector {
                Vector(x.x.squareRoot(), x.y.squareRoot(), x.z.squareRoot(), x.w.squareRoot())
            }

            /// `a` where the mask holds, otherwise `b`.
            @inlinable @inline(__always)
            public static func select(_ mask: VectorMask, _ a: Vector, _ b: Vector) -> Vector {
                let m = unsafeBitCast(mask, to: IntegerVector.self)
                return fromBits(b.bits ^ ((a.bits ^ b.bits) & m))
            }

            /// The smaller; `b` where either is NaN.
            @inlinable @inline(__always)
            static func lesserKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { select(less(a, b), a, b) }

            /// The larger; `b` where either is NaN.
            @inlinable @inline(__always)
            static func greaterKeepingSecond(_ a: Vector, _ b: Vector) -> Vector { select(less(b, a), a, b) }

            /// Integers as Floats.
            @inlinable @inline(__always)
            public static func fromIntegers(_ n: IntegerVector) -> Vector {
                Vector(Float(n.x), Float(n.y), Float(n.z), Float(n.w))
            }

            /// Four bytes as Floats 0 … 255.
            @inlinable @inline(__always)
            public static func loadBytes(_ pointer: UnsafeRawPointer) -> Vector {
                let bytes = pointer.loadUnaligned(as: SIMD4<UInt8>.self)
                return Vector(Float(bytes.x), Float(bytes.y), Float(bytes.z), Float(bytes.w))
            }

            /// Products of the low 32 bits of each pair of lanes with one factor.
            @inlinable @inline(__always)
            static func wideProduct(_ a: WideVector, _ factor: UInt32) -> WideVector {
                let low: WideVector = a & WideVector(repeating: 0xFFFF_FFFF)
                return WideVector(low.x &* UInt64(factor), low.y &* UInt64(factor))
            }
        }
    #endif

    // Shared by all builds with four lanes.
    extension Vector {
        /// p · 2ⁿ for whole numbers n within ±250, with gradual underflow and overflow to infinity.
        @inlinable @inline(__always)
        static func scale(_ p: Vector, exponent n: Vector) -> Vector { scaleInTwoSteps(p, exponent: n) }

        /// The first `count` lanes of the memory at `pointer`, zeros in the others; no byte behind them is touched.
        @inlinable @inline(__always)
        public static func load(_ pointer: UnsafeRawPointer, first count: Int) -> Vector {
            if count >= 4 { return load(pointer) }
            var result = Vector(repeating: 0)
            if count > 0 { result.x = pointer.loadUnaligned(as: Float.self) }
            if count > 1 { result.y = pointer.loadUnaligned(fromByteOffset: 4, as: Float.self) }
            if count > 2 { result.z = pointer.loadUnaligned(fromByteOffset: 8, as: Float.self) }
            return result
        }

        /// Writes the first `count` lanes and nothing behind them.
        @inlinable @inline(__always)
        public func store(to pointer: UnsafeMutableRawPointer, first count: Int) {
            if count >= 4 { return store(to: pointer) }
            if count > 0 { pointer.storeBytes(of: x, as: Float.self) }
            if count > 1 { pointer.storeBytes(of: y, toByteOffset: 4, as: Float.self) }
            if count > 2 { pointer.storeBytes(of: z, toByteOffset: 8, as: Float.self) }
        }

        /// The sum of all lanes, added in one fixed order.
        @inlinable @inline(__always)
        public static func sum(_ x: Vector) -> Float {
            let two: SIMD2<Float> = x.evenHalf + x.oddHalf
            return two.x + two.y
        }

        /// The largest lane, which must not be NaN.
        @inlinable @inline(__always)
        public static func largestNumber(_ x: Vector) -> Float {
            Swift.max(Swift.max(x.x, x.y), Swift.max(x.z, x.w))
        }
    }
#endif
