/// A count that may depend on the rows of the call: ⌈factor · (rows or 1) / block⌉.
public struct Count: Hashable, Sendable, BitwiseCopyable {
    /// The literal.
    public var factor: Int
    /// Whether it is multiplied by the rows of the call.
    public var isBatch: Bool
    /// What it is divided by, rounding up.
    public var block: Int

    /// A count.
    public init(_ factor: Int, isBatch: Bool = false, block: Int = 1) {
        self.factor = factor
        self.isBatch = isBatch
        self.block = block
    }

    /// Its value for so many rows.
    @inlinable @inline(__always)
    public func value(rows: Int) -> Int {
        let all = isBatch ? factor * rows : factor
        return (all + block - 1) / block
    }
}
