extension Vector {
    /// erf x = 2/√π ∫₀ˣ exp(−t²) dt, within 2 units in the last place. Below 1 a minimax polynomial in x²; above,
    /// 1 − exp(−|x| Q(|x|)) with Q fitted to −log erfc, which needs no more terms because erfc is small there.
    @inlinable @inline(__always)
    public static func erf(_ x: Vector) -> Vector {
        let size: Vector = absolute(x)
        let square: Vector = x * x
        var p = Vector(repeating: 0x1.4771FEp-14)
        p = multiplyAdd(p, square, -0x1.A3515Ep-11)
        p = multiplyAdd(p, square, 0x1.53F224p-8)
        p = multiplyAdd(p, square, -0x1.B7F71Ap-6)
        p = multiplyAdd(p, square, 0x1.CE2CE6p-4)
        p = multiplyAdd(p, square, -0x1.81273Ep-2)
        p = multiplyAdd(p, square, 0x1.06EBA8p-3)
        let inner: Vector = multiplyAdd(p, x, x)

        let t: Vector = lesserKeepingSecond(Vector(repeating: 3.95), size)
        var q = Vector(repeating: 0x1.FD2EB0p-19)
        q = multiplyAdd(q, t, -0x1.076950p-15)
        q = multiplyAdd(q, t, -0x1.024F72p-13)
        q = multiplyAdd(q, t, 0x1.9B3E50p-9)
        q = multiplyAdd(q, t, -0x1.791C8Ep-6)
        q = multiplyAdd(q, t, 0x1.B084FEp-4)
        q = multiplyAdd(q, t, 0x1.4559A4p-1)
        q = multiplyAdd(q, t, 0x1.20EB52p+0)
        let outer: Vector = Vector(repeating: 1) - exp(negate(q * t))
        return select(less(size, Vector(repeating: 1)), inner, copySign(outer, x))
    }
}
