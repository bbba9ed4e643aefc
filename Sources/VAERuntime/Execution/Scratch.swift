/// Calls a function with memory for so many floats, aligned to a cache line, that is gone afterwards; what stands in it is
/// unspecified. A little lies on the stack, more in the thread's own scratch memory.
@inlinable @inline(__always)
public func withScratch(floats count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
    // Swift puts no more on the stack; what is beyond comes from the heap, every time.
    if count &* 4 <= 1024 {
        withUnsafeTemporaryAllocation(byteCount: count &* 4, alignment: 64) { block in
            guard let base = block.baseAddress else { return }
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
