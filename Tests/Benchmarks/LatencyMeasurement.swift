import Foundation
import VAERuntime

/// How long small questions take: an example encoded to its posterior, and the posterior's mean decoded.
struct LatencyMeasurement: Codable, Sendable {
    /// Who answered: an engine, or a peer.
    var name: String
    /// The workload.
    var workload: String
    /// Examples of a question.
    var rows: Int
    /// Microseconds of encoding and decoding them, in the middle of many repetitions.
    var microseconds: Double
}

extension LatencyMeasurement {
    /// Asks again and again for some seconds.
    static func measure(
        _ workload: Workload, engine: Engine, rows: Int, threads: Int, seconds: Double
    ) throws -> LatencyMeasurement {
        let program: Program = try engine.program(workload.model)
        let model = try ModelInstance(program, seed: 1, threads: threads)
        let data: Dataset = try syntheticData(for: program.description, count: rows)
        let inputs: [String: Batch] = data.training.batches.mapValues { batch in
            (try? Batch(.floats(batch.values), count: batch.count, shape: batch.shape)) ?? batch
        }
        guard let latent = program.description.latents.first else { throw BenchmarkError("the model has no latent") }
        var times: [Double] = []
        let start: UInt64 = nanoseconds()
        while milliseconds(since: start) < seconds * 1000 {
            let before: UInt64 = nanoseconds()
            let posterior: [String: Batch] = try model.encode(inputs)
            guard let mean = posterior["\(latent.name).mean"] else {
                throw BenchmarkError("there is no mean of '\(latent.name)'")
            }
            _ = try model.decode([latent.name: mean])
            times.append(Double(nanoseconds() - before) / 1000)
        }
        return LatencyMeasurement(
            name: engine.rawValue, workload: workload.name, rows: rows,
            microseconds: Quantiles(of: times.dropFirst(times.count / 10) + []).median)
    }
}
