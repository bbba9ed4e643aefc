extension Noise {
    /// Uniform in (0, 1), on elements `element ..< element + vectorWidth` of a row, `element` being any: the same words as
    /// `uniforms`, whose columns are multiples of the width.
    @inlinable @inline(__always)
    public static func uniforms(_ row: NoiseRow, element: Int) -> Vector {
        let skipped: Int = element & (vectorWidth &- 1)
        let column: Int = element &- skipped
        let first: Vector = uniforms(row, column: column)
        if skipped == 0 { return first }
        return joined(first, uniforms(row, column: column &+ vectorWidth), skipping: skipped)
    }

    /// Standard normal, likewise.
    @inlinable @inline(__always)
    public static func normals(_ row: NoiseRow, element: Int) -> Vector {
        let skipped: Int = element & (vectorWidth &- 1)
        let column: Int = element &- skipped
        let first: Vector = normals(row, column: column)
        if skipped == 0 { return first }
        return joined(first, normals(row, column: column &+ vectorWidth), skipping: skipped)
    }

    /// The lanes of two neighbouring vectors from the `count`-th on.
    @inlinable @inline(__always)
    static func joined(_ first: Vector, _ second: Vector, skipping count: Int) -> Vector {
        withUnsafeTemporaryAllocation(of: Vector.self, capacity: 2) { pair in
            pair[0] = first
            pair[1] = second
            guard let start = pair.baseAddress else { return first }
            return Vector.load(UnsafeRawPointer(start) + count &* 4)
        }
    }
}
