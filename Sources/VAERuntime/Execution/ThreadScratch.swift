import Foundation

/// Memory that a thread keeps for intermediate results, so that kernels which need some do not allocate it in every call.
/// It is taken and given back like a stack, and grows to what was needed at once.
@usableFromInline
final class ThreadScratch {
    private var base = UnsafeMutableRawPointer.allocate(byteCount: 0, alignment: alignment)
    private var capacity = 0
    private var used = 0
    /// The most that was in use at once, what did not fit included, up to the most that is kept.
    private var most = 0

    private static let alignment = 64
    /// What a thread keeps at most; larger memory comes from the heap and goes back there.
    private static let largest = 1 << 20

    deinit { base.deallocate() }

    /// So many bytes, aligned to a cache line.
    @usableFromInline
    static func take(bytes: Int) -> UnsafeMutableRawPointer {
        guard let scratch = ofThread else { return .allocate(byteCount: bytes, alignment: alignment) }
        return scratch.take(whole(bytes))
    }

    /// Gives back what was taken last.
    @usableFromInline
    static func give(_ memory: UnsafeMutableRawPointer, bytes: Int) {
        guard let scratch = ofThread else { return memory.deallocate() }
        scratch.give(memory, whole(bytes))
    }

    /// Whole cache lines.
    private static func whole(_ bytes: Int) -> Int { (bytes &+ alignment &- 1) / alignment &* alignment }

    private func take(_ bytes: Int) -> UnsafeMutableRawPointer {
        let place: Int = used
        used &+= bytes
        if used <= ThreadScratch.largest { most = max(most, used) }
        if place == 0, most > capacity { grow() }
        if used <= capacity { return base + place }
        return .allocate(byteCount: bytes, alignment: ThreadScratch.alignment)
    }

    private func give(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
        // As when it was taken: the capacity changes only while nothing is in use.
        if used > capacity { memory.deallocate() }
        used &-= bytes
    }

    /// Nothing is in use: the memory may move.
    private func grow() {
        base.deallocate()
        base = .allocate(byteCount: most, alignment: ThreadScratch.alignment)
        capacity = most
    }

    // MARK: - One for each thread

    /// Frees a thread's memory when the thread ends; nil if the process has no key left.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        let code: Int32 = pthread_key_create(&key) { memory in
            let memory: UnsafeMutableRawPointer? = memory
            if let memory { Unmanaged<ThreadScratch>.fromOpaque(memory).release() }
        }
        return code == 0 ? key : nil
    }()

    private static var ofThread: ThreadScratch? {
        guard let key else { return nil }
        if let memory = pthread_getspecific(key) {
            return Unmanaged<ThreadScratch>.fromOpaque(memory).takeUnretainedValue()
        }
        let scratch = ThreadScratch()
        pthread_setspecific(key, Unmanaged.passRetained(scratch).toOpaque())
        return scratch
    }
}
