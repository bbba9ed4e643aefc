extension Vector {
    /// erf x = 2/√π ∫₀ˣ exp(−t²) dt, within 2 units in the last place. Below 1 a minimax polynomial in x²; above,
    /// 1 − exp(−|x| Q(|x|)) with Q fitted to −log erfc, which needs no more terms because erfc is small there.
    @inlinable @inline(__always)
    public static func erf(_ x: Vector) -> Vector {
        let size: Vector = absolute(x)
        let square: Vector = x * x
        let fourth: Vector = square * square
        let p01: Vector = linear(square, 0x1.06EBA8p-3, -0x1.81273Ep-2)
        let p23: Vector = linear(square, 0x1.CE2CE6p-4, -0x1.B7F71Ap-6)
        var p46: Vector = linear(square, 0x1.53F224p-8, -0x1.A3515Ep-11)
        p46 = multiplyAdd(fourth, Vector(repeating: 0x1.4771FEp-14), p46)
        let p: Vector = multiplyAdd(multiplyAdd(p46, fourth, p23), fourth, p01)
        let inner: Vector = multiplyAdd(p, x, x)

        let t: Vector = lesserKeepingSecond(Vector(repeating: 3.95), size)
        let t2: Vector = t * t
        let q01: Vector = linear(t, 0x1.20EB52p+0, 0x1.4559A4p-1)
        let q23: Vector = linear(t, 0x1.B084FEp-4, -0x1.791C8Ep-6)
        let q45: Vector = linear(t, 0x1.9B3E50p-9, -0x1.024F72p-13)
        let q67: Vector = linear(t, -0x1.076950p-15, 0x1.FD2EB0p-19)
        let q4567: Vector = multiplyAdd(q67, t2, q45)
        let q: Vector = multiplyAdd(multiplyAdd(q4567, t2, q23), t2, q01)
        let outer: Vector = Vector(repeating: 1) - exp(negate(q * t))
        return select(less(size, Vector(repeating: 1)), inner, copySign(outer, x))
    }
}
