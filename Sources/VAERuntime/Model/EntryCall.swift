/// An entry point ready to be run again and again: a frame that is borrowed for as long as this value lives, the parameters,
/// and a team. Everything that runs a model for an answer runs it through this, and running allocates nothing.
struct EntryCall: ~Copyable, Sendable {
    private let frame: Frame
    private let frames: FramePool
    private let parameters: ParameterStore
    private let team: Team

    /// - Parameters:
    ///   - scalars: the numbers that the entry point wants.
    ///   - helpers: where the team comes from.
    /// - Throws: `ModelError` if a number is missing or there is no memory.
    init(
        _ entry: EntryPoint, of model: ModelInstance, scalars: [String: Float], helpers: Team.Helpers
    ) throws(ModelError) {
        let frame: Frame = try model.frames.take(entry)
        do {
            try frame.set(scalars)
        } catch {
            model.frames.put(frame)
            throw error
        }
        self.frame = frame
        frames = model.frames
        parameters = model.parameters
        team = Team(threads: model.threads, helpers: helpers)
    }

    deinit { frames.put(frame) }

    /// The entry point.
    var entry: EntryPoint { frame.entry }

    /// Calls `body` for one chunk of the rows after another, each bound and numbered, to be run once or several times.
    ///
    /// - Parameters:
    ///   - bindings: memory of each input that starts with row 0, in the entry point's order.
    ///   - rows: how many there are in all.
    func forEachChunk<Failure: Error>(
        of rows: Int, in bindings: [InputBinding], _ body: (Chunk) throws(Failure) -> Void
    ) throws(Failure) {
        let batch: Int = frame.entry.batch
        var start = 0
        while start < rows {
            let end: Int = min(rows, start + batch)
            frame.bind(bindings, rows: start..<end)
            try body(Chunk(rows: start..<end, total: rows))
            start = end
        }
    }

    /// Runs the entry point on a chunk that is bound.
    func run(_ chunk: Chunk, noise: NoiseKey) {
        parameters.withTable { frame.run(on: team, table: $0, rows: chunk.rows.count, noise: noise) }
    }

    /// The memory whose floats an output's places are counted in.
    func memory(of output: EntryPoint.Output) -> UnsafeMutablePointer<Float> {
        output.isInTable ? parameters.withTable { $0 } : frame.arena.base
    }
}

/// A stretch of a call's rows that fits one batch.
struct Chunk {
    /// The rows of this chunk.
    let rows: Range<Int>
    /// The rows of the whole call.
    let total: Int
}
