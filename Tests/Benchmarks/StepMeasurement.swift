import Foundation
import VAECommandLine
import VAERuntime

/// The speed of a model's training: what one process measures and says in a line of JSON.
struct StepMeasurement: Codable, Sendable {
    /// Who ran it: an engine, or a peer.
    var name: String
    /// The workload.
    var workload: String
    /// Milliseconds of a step that one in ten was faster than.
    var low: Double
    /// Milliseconds of the middle step.
    var median: Double
    /// Milliseconds of a step that one in ten was slower than.
    var high: Double
    /// Milliseconds from the start of the process to the end of the first step, loading of data apart.
    var first: Double?
    /// The largest resident set in megabytes.
    var peak: Double
}

extension StepMeasurement {
    /// Trains for some seconds and measures every step after the first second.
    ///
    /// - Parameters:
    ///   - start: when the process started, on the clock of `nanoseconds()`.
    static func measure(
        _ workload: Workload, engine: Engine, threads: Int, seconds: Double, start: UInt64?
    ) throws -> StepMeasurement {
        let program: Program = try engine.program(workload.model)
        let steps: [Double]
        let first: Double
        let before: UInt64 = nanoseconds()
        let data: Dataset = try syntheticData(for: program.description, count: workload.examples)
        (steps, first) = try stepTimes(program, data: data, batch: workload.batch, threads: threads, seconds: seconds)
        let quantiles = Quantiles(of: steps)
        let toFirst: Double? = start.map { Double(before &- $0) / 1e6 + first }
        return StepMeasurement(
            name: engine.rawValue, workload: workload.name, low: quantiles.low, median: quantiles.median,
            high: quantiles.high, first: toFirst, peak: peakMegabytes())
    }

    /// Milliseconds of each step, and of everything from here to the end of the first.
    static func stepTimes(
        _ program: Program, data: Dataset, batch: Int, threads: Int, seconds: Double
    ) throws -> (steps: [Double], first: Double) {
        let start: UInt64 = nanoseconds()
        let options = TrainingOptions(program.description.training, epochs: 1_000_000, batch: batch, seed: 1)
        let model = try ModelInstance(program, seed: 1, threads: threads)
        var trainer = try Trainer(model, data: data, options: options)
        let warm: Double = min(1, seconds / 3) * 1000
        let stop = StopRequest()
        var times: [Double] = []
        var first: Double = 0
        var last: UInt64 = nanoseconds()
        var isDone = false
        while !isDone {
            // The time between epochs (the new order, a copy of the parameters) belongs to the first step of each.
            let onStep = {
                let now: UInt64 = nanoseconds()
                let sinceStart: Double = Double(now - start) / 1e6
                if first == 0 { first = sinceStart }
                if sinceStart > warm { times.append(Double(now - last) / 1e6) }
                if sinceStart > warm + seconds * 1000 {
                    isDone = true
                    stop.request()
                }
                last = now
            }
            _ = try trainer.trainEpoch(stop: stop, afterStep: onStep)
        }
        return (times, first)
    }
}
