// Vectors whose lanes stand apart in memory. Rare and slow beside whole vectors; nothing behind the last lane is touched.

extension Vector {
    /// Numbers `stride` floats apart in the first `count` lanes, or in all if there are more; zeros in the others.
    @inlinable @inline(__always)
    public static func gather(_ pointer: UnsafePointer<Float>, stride: Int, first count: Int) -> Vector {
        var result = Vector(repeating: 0)
        var lane = 0
        while lane < count && lane < vectorWidth {
            result[lane] = pointer[lane &* stride]
            lane = lane &+ 1
        }
        return result
    }

    /// Writes the first `count` lanes, or all if there are more, `stride` floats apart.
    @inlinable @inline(__always)
    public func scatter(to pointer: UnsafeMutablePointer<Float>, stride: Int, first count: Int) {
        var lane = 0
        while lane < count && lane < vectorWidth {
            pointer[lane &* stride] = self[lane]
            lane = lane &+ 1
        }
    }
}
