/// Everything that interpreted kernels point to; it lives as long as the program that runs them.
///
/// Written once, while the program is made; afterwards only the scratch pool's slots change, each held by one thread at a
/// time. That is why it may be shared.
final class KernelMemory: @unchecked Sendable {
    private var blocks: [UnsafeMutableRawPointer] = []

    /// An empty memory.
    init() {}

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// Memory with unspecified contents, aligned to a cache line.
    func reserve(bytes: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(bytes, 1), alignment: 64)
        blocks.append(block)
        return block
    }

    /// Copies values to where they stay.
    func keep<T: BitwiseCopyable>(_ values: [T]) -> UnsafePointer<T> {
        let bytes: Int = values.count * MemoryLayout<T>.stride
        let memory = reserve(bytes: bytes).bindMemory(to: T.self, capacity: max(values.count, 1))
        values.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { memory.initialize(from: first, count: source.count) }
        }
        return UnsafePointer(memory)
    }
}

/// Values at a fixed place, with their number.
struct List<Element: BitwiseCopyable>: BitwiseCopyable {
    /// The first.
    var base: UnsafePointer<Element>
    /// How many there are.
    var count: Int

    /// Copies values to memory that outlives this.
    init(_ values: [Element], in memory: KernelMemory) {
        base = memory.keep(values)
        count = values.count
    }

    /// The value at a place, which must be one of the list's.
    subscript(index: Int) -> Element {
        @inline(__always) get { base[index] }
    }
}
