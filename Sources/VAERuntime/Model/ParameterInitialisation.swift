extension ParameterStore {
    /// Parameters as a model starts: each slot is drawn from a stream of its own, in the order of its logical shape, so
    /// that a value depends on the seed, the slot's name and its position alone, and on no layout.
    ///
    /// - Throws: `ModelError.outOfMemory`.
    public init(layout: TableLayout, seed: UInt64) throws {
        try self.init(layout: layout)
        for slot in layout.slots {
            let count: Int = slot.place.count
            let row = NoiseRow(
                example: 0, clock: 0, stream: Noise.streamNumber("initial." + slot.name), seed: seed)
            switch slot.initial {
            case .constant(0): break
            case .constant(let value):
                try set(slot, to: [Float](repeating: Float(value), count: count))
            case .uniform(let bound):
                let scale = Float(bound)
                var values: [Float] = filled(count) { Noise.fillUniforms(row, count: count, to: $0) }
                for index in values.indices { values[index] = scale * (2 * values[index] - 1) }
                try set(slot, to: values)
            case .normal(let scale):
                let scale = Float(scale)
                var values: [Float] = filled(count) { Noise.fillNormals(row, count: count, to: $0) }
                for index in values.indices { values[index] *= scale }
                try set(slot, to: values)
            }
        }
    }

    private func filled(_ count: Int, _ fill: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { target, initialized in
            if let base = target.baseAddress { fill(base) }
            initialized = count
        }
    }
}
