import Synchronization

/// Frames that wait to be used again, by entry point: after the first call of an entry point, later ones allocate nothing.
/// As many calls as like may run at the same time; each has a frame of its own.
final class FramePool: Sendable {
    private let waiting = Mutex<[String: [Frame]]>([:])

    /// Calls `body` with a frame that nobody else has.
    ///
    /// - Throws: `ModelError.outOfMemory`, and what `body` throws.
    func withFrame<Result>(of entry: EntryPoint, _ body: (Frame) throws -> Result) throws -> Result {
        let free: Frame? = waiting.withLock { $0[entry.name]?.popLast() }
        let frame: Frame = try free ?? Frame(entry)
        defer { waiting.withLock { $0[entry.name, default: []].append(frame) } }
        return try body(frame)
    }
}
