extension ModelInstance {
    /// Calls `body` for one chunk of the rows after another.
    ///
    /// - Throws: `ModelError` if an input or a number is missing or does not fit, and what `body` throws.
    func forEachChunk(
        of entry: EntryPoint, inputs: [String: Batch], rows: Int?, scalars: [String: Float],
        _ body: (borrowing EntryCall, Chunk) throws -> Void
    ) throws {
        let (batches, total) = try checked(inputs, rows: rows, for: entry)
        let call = try EntryCall(entry, of: self, scalars: scalars, helpers: .borrowed)
        try withBindings(of: batches[...], isIndexed: false) { bindings in
            try call.forEachChunk(of: total, in: bindings) { chunk in try body(call, chunk) }
        }
    }

    /// The inputs in the entry point's order and the number of rows. A variable of the model that the entry point does not
    /// read, as an encoder may not read a condition, says how many rows there are and no more.
    func checked(
        _ inputs: [String: Batch], rows: Int?, for entry: EntryPoint
    ) throws(ModelError) -> (batches: [Batch], rows: Int) {
        let names: [String] = entry.inputs.map(\.name)
        var batches: [Batch] = []
        var total: Int? = rows
        for (name, batch) in inputs.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            guard let variable = description.variable(name) else {
                throw ModelError.unknownInput(name, expected: names)
            }
            guard batch.columns == variable.count else {
                throw ModelError.wrongColumns(name, expected: variable.count, found: batch.columns)
            }
            if let total, batch.count != total {
                throw ModelError.wrongRows(name, expected: total, found: batch.count)
            }
            total = batch.count
        }
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
        precondition(all.count == entry.inputs.count, "one binding for each input")
        for (index, whole) in all.enumerated() {
            var binding: InputBinding = whole
            let size: Int = whole.element == .float ? MemoryLayout<Float>.size : 1
            binding.base += rows.lowerBound * whole.rowStride * size
            bindings[index] = binding
        }
        for row in rows { examples[row - rows.lowerBound] = UInt32(truncatingIfNeeded: row) }
    }
}
