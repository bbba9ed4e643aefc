// Sine and cosine: reduction by multiples of π/2 in three parts (Cody and Waite 1980), minimax polynomials of our own
// on ±π/4.

extension Vector {
    /// sin r and cos r for |r| ≤ π/4.
    @inlinable @inline(__always)
    static func reducedSineCosine(_ r: Vector) -> (sine: Vector, cosine: Vector) {
        let square: Vector = r * r
        var s = Vector(repeating: 0x1.7C337Cp-19)
        s = multiplyAdd(s, square, -0x1.A0595Ep-13)
        s = multiplyAdd(s, square, 0x1.111174p-7)
        s = multiplyAdd(s, square, -0x1.555556p-3)
        var c = Vector(repeating: 0x1.99E914p-16)
        c = multiplyAdd(c, square, -0x1.6C0C2Ap-10)
        c = multiplyAdd(c, square, 0x1.55554Ap-5)
        let lower: Vector = multiplyAdd(square, Vector(repeating: -0.5), 1)
        return (multiplyAdd(s * square, r, r), multiplyAdd(c * square, square, lower))
    }

    /// sin and cos of r + q π/2 from |r| ≤ π/4 and the quadrant q.
    @inlinable @inline(__always)
    static func sineCosine(_ r: Vector, quadrant q: IntegerVector) -> (sine: Vector, cosine: Vector) {
        let (s, c) = reducedSineCosine(r)
        let one = IntegerVector(repeating: 1)
        let swapped: VectorMask = (q & one) .== one
        let sineSign: IntegerVector = (q & IntegerVector(repeating: 2)) &<< IntegerVector(repeating: 30)
        let cosineSign: IntegerVector = ((q &+ one) & IntegerVector(repeating: 2)) &<< IntegerVector(repeating: 30)
        let sine: Vector = fromBits(select(swapped, c, s).bits ^ sineSign)
        return (sine, fromBits(select(swapped, s, c).bits ^ cosineSign))
    }

    /// sin x and cos x, within 2 units in the last place or 1e-7 for |x| ≤ 8192, less sharp beyond; NaN at ±∞.
    @inlinable @inline(__always)
    public static func sineCosine(_ x: Vector) -> (sine: Vector, cosine: Vector) {
        let n: Vector = nearestSmall(x * Vector(repeating: 0.636619772))
        var r: Vector = multiplyAdd(n, Vector(repeating: -1.5703125), x)
        r = multiplyAdd(n, Vector(repeating: -4.837512969970703125e-4), r)
        r = multiplyAdd(n, Vector(repeating: -7.54978995489188216e-8), r)
        return sineCosine(r, quadrant: smallIntegers(n))
    }

    /// sin x; see `sineCosine`.
    @inlinable @inline(__always)
    public static func sin(_ x: Vector) -> Vector { sineCosine(x).sine }

    /// cos x; see `sineCosine`.
    @inlinable @inline(__always)
    public static func cos(_ x: Vector) -> Vector { sineCosine(x).cosine }

    /// sin 2πu and cos 2πu for 0 ≤ u ≤ 1, exact reduction.
    @inlinable @inline(__always)
    public static func sineCosine(turns u: Vector) -> (sine: Vector, cosine: Vector) {
        let n: Vector = nearestSmall(u * Vector(repeating: 4))
        let rest: Vector = u - n * Vector(repeating: 0.25)
        return sineCosine(rest * Vector(repeating: 2 * Float.pi), quadrant: smallIntegers(n))
    }
}
