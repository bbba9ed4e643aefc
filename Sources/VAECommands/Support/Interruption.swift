import Dispatch
import Foundation
import Synchronization
import VAERuntime

/// Turns the signals that ask a process to end (Ctrl-C, `kill`) into a request to stop after the step in work, so that
/// what was learned can be kept. A second signal ends the process at once.
final class Interruption: Sendable {
    /// The request.
    let stop = StopRequest()
    /// The signal that came; 0 for none.
    private let received = Atomic<Int32>(0)
    private let sources = Mutex<[any DispatchSourceSignal]>([])

    /// From now on signals are requests.
    init() {
        let queue = DispatchQueue(label: "signals")
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source: any DispatchSourceSignal = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { [weak self] in self?.receive(number) }
            source.resume()
            sources.withLock { $0.append(source) }
        }
    }

    private func receive(_ number: Int32) {
        if stop.isRequested { Interruption.end(by: number) }
        received.store(number, ordering: .relaxed)
        stop.request()
    }

    /// Signals end the process again, and if one came it does so now, so that the shell knows.
    func finish() {
        sources.withLock { all in
            for source in all { source.cancel() }
            all = []
        }
        let number: Int32 = received.load(ordering: .relaxed)
        if number != 0 { Interruption.end(by: number) }
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
    }

    private static func end(by number: Int32) {
        signal(number, SIG_DFL)
        raise(number)
    }
}
