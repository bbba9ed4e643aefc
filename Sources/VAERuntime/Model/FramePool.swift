import Synchronization

/// Frames that wait to be used again, by entry point: after the first call of an entry point, later ones allocate nothing.
/// As many calls as like may run at the same time; each has a frame of its own.
final class FramePool: Sendable {
    private let waiting = Mutex<[String: [Frame]]>([:])

    /// A frame that nobody else has, until it is put back.
    ///
    /// - Throws: `ModelError.outOfMemory`.
    func take(_ entry: EntryPoint) throws(ModelError) -> Frame {
        let free: Frame? = waiting.withLock { $0[entry.name]?.popLast() }
        if let free { return free }
        return try Frame(entry)
    }

    /// Lets others have a frame.
    func put(_ frame: Frame) {
        waiting.withLock { $0[frame.entry.name, default: []].append(frame) }
    }

    /// Calls `body` with a frame that nobody else has.
    ///
    /// - Throws: `ModelError.outOfMemory`, and what `body` throws.
    func withFrame<Result>(of entry: EntryPoint, _ body: (Frame) throws -> Result) throws -> Result {
        let frame: Frame = try take(entry)
        defer { put(frame) }
        return try body(frame)
    }
}
