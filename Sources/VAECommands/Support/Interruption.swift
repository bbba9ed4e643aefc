import Dispatch
import Foundation
import Synchronization
import VAERuntime

/// Turns the signals that ask a process to end (Ctrl-C, `kill`) into a request to stop after the step in work, so that
/// what was learned can be kept. A second signal ends the process at once.
///
/// Unchecked, since dispatch sources, which are safe to use from any thread, do not say so.
final class Interruption: @unchecked Sendable {
    /// The request.
    let stop = StopRequest()
    /// The signal that came; 0 for none.
    private let received = Atomic<Int32>(0)
    private let signals: [Int32]
    private let sources: [any DispatchSourceSignal]

    /// From now on signals are requests, but for the end of a terminal where `nohup` says not to hear it.
    init() {
        let queue = DispatchQueue(label: "signals")
        signals = [SIGINT, SIGTERM] + (Interruption.isIgnored(SIGHUP) ? [] : [SIGHUP])
        sources = signals.map { number in
            signal(number, SIG_IGN)
            return DispatchSource.makeSignalSource(signal: number, queue: queue)
        }
        for (number, source) in zip(signals, sources) {
            source.setEventHandler { [weak self] in self?.receive(number) }
            source.resume()
        }
    }

    private func receive(_ number: Int32) {
        if stop.isRequested { Interruption.end(by: number) }
        received.store(number, ordering: .relaxed)
        stop.request()
    }

    /// Signals end the process again, and if one came it does so now, so that the shell knows.
    func finish() {
        for source in sources { source.cancel() }
        let number: Int32 = received.load(ordering: .relaxed)
        if number != 0 { Interruption.end(by: number) }
        for number in signals { signal(number, SIG_DFL) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        guard let before = signal(number, SIG_IGN) else { return false }
        signal(number, before)
        // Functions cannot be compared; this one is a number that is none's address.
        return unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // Dispatch keeps signals that it watches from threads.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(number)
    }
}
