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
    /// The two ways to ask.
    enum Way: CaseIterable {
        /// A `Query` for each of the two, made once.
        case query
        /// `encode` and `decode`, which give new arrays each time.
        case ordinary
    }

    /// Asks again and again for some seconds.
    static func measure(
        _ workload: Workload, engine: Engine, way: Way, rows: Int, threads: Int, seconds: Double
    ) throws -> LatencyMeasurement {
        let program: Program = try engine.program(workload.model)
        let model = try ModelInstance(program, seed: 1, threads: threads)
        guard let latent = program.description.latents.first else { throw BenchmarkError("the model has no latent") }
        let data: Dataset = try syntheticData(for: program.description, count: rows)
        let inputs: [String: Batch] = try data.training.batches.mapValues { batch in
            try Batch(.floats(batch.values), count: batch.count, shape: batch.shape)
        }
        let times: [Double] =
            switch way {
            case .query: try askQueries(model, latent: latent.name, inputs, rows: rows, seconds: seconds)
            case .ordinary: try ask(model, latent: latent.name, inputs, seconds: seconds)
            }
        return LatencyMeasurement(
            name: way == .query ? engine.rawValue : "\(engine.rawValue), ordinary call", workload: workload.name,
            rows: rows, microseconds: Quantiles(of: times.dropFirst(times.count / 10) + []).median)
    }

    private static func askQueries(
        _ model: ModelInstance, latent: String, _ inputs: [String: Batch], rows: Int, seconds: Double
    ) throws -> [Double] {
        let inputs: [(name: String, numbers: [Float])] = inputs.map { ($0.key, $0.value.values) }
        var encode: Query = try model.query("encode", rows: rows)
        var decode: Query = try model.query("decode", rows: rows)
        let mean = "\(latent).mean"
        return try times(seconds) {
            for input in inputs { try encode.set(input.name, to: input.numbers.span) }
            encode.run()
            try encode.withResult(mean) { try decode.set(latent, to: $0) }
            decode.run()
        }
    }

    private static func ask(
        _ model: ModelInstance, latent: String, _ inputs: [String: Batch], seconds: Double
    ) throws -> [Double] {
        try times(seconds) {
            let posterior: [String: Batch] = try model.encode(inputs)
            guard let mean = posterior["\(latent).mean"] else {
                throw BenchmarkError("there is no mean of '\(latent)'")
            }
            _ = try model.decode([latent: mean])
        }
    }

    /// Microseconds of each repetition.
    private static func times(_ seconds: Double, _ body: () throws -> Void) rethrows -> [Double] {
        var times: [Double] = []
        let start: UInt64 = nanoseconds()
        while milliseconds(since: start) < seconds * 1000 {
            let before: UInt64 = nanoseconds()
            try body()
            times.append(Double(nanoseconds() - before) / 1000)
        }
        return times
    }
}
