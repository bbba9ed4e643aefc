// Exponential functions. Argument reduction and polynomials: x = n log 2 + r with |r| ≤ (log 2) / 2, the logarithm of
// two in two parts (Cody and Waite 1980); coefficients are minimax fits of our own, rounded to Float one after
// another. The polynomials are evaluated in pairs of terms (Estrin 1960): a chain of single steps would wait for
// itself.

extension Vector {
    /// The leading part of log 2, short enough that its product with an exponent is exact, and the rest.
    @inlinable static var log2Leading: Float {
        @inline(__always) get { 0.693359375 }
    }
    @inlinable static var log2Rest: Float {
        @inline(__always) get { -2.12194440e-4 }
    }

    /// n and r with x = n log 2 + r, for |x| ≤ 110.
    @inlinable @inline(__always)
    static func reduceForExponential(_ x: Vector) -> (n: Vector, r: Vector) {
        let n: Vector = nearestSmall(x * Vector(repeating: 1.44269504))
        let near: Vector = multiplyAdd(n, Vector(repeating: -log2Leading), x)
        return (n, multiplyAdd(n, Vector(repeating: -log2Rest), near))
    }

    /// eˣ, within 1.5 units in the last place: 0 at −∞, gradual underflow, ∞ above 88.72, NaN stays NaN.
    @inlinable @inline(__always)
    public static func exp(_ x: Vector) -> Vector {
        let (n, r) = reduceForExponential(clamp(x, -104, 89))
        let square: Vector = r * r
        let low: Vector = linear(r, 0x1.FFFFFCp-2, 0x1.55548Cp-3)
        var high: Vector = linear(r, 0x1.5558B8p-5, 0x1.123E5Ap-7)
        high = multiplyAdd(square, Vector(repeating: 0x1.6A4DA6p-10), high)
        let tail: Vector = multiplyAdd(multiplyAdd(high, square, low), square, r)
        return scale(tail + Vector(repeating: 1), exponent: n)
    }

    /// eˣ − 1 without cancellation near zero, within 2 units in the last place.
    @inlinable @inline(__always)
    public static func expm1(_ x: Vector) -> Vector { expm1(limited: clamp(x, -20, 89)) }

    /// eˣ − 1 for −20 ≤ x ≤ 89.
    @inlinable @inline(__always)
    static func expm1(limited x: Vector) -> Vector {
        let (n, r) = reduceForExponential(x)
        let square: Vector = r * r
        let low: Vector = linear(r, 0.5, 0x1.555554p-3)
        let middle: Vector = linear(r, 0x1.5554F4p-5, 0x1.1112D0p-7)
        let high: Vector = linear(r, 0x1.6D4050p-10, 0x1.9E8B3Ep-13)
        let q: Vector = multiplyAdd(multiplyAdd(high, square, middle), square, low)
        let p: Vector = multiplyAdd(q, square, r)
        // 2ⁿ p + (2ⁿ − 1), halved on the way because 2ⁿ may be just too large.
        let half: Vector = powerOfTwo(smallIntegers(n) &- IntegerVector(repeating: 1))
        let sum: Vector = multiplyAdd(p, half, half - Vector(repeating: 0.5))
        return sum + sum
    }

    /// tanh x, within 3 units in the last place; ±1 at ±∞.
    @inlinable @inline(__always)
    public static func tanh(_ x: Vector) -> Vector {
        let size: Vector = lesserKeepingSecond(Vector(repeating: 10), absolute(x))
        let e: Vector = expm1(limited: size + size)
        return copySign(divide(e, e + Vector(repeating: 2)), x)
    }

    /// 1 / (1 + e⁻ˣ), within 2.5 units in the last place; tends to eˣ far to the left instead of vanishing early.
    @inlinable @inline(__always)
    public static func sigmoid(_ x: Vector) -> Vector {
        let one = Vector(repeating: 1)
        let e: Vector = exp(negate(absolute(x)))
        return divide(select(less(x, Vector(repeating: 0)), e, one), e + one)
    }
}
