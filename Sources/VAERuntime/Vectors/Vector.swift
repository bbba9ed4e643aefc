// The vector of this build, its width and its companions: the only place that knows the instruction set by name.
// What each set does with it is in VectorAVX512.swift, VectorAVX2.swift, VectorSSE2.swift and VectorPortable.swift,
// of which exactly one is compiled. Everything else is written once, on top of these.
//
// All of it is `@inlinable` and always inlined: no function that takes or returns a vector is ever called across a
// module border, because caller and callee may have been compiled for different processors.

#if canImport(InstructionSetAVX512)
    /// A vector of Floats as wide as this build's registers.
    public typealias Vector = SIMD16<Float>
    /// As many 32-bit signed integers as a `Vector` has lanes.
    public typealias IntegerVector = SIMD16<Int32>
    /// As many 32-bit words as a `Vector` has lanes.
    public typealias WordVector = SIMD16<UInt32>
    /// Half as many 64-bit words.
    public typealias WideVector = SIMD8<UInt64>
#elseif canImport(InstructionSetAVX2)
    /// A vector of Floats as wide as this build's registers.
    public typealias Vector = SIMD8<Float>
    /// As many 32-bit signed integers as a `Vector` has lanes.
    public typealias IntegerVector = SIMD8<Int32>
    /// As many 32-bit words as a `Vector` has lanes.
    public typealias WordVector = SIMD8<UInt32>
    /// Half as many 64-bit words.
    public typealias WideVector = SIMD4<UInt64>
#else
    /// A vector of Floats as wide as this build's registers.
    public typealias Vector = SIMD4<Float>
    /// As many 32-bit signed integers as a `Vector` has lanes.
    public typealias IntegerVector = SIMD4<Int32>
    /// As many 32-bit words as a `Vector` has lanes.
    public typealias WordVector = SIMD4<UInt32>
    /// Half as many 64-bit words.
    public typealias WideVector = SIMD2<UInt64>
#endif

/// One truth value per lane of a `Vector`.
public typealias VectorMask = SIMDMask<IntegerVector>

/// Lanes of a `Vector`. Divides 16 for every instruction set.
@inlinable public var vectorWidth: Int {
    @inline(__always) get { MemoryLayout<Vector>.size / MemoryLayout<Float>.size }
}

/// Bytes of a `Vector`.
@inlinable public var vectorBytes: Int {
    @inline(__always) get { MemoryLayout<Vector>.size }
}

extension Vector {
    // MARK: Memory

    /// A whole vector from memory of any alignment.
    @inlinable @inline(__always)
    public static func load(_ pointer: UnsafeRawPointer) -> Vector {
        pointer.loadUnaligned(as: Vector.self)
    }

    /// Writes all lanes to memory of any alignment.
    @inlinable @inline(__always)
    public func store(to pointer: UnsafeMutableRawPointer) {
        pointer.storeBytes(of: self, as: Vector.self)
    }

    // MARK: Bits

    /// The lanes' bit patterns.
    @inlinable @inline(__always)
    public var bits: IntegerVector { unsafeBitCast(self, to: IntegerVector.self) }

    /// The lanes' bit patterns as unsigned words.
    @inlinable @inline(__always)
    public var words: WordVector { unsafeBitCast(self, to: WordVector.self) }

    /// The vector with the given bit patterns.
    @inlinable @inline(__always)
    public static func fromBits(_ bits: IntegerVector) -> Vector { unsafeBitCast(bits, to: Vector.self) }

    /// The vector with the given bit patterns.
    @inlinable @inline(__always)
    public static func fromBits(_ words: WordVector) -> Vector { unsafeBitCast(words, to: Vector.self) }

    /// |x|; NaN stays NaN.
    @inlinable @inline(__always)
    public static func absolute(_ x: Vector) -> Vector {
        fromBits(x.bits & IntegerVector(repeating: 0x7FFF_FFFF))
    }

    /// −x by the sign bit, so that −(+0) is −0. (The operator `-x` subtracts from zero.)
    @inlinable @inline(__always)
    public static func negate(_ x: Vector) -> Vector {
        fromBits(x.bits ^ IntegerVector(repeating: .min))
    }

    /// |magnitude| with the sign of `sign`.
    @inlinable @inline(__always)
    public static func copySign(_ magnitude: Vector, _ sign: Vector) -> Vector {
        let body: IntegerVector = magnitude.bits & IntegerVector(repeating: 0x7FFF_FFFF)
        return fromBits(body | (sign.bits & IntegerVector(repeating: .min)))
    }

    // MARK: Comparisons; all are false where a lane is NaN, except `notEqual`

    /// a < b
    @inlinable @inline(__always)
    public static func less(_ a: Vector, _ b: Vector) -> VectorMask { a .< b }

    /// a ≤ b
    @inlinable @inline(__always)
    public static func lessOrEqual(_ a: Vector, _ b: Vector) -> VectorMask { a .<= b }

    /// a = b
    @inlinable @inline(__always)
    public static func equal(_ a: Vector, _ b: Vector) -> VectorMask { a .== b }

    /// a ≠ b; true where either is NaN.
    @inlinable @inline(__always)
    public static func notEqual(_ a: Vector, _ b: Vector) -> VectorMask { a .!= b }

    /// Where x is NaN.
    @inlinable @inline(__always)
    public static func isNaN(_ x: Vector) -> VectorMask { x .!= x }

    /// The first `count` lanes.
    @inlinable @inline(__always)
    public static func isLane(below count: Int) -> VectorMask {
        laneNumbers .< IntegerVector(repeating: Int32(truncatingIfNeeded: count))
    }

    // MARK: Limits

    /// The smaller of two numbers; NaN if either is.
    @inlinable @inline(__always)
    public static func minimum(_ a: Vector, _ b: Vector) -> Vector {
        select(isNaN(a), a, lesserKeepingSecond(a, b))
    }

    /// The larger of two numbers; NaN if either is.
    @inlinable @inline(__always)
    public static func maximum(_ a: Vector, _ b: Vector) -> Vector {
        select(isNaN(a), a, greaterKeepingSecond(a, b))
    }

    /// `x` limited to `lower ... upper`, which are numbers; NaN stays NaN.
    @inlinable @inline(__always)
    public static func clamp(_ x: Vector, _ lower: Float, _ upper: Float) -> Vector {
        let raised: Vector = greaterKeepingSecond(Vector(repeating: lower), x)
        return lesserKeepingSecond(Vector(repeating: upper), raised)
    }

    /// max(x, 0); NaN stays NaN.
    @inlinable @inline(__always)
    public static func positivePart(_ x: Vector) -> Vector { greaterKeepingSecond(Vector(repeating: 0), x) }

    // MARK: Arithmetic

    /// 1 / x, correctly rounded.
    @inlinable @inline(__always)
    public static func reciprocal(_ x: Vector) -> Vector { divide(Vector(repeating: 1), x) }

    /// a + b x with constants: a pair of terms of a polynomial.
    @inlinable @inline(__always)
    static func linear(_ x: Vector, _ a: Float, _ b: Float) -> Vector {
        multiplyAdd(x, Vector(repeating: b), Vector(repeating: a))
    }

    /// a · b + c with a constant c.
    @inlinable @inline(__always)
    static func multiplyAdd(_ a: Vector, _ b: Vector, _ c: Float) -> Vector {
        multiplyAdd(a, b, Vector(repeating: c))
    }

    /// x rounded to the nearest whole number, for |x| ≤ 2²².
    @inlinable @inline(__always)
    static func nearestSmall(_ x: Vector) -> Vector {
        let magic = Vector(repeating: 12_582_912)  // 1.5 · 2²³: adding it leaves no bit for a fraction
        return (x + magic) - magic
    }

    /// Whole numbers |n| ≤ 2²² as integers.
    @inlinable @inline(__always)
    static func smallIntegers(_ n: Vector) -> IntegerVector {
        (n + Vector(repeating: 12_582_912)).bits &- IntegerVector(repeating: 0x4B40_0000)
    }

    /// p · 2ⁿ by two factors that are each a number, so that the product underflows and overflows as it should.
    @inlinable @inline(__always)
    static func scaleInTwoSteps(_ p: Vector, exponent n: Vector) -> Vector {
        let whole: IntegerVector = smallIntegers(n)
        let half: IntegerVector = whole &>> IntegerVector(repeating: 1)
        return p * powerOfTwo(half) * powerOfTwo(whole &- half)
    }

    /// 2ⁿ for −126 ≤ n ≤ 127.
    @inlinable @inline(__always)
    static func powerOfTwo(_ n: IntegerVector) -> Vector {
        fromBits((n &+ IntegerVector(repeating: 127)) &<< IntegerVector(repeating: 23))
    }

    /// x rounded to the nearest whole number, ties to even; whole numbers, infinities and NaN stay.
    @inlinable @inline(__always)
    public static func rounded(_ x: Vector) -> Vector {
        let large = Vector(repeating: 8_388_608)  // 2²³: from here on every Float is a whole number
        let size: Vector = absolute(x)
        let whole: Vector = (size + large) - large
        return copySign(select(less(size, large), whole, size), x)
    }

    /// The largest whole number not above x.
    @inlinable @inline(__always)
    public static func floor(_ x: Vector) -> Vector {
        let near: Vector = rounded(x)
        return select(less(x, near), near - Vector(repeating: 1), near)
    }

    #if !canImport(InstructionSetAVX512)
        /// The low 32 bits of each pair of lanes: `even` for the even lanes, `odd` for the odd ones.
        @inlinable @inline(__always)
        static func interleave(_ even: WideVector, _ odd: WideVector) -> WordVector {
            let low: WideVector = even & WideVector(repeating: 0xFFFF_FFFF)
            return unsafeBitCast(low | (odd &<< WideVector(repeating: 32)), to: WordVector.self)
        }
    #endif

    // MARK: Lanes

    /// 0, 1, 2, … as integers.
    @inlinable @inline(__always)
    public static var laneNumbers: IntegerVector {
        #if canImport(InstructionSetAVX512)
            IntegerVector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        #elseif canImport(InstructionSetAVX2)
            IntegerVector(0, 1, 2, 3, 4, 5, 6, 7)
        #else
            IntegerVector(0, 1, 2, 3)
        #endif
    }

    /// 0, 1, 2, … as Floats.
    @inlinable @inline(__always)
    public static var laneIndices: Vector {
        #if canImport(InstructionSetAVX512)
            Vector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        #elseif canImport(InstructionSetAVX2)
            Vector(0, 1, 2, 3, 4, 5, 6, 7)
        #else
            Vector(0, 1, 2, 3)
        #endif
    }
}
