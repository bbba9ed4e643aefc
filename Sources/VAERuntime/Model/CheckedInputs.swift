/// A stretch of a call's rows that fits one batch: bound and numbered, ready to be run once or several times.
struct Chunk {
    /// Arena, examples and bindings.
    let frame: Frame
    /// The parameters.
    let table: UnsafeMutablePointer<Float>
    /// The rows of this chunk.
    let rows: Range<Int>
    /// The rows of the whole call.
    let total: Int

    /// Runs the entry point on the chunk.
    func run(on team: borrowing Team, noise: NoiseKey) {
        frame.run(on: team, table: table, rows: rows.count, noise: noise)
    }
}

extension ModelInstance {
    /// Calls `body` for one chunk of the rows after another.
    ///
    /// - Throws: `ModelError` if an input or a number is missing or does not fit, and what `body` throws.
    func forEachChunk(
        of entry: EntryPoint, inputs: [String: Batch], rows: Int?, scalars: [String: Float],
        _ body: (Chunk, borrowing Team) throws -> Void
    ) throws {
        let (batches, total) = try checked(inputs, rows: rows, for: entry)
        try frames.withFrame(of: entry) { frame in
            try frame.set(scalars)
            try withBindings(of: batches[...], isIndexed: false) { bindings in
                try Team.withTeam(threads: threads) { team in
                    try parameters.withTable { table in
                        for start in stride(from: 0, to: total, by: entry.batch) {
                            let range: Range<Int> = start..<min(total, start + entry.batch)
                            frame.bind(bindings, rows: range)
                            try body(Chunk(frame: frame, table: table, rows: range, total: total), team)
                        }
                    }
                }
            }
        }
    }

    /// The inputs in the entry point's order and the number of rows.
    func checked(
        _ inputs: [String: Batch], rows: Int?, for entry: EntryPoint
    ) throws(ModelError) -> (batches: [Batch], rows: Int) {
        let names: [String] = entry.inputs.map(\.name)
        for name in inputs.keys.sorted() where !names.contains(name) {
            throw ModelError.unknownInput(name, expected: names)
        }
        var batches: [Batch] = []
        var total: Int? = rows
        for input in entry.inputs {
            guard let batch = inputs[input.name] else { throw ModelError.missingInput(input.name, expected: names) }
            guard batch.columns == input.columns else {
                throw ModelError.wrongColumns(input.name, expected: input.columns, found: batch.columns)
            }
            if let total, batch.count != total {
                throw ModelError.wrongRows(input.name, expected: total, found: batch.count)
            }
            total = batch.count
            batches.append(batch)
        }
        guard let total, total > 0 else { throw ModelError.noRows(entry: entry.name) }
        guard total <= Int(UInt32.max) else { throw ModelError.tooManyRows(total) }
        return (batches, total)
    }
}

/// Calls `body` with a binding for each batch; valid only during the call.
func withBindings<Result>(
    of batches: ArraySlice<Batch>, isIndexed: Bool, bound: [InputBinding] = [],
    _ body: ([InputBinding]) throws -> Result
) rethrows -> Result {
    guard let first = batches.first else { return try body(bound) }
    return try first.withBinding(isIndexed: isIndexed) { binding in
        try withBindings(of: batches.dropFirst(), isIndexed: isIndexed, bound: bound + [binding], body)
    }
}

extension Frame {
    /// Binds rows of memory that starts with row 0, and numbers them.
    func bind(_ all: [InputBinding], rows: Range<Int>) {
        for (index, whole) in all.enumerated() {
            var binding: InputBinding = whole
            let size: Int = whole.element == .float ? MemoryLayout<Float>.size : 1
            binding.base += rows.lowerBound * whole.rowStride * size
            bindings[index] = binding
        }
        for row in rows { examples[row - rows.lowerBound] = UInt32(truncatingIfNeeded: row) }
    }
}
