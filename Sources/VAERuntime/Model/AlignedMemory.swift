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

    /// The alignment in bytes: a cache line and the widest vector.
    static let alignment = 64

    /// Zeros.
    ///
    /// - Throws: `ModelError.outOfMemory` if the system has not got that much.
    init(count: Int) throws(ModelError) {
        let (bytes, overflow) = max(1, count).multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        let limit: Int = Int.max - AlignedMemory.alignment
        var memory: UnsafeMutableRawPointer?
        guard !overflow, bytes < limit, posix_memalign(&memory, AlignedMemory.alignment, bytes) == 0, let memory else {
            throw ModelError.outOfMemory(bytes: overflow ? Int.max : bytes)
        }
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        self.base = memory.bindMemory(to: Float.self, capacity: max(1, count))
        self.count = count
    }

    /// A copy of other memory.
    convenience init(copying other: AlignedMemory) throws(ModelError) {
        try self.init(count: other.count)
        base.update(from: other.base, count: count)
    }

    deinit { free(base) }
}
