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
    private var scalars: [(offset: Int, value: Float)] = []
    private let batchOffset: Int?

    init(_ entry: EntryPoint) throws(ModelError) {
        self.entry = entry
        arena = try AlignedMemory(count: entry.arenaSize)
        examples = .allocate(capacity: max(1, entry.batch))
        examples.initialize(repeating: 0, count: max(1, entry.batch))
        bindings = .allocate(capacity: max(1, entry.inputs.count))
        let nothing = InputBinding(
            base: UnsafeRawPointer(arena.base), element: .float, rowStride: 0, isIndexed: false, scale: 1)
        bindings.initialize(repeating: nothing, count: max(1, entry.inputs.count))
        batchOffset = entry.scalars.first { $0.name == EntryNames.Scalar.batch }?.offset
    }

    deinit {
        examples.deallocate()
        bindings.deallocate()
    }

    /// Sets the numbers that the entry point wants in the runs that follow; those it does not want are ignored.
    ///
    /// - Throws: `ModelError.missingScalar` if one is missing.
    func set(_ values: [String: Float]) throws(ModelError) {
        scalars.removeAll(keepingCapacity: true)
        for scalar in entry.scalars where scalar.name != EntryNames.Scalar.batch {
            guard let value = values[scalar.name] else {
                throw ModelError.missingScalar(scalar.name, entry: entry.name)
            }
            scalars.append((scalar.offset, value))
        }
    }

    /// Runs the entry point on the rows whose numbers stand in `examples`.
    func run(on team: borrowing Team, table: UnsafeMutablePointer<Float>, rows: Int, noise: NoiseKey) {
        let context = prepared(table: table, rows: rows, noise: noise)
        withUnsafePointer(to: context) { team.run(entry.schedule, context: $0) }
    }

    /// Writes the numbers into the arena and gives the context of a run.
    func prepared(table: UnsafeMutablePointer<Float>, rows: Int, noise: NoiseKey) -> KernelContext {
        precondition(rows > 0 && rows <= entry.batch, "a call has from 1 to the largest batch of rows")
        for scalar in scalars { arena.base[scalar.offset] = scalar.value }
        if let batchOffset { arena.base[batchOffset] = Float(rows) }
        return KernelContext(
            arena: arena.base, table: table, rows: rows, seed: noise.seed, step: noise.step, epoch: noise.epoch,
            examples: examples, inputs: bindings)
    }

    /// An output that is one number.
    func scalar(_ output: EntryPoint.Output, table: UnsafeMutablePointer<Float>) -> Float {
        (output.isInTable ? table : arena.base)[output.offset]
    }
}
