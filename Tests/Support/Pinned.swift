/// Values at an address that stays.
package final class Pinned<Element> {
    /// Where they are.
    package let base: UnsafeMutablePointer<Element>
    /// How many there are.
    package let count: Int

    /// A copy of the values.
    package init(_ values: [Element]) {
        count = values.count
        let bytes: Int = max(count, 1) * MemoryLayout<Element>.stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        base = memory.bindMemory(to: Element.self, capacity: max(count, 1))
        values.withUnsafeBufferPointer { source in
            if let first = source.baseAddress { base.initialize(from: first, count: count) }
        }
    }

    /// What they are now.
    package var values: [Element] { Array(UnsafeBufferPointer(start: base, count: count)) }

    deinit {
        base.deinitialize(count: count)
        base.deallocate()
    }
}
