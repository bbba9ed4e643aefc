extension ParameterStore {
    /// Parameters as a model starts: each slot is drawn from a stream of its own, in the order of its logical shape, so
    /// that a value depends on the seed, the slot's name and its position alone, and on no layout.
    ///
    /// - Throws: `ModelError.outOfMemory`.
    public init(layout: TableLayout, seed: UInt64) throws {
        try self.init(layout: layout)
        for slot in layout.slots {
            switch slot.initial {
            case .constant(0): break
            case .constant(let value):
                try set(slot, to: [Float](repeating: Float(value), count: slot.place.count))
            case .uniform(let bound):
                let scale: Float = Float(bound)
                try set(slot, to: uniforms(slot, seed).map { scale * (2 * $0 - 1) })
            case .normal(let scale):
                let scale: Float = Float(scale)
                try set(slot, to: normals(slot, seed).map { scale * $0 })
            }
        }
    }

    private func uniforms(_ slot: TableLayout.Slot, _ seed: UInt64) -> [Float] {
        var g = SplitMix64(seed, slot.name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        return (0..<slot.place.count).map { _ in Float(g.uniform()) }
    }

    private func normals(_ slot: TableLayout.Slot, _ seed: UInt64) -> [Float] {
        var g = SplitMix64(seed, slot.name.utf8.reduce(0) { $0 &* 31 &+ UInt64($1) })
        return (0..<slot.place.count).map { _ in Float(g.normal()) }
    }
}
