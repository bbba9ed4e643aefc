extension Vector {
    /// xʸ with the limits of IEEE 754's pow, within 8 units in the last place where the result is near the ends of the
    /// range and within 2 for moderate results. The logarithm is carried as a sum of two Floats, because an error of it
    /// is multiplied by y.
    @inlinable @inline(__always)
    public static func power(_ x: Vector, _ y: Vector) -> Vector {
        let zero = Vector(repeating: 0)
        let one = Vector(repeating: 1)
        let infinity = Vector(repeating: .infinity)
        let size: Vector = absolute(x)

        let (high, low) = logarithmInTwoParts(size)
        let lead: Vector = y * high
        let rest: Vector = multiplyAdd(y, low, productError(y, high, lead))
        let correction: Vector = select(less(absolute(lead), Vector(repeating: 128)), rest, zero)
        let e: Vector = exp(lead)
        var result: Vector = select(less(e, infinity), multiplyAdd(e, correction, e), e)
        result = select(equal(size, one), one, result)

        // Below zero: a whole y decides about the sign, any other makes the power undefined.
        let half: Vector = y * Vector(repeating: 0.5)
        let isWhole: VectorMask = equal(rounded(y), y)
        let signed: Vector = select(equal(rounded(half), half), result, negate(result))
        let negativeBase: Vector = select(isWhole, signed, Vector(repeating: .nan))
        let isNegative: VectorMask = less(fromIntegers(x.bits), zero)
        // −0 to a power that is not whole is as +0, and so is −∞ as +∞.
        let isRegular: VectorMask = less(zero, size) .& less(size, infinity)
        let limit: Vector = select(isWhole, signed, result)
        result = select(isNegative, select(isRegular, negativeBase, limit), result)
        result = select(isNaN(x) .| isNaN(y), x + y, result)
        return select(equal(y, zero) .| equal(x, one), one, result)
    }

    /// log x = high + low for x ≥ 0; −∞ at zero, ∞ at ∞.
    @inlinable @inline(__always)
    static func logarithmInTwoParts(_ x: Vector) -> (high: Vector, low: Vector) {
        let subnormal: VectorMask = less(x, Vector(repeating: .leastNormalMagnitude))
        let (whole, m) = splitExponent(select(subnormal, x * Vector(repeating: 8_388_608), x))
        let shift: Vector = select(subnormal, Vector(repeating: -23), Vector(repeating: 0))
        let n: Vector = fromIntegers(whole) + shift
        let f: Vector = m - Vector(repeating: 1)

        let half = Vector(repeating: 0.5)
        let square: Vector = f * f
        let lead: Vector = n * Vector(repeating: log2Leading)
        let first: Vector = lead + f
        let firstRest: Vector = f - (first - lead)
        let second: Vector = first - half * square
        let secondRest: Vector = (first - second) - half * square
        var rest: Vector = (square * f) * logarithmTail(f, square: square)
        rest = multiplyAdd(n, Vector(repeating: log2Rest), rest)
        rest = rest - half * productError(f, f, square)
        rest = rest + (firstRest + secondRest)

        let high: Vector = second + rest
        let low: Vector = rest - (high - second)
        let atInfinity: Vector = select(less(x, Vector(repeating: .infinity)), high, x)
        let atZero: Vector = select(less(Vector(repeating: 0), x), atInfinity, Vector(repeating: -.infinity))
        return (atZero, select(lessOrEqual(absolute(atZero), Vector(repeating: 128)), low, Vector(repeating: 0)))
    }

    /// a · b − p exactly, where p is a · b rounded.
    @inlinable @inline(__always)
    static func productError(_ a: Vector, _ b: Vector, _ p: Vector) -> Vector {
        #if canImport(InstructionSetAVX512) || canImport(InstructionSetAVX2) || arch(arm64)
            return multiplyAdd(a, b, negate(p))
        #else
            // Without fused multiply-add: halves of twelve bits, whose products are exact (Dekker 1971).
            let splitter = Vector(repeating: 4097)
            let aWide: Vector = a * splitter
            let bWide: Vector = b * splitter
            let aHigh: Vector = aWide - (aWide - a)
            let bHigh: Vector = bWide - (bWide - b)
            let aLow: Vector = a - aHigh
            let bLow: Vector = b - bHigh
            let outer: Vector = (aHigh * bHigh - p) + aHigh * bLow
            return (outer + aLow * bHigh) + aLow * bLow
        #endif
    }
}
