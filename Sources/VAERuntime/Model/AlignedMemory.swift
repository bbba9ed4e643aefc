import Foundation

/// Floats on the heap, aligned to a cache line and a vector, zero at first.
///
/// A class, so that several owners can share the memory; nothing here keeps two of them from writing at once. Parameter
/// stores see to it by copying before they write, frames by being borrowed by one call at a time.
final class AlignedMemory: @unchecked Sendable {
    /// The first float.
    let base: UnsafeMutablePointer<Float>
    /// How many floats there are.
    let count: Int

    /// What the system was asked for; nil where the memory is the allocator's.
    private let mapping: (start: UnsafeMutableRawPointer, bytes: Int)?

    /// The alignment in bytes: a cache line and the widest vector.
    static let alignment = 64
    /// Bytes from which memory comes from the system itself, so that it goes back there when it is freed, and in pages as
    /// large as the processor has: a product's operand then needs few entries of the translation cache.
    private static let largeSize = 1 << 20
    private static let largePage = 1 << 21

    /// Zeros.
    ///
    /// - Throws: `ModelError.outOfMemory` if the system has not got that much.
    init(count: Int) throws(ModelError) {
        let (bytes, overflow) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        guard !overflow, bytes < Int.max - AlignedMemory.largePage else {
            throw ModelError.outOfMemory(bytes: overflow ? Int.max : bytes)
        }
        let memory: UnsafeMutableRawPointer
        if bytes >= AlignedMemory.largeSize {
            let all: Int = bytes + AlignedMemory.largePage
            guard let start = mmap(nil, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
                start != MAP_FAILED
            else { throw ModelError.outOfMemory(bytes: bytes) }
            let page = UInt(AlignedMemory.largePage)
            let aligned: UInt = (UInt(bitPattern: start) + page - 1) / page * page
            memory = start + Int(aligned - UInt(bitPattern: start))
            mapping = (start, all)
            #if os(Linux)
                // Advice only; where it is not taken, all is well but for speed.
                madvise(memory, bytes, MADV_HUGEPAGE)
            #endif
        } else {
            var allocated: UnsafeMutableRawPointer?
            guard posix_memalign(&allocated, AlignedMemory.alignment, bytes) == 0, let allocated else {
                throw ModelError.outOfMemory(bytes: bytes)
            }
            allocated.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
            memory = allocated
            mapping = nil
        }
        self.base = memory.bindMemory(to: Float.self, capacity: max(1, count))
        self.count = count
    }

    /// A copy of other memory.
    convenience init(copying other: AlignedMemory) throws(ModelError) {
        try self.init(count: other.count)
        base.update(from: other.base, count: count)
    }

    deinit {
        if let mapping { munmap(mapping.start, mapping.bytes) } else { free(base) }
    }
}
