/// An input of a query: memory of its own for all rows.
struct QueryInput {
    /// The variable.
    let name: String
    /// Numbers in a row.
    let columns: Int
    /// All rows, one after the other; zeros at first.
    let numbers: UnsafeMutableBufferPointer<Float>
    private let memory: AlignedMemory

    /// - Throws: `ModelError.outOfMemory`.
    init(_ input: EntryPoint.Input, rows: Int) throws(ModelError) {
        name = input.name
        columns = input.columns
        let (count, overflow) = rows.multipliedReportingOverflow(by: input.columns)
        memory = try AlignedMemory(count: overflow ? Int.max : count)
        numbers = UnsafeMutableBufferPointer(start: memory.base, count: count)
    }

    /// What kernels read it by.
    var binding: InputBinding {
        InputBinding(
            base: UnsafeRawPointer(memory.base), element: .float, rowStride: columns, isIndexed: false, scale: 1)
    }
}

/// A result of a query: the arena's own memory where all rows stand there one after the other, else memory that they are
/// gathered in after each run.
struct QueryResult {
    /// The output.
    let name: String
    /// All rows, one after the other.
    let numbers: UnsafeMutableBufferPointer<Float>
    private let columns: Int
    private let source: UnsafeMutablePointer<Float>
    /// Where the rows of a whole batch stand, and those of the last, which may have fewer.
    private let places: (whole: Strided, last: Strided)
    /// Nil where nothing is gathered.
    private let memory: AlignedMemory?

    /// - Throws: `ModelError.notPerExample` if it is one value for a batch and there are several;
    ///   `ModelError.outOfMemory`.
    init(_ output: EntryPoint.Output, of call: borrowing EntryCall, rows: Int) throws(ModelError) {
        let batch: Int = min(rows, call.entry.batch)
        let isPerExample: Bool = output.exampleAxis != nil
        guard isPerExample || rows == batch else {
            throw ModelError.notPerExample(output.name, entry: call.entry.name)
        }
        name = output.name
        columns = output.shape(rows: rows).reduce(1, *)
        source = call.memory(of: output)
        places = (output.place(rows: batch), output.place(rows: (rows - 1) % batch + 1))
        let (count, overflow) = columns.multipliedReportingOverflow(by: isPerExample ? rows : 1)
        if rows == batch, places.whole.isDense {
            memory = nil
            numbers = UnsafeMutableBufferPointer(start: source + output.offset, count: count)
            // The frame may have answered somebody else.
            if !output.isInTable { numbers.update(repeating: 0) }
        } else {
            let memory = try AlignedMemory(count: overflow ? Int.max : count)
            self.memory = memory
            numbers = UnsafeMutableBufferPointer(start: memory.base, count: count)
        }
    }

    /// Takes the rows of a chunk that has been run.
    func gather(_ chunk: Chunk) {
        guard let memory else { return }
        let place: Strided = chunk.rows.upperBound == chunk.total ? places.last : places.whole
        place.gather(from: source, into: memory.base + chunk.rows.lowerBound * columns)
    }
}

extension EntryCall {
    /// Memory for results.
    ///
    /// - Throws: `ModelError.notPerExample`, `ModelError.outOfMemory`.
    func results(_ outputs: [EntryPoint.Output], rows: Int) throws(ModelError) -> [QueryResult] {
        var results: [QueryResult] = []
        for output in outputs { results.append(try QueryResult(output, of: self, rows: rows)) }
        return results
    }
}
