/// An output collected over the chunks of a call, a row for each example.
struct GatheredOutput {
    /// What is collected.
    let output: EntryPoint.Output
    private let shape: [Int]
    private let rows: Int
    private var values: [Float] = []

    /// - Throws: `ModelError.notPerExample` if it is one value for a batch and there are several; `ModelError.outOfMemory` if
    ///   the rows would take more than half of the machine's memory.
    init(_ output: EntryPoint.Output, rows: Int, entry: EntryPoint) throws(ModelError) {
        let isPerExample: Bool = output.exampleAxis != nil
        guard isPerExample || rows <= entry.batch else {
            throw ModelError.notPerExample(output.name, entry: entry.name)
        }
        self.output = output
        self.rows = isPerExample ? rows : 1
        shape = output.shape(rows: rows)
        let bytes: Double = shape.reduce(4 * Double(self.rows)) { $0 * Double($1) }
        guard bytes <= Double(DataFile.defaultLimit) else { throw ModelError.outOfMemory(bytes: Int(min(bytes, 1e18))) }
    }

    /// Appends the rows of a chunk that has been run.
    mutating func add(from call: borrowing EntryCall, _ chunk: Chunk) {
        let place: Strided = output.place(rows: chunk.rows.count)
        let part = [Float](unsafeUninitializedCapacity: place.count) { target, initialized in
            if let base = target.baseAddress { place.gather(from: call.memory(of: output), into: base) }
            initialized = place.count
        }
        if chunk.rows.count == chunk.total {
            values = part
        } else {
            if values.isEmpty { values.reserveCapacity(rows * shape.reduce(1, *)) }
            values.append(contentsOf: part)
        }
    }

    /// All rows. An output that is one value for the batch has one row.
    var batch: Batch { Batch(unchecked: .floats(values), count: rows, shape: shape) }
}
