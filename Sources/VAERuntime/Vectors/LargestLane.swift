extension Vector {
    /// The largest lane; NaN if any lane is.
    @inlinable @inline(__always)
    public static func largest(_ x: Vector) -> Float {
        let strange: Float = sum(select(isNaN(x), x, Vector(repeating: 0)))
        return strange.isNaN ? strange : largestNumber(x)
    }
}
