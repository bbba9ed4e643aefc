/// An output collected over the chunks of a call, a row for each example.
struct GatheredOutput {
    /// What is collected.
    let output: EntryPoint.Output
    private let shape: [Int]
    private let rows: Int
    private let batchAxis: Int?
    private var values: [Float] = []

    /// - Throws: `ModelError.notPerExample` if it is one value for a batch and there are several.
    init(_ output: EntryPoint.Output, rows: Int, entry: EntryPoint) throws(ModelError) {
        self.output = output
        self.rows = rows
        let batchAxes: [Int] = output.axes.indices.filter { output.axes[$0].isBatch }
        let isPerExample: Bool = batchAxes.count == 1 && output.axes[batchAxes[0]] == Count(1, isBatch: true)
        guard isPerExample || rows <= entry.batch else {
            throw ModelError.notPerExample(output.name, entry: entry.name)
        }
        batchAxis = isPerExample ? batchAxes[0] : nil
        shape = output.axes.indices.filter { isPerExample ? $0 != batchAxes[0] : true }
            .map { output.axes[$0].value(rows: rows) }
    }

    /// Appends the rows of a chunk that has been run.
    mutating func add(from chunk: Chunk) {
        let count: Int = chunk.rows.count
        var extents: [Int] = output.axes.map { $0.value(rows: count) }
        var strides: [Int] = output.strides.map { $0.value(rows: count) }
        if let batchAxis {
            extents.insert(extents.remove(at: batchAxis), at: 0)
            strides.insert(strides.remove(at: batchAxis), at: 0)
        }
        let place = Strided(shape: extents, strides: strides, offset: output.offset)
        let source: UnsafeMutablePointer<Float> = output.isInTable ? chunk.table : chunk.frame.arena.base
        if values.isEmpty { values.reserveCapacity(rows * shape.reduce(1, *)) }
        let part = [Float](unsafeUninitializedCapacity: place.count) { target, initialized in
            if let base = target.baseAddress { place.gather(from: source, into: base) }
            initialized = place.count
        }
        if values.isEmpty && count == chunk.total { values = part } else { values.append(contentsOf: part) }
    }

    /// All rows. An output that is one value for the batch has one row.
    var batch: Batch {
        Batch(unchecked: .floats(values), count: batchAxis == nil ? 1 : rows, shape: shape)
    }
}
