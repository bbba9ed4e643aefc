/// Calls a function with memory for so many floats, aligned to a cache line, that is gone afterwards; what stands in it is
/// unspecified.
@inlinable @inline(__always)
public func withScratch(floats count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    withUnsafeTemporaryAllocation(byteCount: count &* 4, alignment: 64) { block in
        guard let base = block.baseAddress else { return }
        body(base.bindMemory(to: Float.self, capacity: count))
    }
}
