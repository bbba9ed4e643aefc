extension Vector {
    /// −1, 0 or 1; zeros keep their sign and NaN stays NaN.
    @inlinable @inline(__always)
    public static func sign(_ x: Vector) -> Vector {
        let unit: Vector = copySign(Vector(repeating: 1), x)
        let zero = Vector(repeating: 0)
        return select(less(zero, absolute(x)), unit, x)
    }
}
