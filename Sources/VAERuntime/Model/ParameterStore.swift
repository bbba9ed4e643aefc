/// The numbers of a model: parameters, the optimizer's moments, running statistics. A value: copies share their memory
/// until one of them is written.
public struct ParameterStore: Sendable {
    /// Where the slots lie.
    public let layout: TableLayout
    private var memory: AlignedMemory

    /// All zeros.
    ///
    /// - Throws: `ModelError.outOfMemory`.
    public init(layout: TableLayout) throws(ModelError) {
        self.layout = layout
        self.memory = try AlignedMemory(count: layout.size)
    }

    /// Calls `body` with the table for reading. Kernels that assign nothing take it as it is.
    func withTable<Result, Failure: Error>(
        _ body: (UnsafeMutablePointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(memory.base)
    }

    /// Calls `body` with the table for writing, a copy of its own if others share it.
    mutating func withMutableTable<Result>(_ body: (UnsafeMutablePointer<Float>) throws -> Result) throws -> Result {
        if !isKnownUniquelyReferenced(&memory) { memory = try AlignedMemory(copying: memory) }
        return try body(memory.base)
    }

    /// Overwrites the whole table, padding included, with another of the same layout.
    mutating func copy(from other: ParameterStore) throws {
        precondition(other.layout.size == layout.size, "tables of one layout")
        let count: Int = layout.size
        try withMutableTable { $0.update(from: other.memory.base, count: count) }
    }

    /// A copy that shares nothing.
    func duplicate() throws(ModelError) -> ParameterStore {
        var copy: ParameterStore = self
        copy.memory = try AlignedMemory(copying: memory)
        return copy
    }

    /// The slot's elements in the order of its logical shape.
    public func values(of slot: TableLayout.Slot) -> [Float] {
        let place: Strided = slot.place
        return [Float](unsafeUninitializedCapacity: place.count) { target, count in
            if let base = target.baseAddress { place.gather(from: memory.base, into: base) }
            count = place.count
        }
    }

    /// The elements of the slot of that name, in the order of its logical shape; nil if there is none.
    public subscript(name: String) -> [Float]? {
        layout.slots.first { $0.name == name }.map { values(of: $0) }
    }

    /// Sets a slot's elements, given in the order of its logical shape.
    ///
    /// - Throws: `ModelError.wrongColumns` if there are not as many as the slot has, `ModelError.outOfMemory`.
    public mutating func set(_ slot: TableLayout.Slot, to values: [Float]) throws {
        let place: Strided = slot.place
        guard values.count == place.count else {
            throw ModelError.wrongColumns(slot.name, expected: place.count, found: values.count)
        }
        try withMutableTable { table in
            values.withUnsafeBufferPointer { source in
                if let base = source.baseAddress { place.scatter(from: base, into: table) }
            }
        }
    }

    /// The first element that is not finite: its slot, its position in the logical shape, and what stands there.
    func firstNonFinite() -> (slot: TableLayout.Slot, position: [Int], value: Float)? {
        for slot in layout.slots {
            if let found = slot.place.firstNonFinite(in: memory.base) {
                return (slot, slot.position(of: found.index), found.value)
            }
        }
        return nil
    }
}

extension TableLayout.Slot {
    /// Where the elements lie.
    var place: Strided { Strided(shape: lengths, strides: strides, offset: offset) }

    /// The position in the logical shape of an element counted in its order.
    func position(of index: Int) -> [Int] { Strided(shape: shape, strides: [], offset: 0).position(of: index) }
}
