import Synchronization
import VAECommandLine
import VAERuntime

/// Says how training goes: one line that is overwritten on a terminal, a plain line now and then elsewhere.
final class ProgressLine: Sendable {
    private struct State {
        var shown: Int = 0
        var nextPlain: ContinuousClock.Instant = .now + .milliseconds(800)
    }

    private let console: Console
    private let state = Mutex(State())

    init(_ console: Console) { self.console = console }

    /// Shows progress.
    func show(_ progress: TrainingProgress) {
        let metrics: EpochMetrics = progress.metrics
        let percent: Int = progress.steps > 0 ? 100 * progress.step / progress.steps : 0
        var line: String = "epoch \(progress.epoch)/\(progress.epochs) \(percent)%  "
        line += ProgressLine.parts(metrics.bound, metrics.reconstruction, metrics.divergence)
        line += "  \(Numbers.short(progress.examplesPerSecond)) examples/s"
        line += "  \(Numbers.duration(progress.secondsLeft)) left"
        show(line)
    }

    /// Shows a line that says how far something has come.
    func show(_ line: String) {
        if console.isTerminal {
            overwrite(line)
        } else {
            let isDue: Bool = state.withLock { state in
                let now: ContinuousClock.Instant = .now
                guard now >= state.nextPlain else { return false }
                state.nextPlain = now + .seconds(10)
                return true
            }
            if isDue { console.say(line) }
        }
    }

    /// Says how an epoch ended; the line stays.
    func finish(_ metrics: EpochMetrics, of epochs: Int) {
        var line: String = "epoch \(metrics.epoch)/\(epochs)  "
        line += ProgressLine.parts(metrics.bound, metrics.reconstruction, metrics.divergence)
        if let test = metrics.test {
            line += "  test bound \(Numbers.fixed(test.bound))"
        }
        clear()
        console.say(line)
        state.withLock { $0.nextPlain = .now + .seconds(10) }
    }

    /// Takes an unfinished line away.
    func clear() {
        let shown: Int = state.withLock { state in
            defer { state.shown = 0 }
            return state.shown
        }
        if shown > 0 { console.error("\r" + String(repeating: " ", count: shown) + "\r") }
    }

    /// Bound and parts as people read them.
    static func parts(_ bound: Double, _ reconstruction: Double, _ divergence: Double) -> String {
        "bound \(Numbers.fixed(bound)) = \(Numbers.fixed(reconstruction)) - \(Numbers.fixed(divergence)) nats"
    }

    private func overwrite(_ text: String) {
        let line = String(text.prefix(max(20, console.columns - 1)))
        let before: Int = state.withLock { state in
            defer { state.shown = line.count }
            return state.shown
        }
        console.error("\r" + line + String(repeating: " ", count: max(0, before - line.count)))
    }
}
