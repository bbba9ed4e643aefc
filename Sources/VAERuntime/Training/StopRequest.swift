import Synchronization

/// A request to stop, made from another thread or a signal and honoured after the step in work.
public final class StopRequest: Sendable {
    private let flag = Atomic<Bool>(false)

    /// No request yet.
    public init() {}

    /// Requests to stop.
    public func request() { flag.store(true, ordering: .relaxed) }

    /// Whether to stop.
    public var isRequested: Bool { flag.load(ordering: .relaxed) }
}
