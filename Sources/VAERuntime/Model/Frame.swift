/// What one call of an entry point needs beside the parameters: its arena, the numbers of the examples, and what is
/// bound to its inputs. Allocated once, then borrowed by one call at a time, which is why it may cross threads.
final class Frame: @unchecked Sendable {
    /// The entry point.
    let entry: EntryPoint
    /// The arena.
    let arena: AlignedMemory
    /// The example of each row.
    let examples: UnsafeMutablePointer<UInt32>
    /// What is bound to the inputs, in their order.
    let bindings: UnsafeMutablePointer<InputBinding>
    private let scalarNamed: [String: Int]
    private let batchScalar: Int?

    init(_ entry: EntryPoint) throws(ModelError) {
        self.entry = entry
        arena = try AlignedMemory(count: entry.arenaSize)
        examples = .allocate(capacity: max(1, entry.batch))
        examples.initialize(repeating: 0, count: max(1, entry.batch))
        bindings = .allocate(capacity: max(1, entry.inputs.count))
        let nothing = InputBinding(
            base: UnsafeRawPointer(arena.base), element: .float, rowStride: 0, isIndexed: false, scale: 1)
        bindings.initialize(repeating: nothing, count: max(1, entry.inputs.count))
        var offsets: [String: Int] = [:]
        for scalar in entry.scalars { offsets[scalar.name] = scalar.offset }
        batchScalar = offsets.removeValue(forKey: "batch")
        scalarNamed = offsets
    }

    deinit {
        examples.deallocate()
        bindings.deallocate()
    }

    /// Writes the numbers that the entry point wants; those it does not want are ignored.
    ///
    /// - Throws: `ModelError.missingScalar` if one is missing.
    func set(_ scalars: [String: Float]) throws(ModelError) {
        for (name, offset) in scalarNamed {
            guard let value = scalars[name] else { throw ModelError.missingScalar(name, entry: entry.name) }
            arena.base[offset] = value
        }
    }

    /// Runs the entry point on the rows whose numbers stand in `examples`.
    func run(on team: borrowing Team, table: UnsafeMutablePointer<Float>, rows: Int, noise: NoiseKey) {
        precondition(rows > 0 && rows <= entry.batch, "a call has from 1 to the largest batch of rows")
        if let batchScalar { arena.base[batchScalar] = Float(rows) }
        let context = KernelContext(
            arena: arena.base, table: table, rows: rows, seed: noise.seed, step: noise.step, epoch: noise.epoch,
            examples: examples, inputs: bindings)
        team.run(entry.phases, context: context)
    }

    /// The output of that name.
    ///
    /// - Throws: `ModelError.missingOutput` if there is none.
    func output(_ name: String) throws(ModelError) -> EntryPoint.Output {
        guard let output = entry.outputs.first(where: { $0.name == name }) else {
            throw ModelError.missingOutput(name, entry: entry.name)
        }
        return output
    }

    /// An output that is one number.
    func scalar(_ output: EntryPoint.Output, table: UnsafeMutablePointer<Float>) -> Float {
        (output.isInTable ? table : arena.base)[output.offset]
    }
}

/// Where a call's random numbers come from.
public struct NoiseKey: Hashable, Sendable {
    /// The seed.
    public var seed: UInt64
    /// The optimizer's step in training, from 1; the number of the draw elsewhere, in the upper half of the numbers, so
    /// that evaluation never meets the noise of training.
    public var step: UInt32
    /// The epoch in training, from 1; 0 elsewhere.
    public var epoch: UInt32

    /// Noise of a step of training.
    public static func training(seed: UInt64, step: Int, epoch: Int) -> NoiseKey {
        NoiseKey(seed: seed, step: UInt32(truncatingIfNeeded: step) & 0x7FFF_FFFF, epoch: UInt32(truncatingIfNeeded: epoch))
    }

    /// Noise of a query: the same for the same example and draw, whatever it is computed with.
    public static func query(seed: UInt64, draw: Int = 0) -> NoiseKey {
        NoiseKey(seed: seed, step: UInt32(truncatingIfNeeded: draw) | 0x8000_0000, epoch: 0)
    }
}
