/// Gives registers places in scratch memory and takes them back when nobody reads them any more.
struct SlotAllocator {
    private var free: [Int] = []
    /// How many places were needed at the same time.
    private(set) var count = 0

    /// A place that nobody holds.
    mutating func take() -> Int {
        if let slot = free.popLast() { return slot }
        count += 1
        return count - 1
    }

    /// Gives a place back.
    mutating func release(_ slot: Int) { free.append(slot) }
}
