// Logarithms. x = 2ⁿ (1 + f) with 2/3 ≤ 1 + f < 4/3; log(1 + f) = f − f²/2 + f³ P(f), P a minimax fit of our own.

extension Vector {
    /// P with log(1 + f) = f − f²/2 + f³ P(f), for |f| ≤ 1/3.
    @inlinable @inline(__always)
    static func logarithmTail(_ f: Vector, square: Vector) -> Vector {
        let fourth: Vector = square * square
        let a: Vector = linear(f, 0x1.555556p-2, -0x1.FFFF18p-3)
        let b: Vector = linear(f, 0x1.9997EEp-3, -0x1.55978Cp-3)
        let c: Vector = linear(f, 0x1.24EB6Cp-3, -0x1.F3B02Cp-4)
        let d: Vector = linear(f, 0x1.B91F52p-4, -0x1.06C2BAp-3)
        let low: Vector = multiplyAdd(b, square, a)
        var high: Vector = multiplyAdd(d, square, c)
        high = multiplyAdd(fourth, Vector(repeating: 0x1.E9CFB0p-4), high)
        return multiplyAdd(high, fourth, low)
    }

    /// n log 2 + log(1 + f) for |f| ≤ 1/3.
    @inlinable @inline(__always)
    static func logarithm(exponent n: Vector, fraction f: Vector) -> Vector {
        let square: Vector = f * f
        let rest: Vector = n * Vector(repeating: log2Rest)
        var y: Vector = multiplyAdd(square * f, logarithmTail(f, square: square), rest)
        y = multiplyAdd(square, Vector(repeating: -0.5), y)
        return multiplyAdd(n, Vector(repeating: log2Leading), f + y)
    }

    /// Exponent n and 2/3 ≤ m < 4/3 of positive normal numbers 2ⁿ m.
    @inlinable @inline(__always)
    static func splitExponent(_ x: Vector) -> (n: IntegerVector, m: Vector) {
        let third = IntegerVector(repeating: 0x3F2A_AAAB)  // 2/3
        let above: IntegerVector = x.bits &- third
        let n: IntegerVector = above &>> IntegerVector(repeating: 23)
        return (n, fromBits((above & IntegerVector(repeating: 0x007F_FFFF)) &+ third))
    }

    /// `value` where 0 < x < ∞; −∞ at zero, NaN below, ∞ at ∞, NaN at NaN.
    @inlinable @inline(__always)
    static func withLogarithmLimits(_ value: Vector, at x: Vector) -> Vector {
        let zero = Vector(repeating: 0)
        let inside: Vector = select(less(x, Vector(repeating: .infinity)), value, x)
        let atZero: Vector = select(less(zero, x), inside, Vector(repeating: -.infinity))
        return select(lessOrEqual(zero, x), atZero, Vector(repeating: .nan))
    }

    /// log x, within 1.5 units in the last place: −∞ at zero, NaN below, also right for subnormal numbers.
    @inlinable @inline(__always)
    public static func log(_ x: Vector) -> Vector {
        let subnormal: VectorMask = less(x, Vector(repeating: .leastNormalMagnitude))
        let normal: Vector = select(subnormal, x * Vector(repeating: 8_388_608), x)
        let (whole, m) = splitExponent(normal)
        let shift: Vector = select(subnormal, Vector(repeating: -23), Vector(repeating: 0))
        let n: Vector = fromIntegers(whole) + shift
        return withLogarithmLimits(logarithm(exponent: n, fraction: m - Vector(repeating: 1)), at: x)
    }

    /// log(1 + x) without cancellation near zero, within 2 units in the last place: −∞ at −1, NaN below.
    @inlinable @inline(__always)
    public static func log1p(_ x: Vector) -> Vector {
        let one = Vector(repeating: 1)
        let u: Vector = one + x
        let (whole, m) = splitExponent(u)
        // What the addition rounded away, exactly (Møller 1965, Knuth), brought to the scale of m.
        let back: Vector = u - one
        let lost: Vector = (one - (u - back)) + (x - back)
        let scaled: Vector = lost * powerOfTwo(IntegerVector(repeating: 0) &- whole)
        let correction: Vector = select(less(x, Vector(repeating: 1e8)), scaled, Vector(repeating: 0))
        let f: Vector = (m - one) + correction
        return withLogarithmLimits(logarithm(exponent: fromIntegers(whole), fraction: f), at: u)
    }

    /// log(1 + t) for 0 ≤ t ≤ 1.
    @inlinable @inline(__always)
    static func logOnePlusUnit(_ t: Vector) -> Vector {
        let large: VectorMask = less(Vector(repeating: 1.0 / 3), t)
        let half = Vector(repeating: 0.5)
        let f: Vector = select(large, multiplyAdd(t, half, negate(half)), t)
        let n: Vector = select(large, Vector(repeating: 1), Vector(repeating: 0))
        return logarithm(exponent: n, fraction: f)
    }

    /// log(1 + eˣ), within 2.5 units in the last place: x far to the right, eˣ far to the left.
    @inlinable @inline(__always)
    public static func softplus(_ x: Vector) -> Vector {
        positivePart(x) + logOnePlusUnit(exp(negate(absolute(x))))
    }
}
