import Synchronization

/// Scratch memory for tasks: a fixed number of slots, so that running a kernel allocates nothing.
///
/// A slot's first cache line holds the flag that says whether it is taken. A thread begins its search at a place that
/// follows from the address of its stack, and so finds the slot it had before, still in its cache.
struct ScratchPool: BitwiseCopyable {
    private static let slotCount = 64
    private static let headerBytes = 64

    private var slots: UnsafeMutableRawPointer
    private var slotBytes: Int
    private var stride: Int

    /// A pool of slots of so many bytes.
    init(bytes: Int, in memory: KernelMemory) {
        slotBytes = bytes
        // An odd number of cache lines: slots of different threads do not fall on the same cache sets.
        let lines: Int = (bytes + 63) / 64
        stride = ScratchPool.headerBytes + (lines | 1) * 64 + 64
        slots = memory.reserve(bytes: stride * ScratchPool.slotCount)
        for index in 0..<ScratchPool.slotCount {
            (slots + index * stride).bindMemory(to: Atomic<UInt32>.self, capacity: 1).initialize(to: Atomic(0))
        }
    }

    /// Calls the function with a slot of its own; its contents are unspecified.
    @inline(__always)
    func withSlot(_ body: (UnsafeMutableRawPointer) -> Void) {
        var mark: UInt8 = 0
        let place: UInt = withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
        let first = Int(truncatingIfNeeded: ((place >> 16) &* 0x9E37_79B9) >> 16)
        var index = 0
        while index < ScratchPool.slotCount {
            let slot = slots + ((first &+ index) & (ScratchPool.slotCount &- 1)) &* stride
            let flag = slot.assumingMemoryBound(to: Atomic<UInt32>.self)
            if flag.pointee.exchange(1, ordering: .acquiring) == 0 {
                body(slot + ScratchPool.headerBytes)
                flag.pointee.store(0, ordering: .releasing)
                return
            }
            index = index &+ 1
        }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: slotBytes, alignment: 64)
        body(memory)
        memory.deallocate()
    }
}
