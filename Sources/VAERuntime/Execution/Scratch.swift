/// Calls a function with memory for so many floats, aligned to a cache line, that is gone afterwards; what stands in it is
/// unspecified. A little lies on the stack, more in the thread's own scratch memory.
@inlinable @inline(__always)
public func withScratch(floats count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    // Swift puts up to a kilobyte on the stack, and nothing that is aligned to more than a small vector: there is a line
    // more, so that the memory can begin on one.
    if count &+ TileShape.line <= 256 {
        withUnsafeTemporaryAllocation(byteCount: 4 &* (count &+ TileShape.line), alignment: 16) { block in
            guard let start = block.baseAddress else { return }
            let base: UnsafeMutableRawPointer = start.alignedUp(toMultipleOf: 4 &* TileShape.line)
            body(base.bindMemory(to: Float.self, capacity: count))
        }
    } else {
        withThreadScratch(floats: count, body)
    }
}

/// The same for a number of floats that is not literal and seldom small.
@inlinable @inline(__always)
func withThreadScratch(floats count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    let memory: UnsafeMutableRawPointer = ThreadScratch.take(bytes: count &* 4)
    body(memory.bindMemory(to: Float.self, capacity: count))
    ThreadScratch.give(memory, bytes: count &* 4)
}
