import VAEInterpreter
import VAELanguage
import VAERuntime

/// Step times of one architecture over sizes of its hidden layers and of the minibatch, beside what the machine allows.
struct ScalingCurves: Sendable {
    /// A point of a curve.
    struct Point: Sendable {
        /// Units of the hidden layers.
        var hidden: Int
        /// Rows of the minibatch.
        var batch: Int
        /// Milliseconds of a step.
        var milliseconds: Double
        /// Milliseconds that the multiplications take at the peak.
        var computing: Double
        /// Milliseconds that parameters, moments and data take at the bandwidth of a pass over as many bytes.
        var moving: Double

        /// How many times the larger of the two the step took.
        var ratio: Double { milliseconds / max(computing, moving) }
    }

    /// The architecture of W1 as a text whose hidden size and batch can be set.
    private static func text(batch: Int) -> String {
        """
        model Curve
        let hidden = 500
        data   x: unit[784]
        latent z: real[20] ~ normal(mean: 0, scale: 1)
        encoder {
            let h = x |> dense(hidden) |> tanh
            z ~ normal(mean: h |> dense(20), logVariance: h |> dense(20))
        }
        decoder { x ~ bernoulli(logits: z |> dense(hidden) |> tanh |> dense(x.shape)) }
        objective elbo(samples: 1)
        training {
            optimizer adam(rate: 0.001)
            batch \(batch)
        }
        """
    }

    /// Measures one point, interpreted: the compiler compiles no model while it runs.
    static func point(hidden: Int, batch: Int, threads: Int, seconds: Double) throws -> Point {
        let source = SourceText(path: "curve", bytes: Array(text(batch: batch).utf8))
        let program: Program = try interpret(
            try Engine.planned(source, settings: ["hidden": Double(hidden)]))
        let data: Dataset = try syntheticData(for: program.description, count: max(batch * 10, 2000))
        let (times, _) = try StepMeasurement.stepTimes(
            program, data: data, batch: batch, threads: threads, seconds: seconds)
        let flops: Double = Workload.flops(
            layers: Workload.dense((784, hidden), (hidden, 40), (20, hidden), (hidden, 784)), batch: batch)
        let state: Int = 4 * program.table.size
        let bytes: Int = state + batch * 784
        let bandwidth: Double = MachineLimits.passGigabytes(bytes: bytes, threads: threads)
        // A pass reads and writes, as the update does.
        let moving: Double = Double(2 * state + batch * 784) / bandwidth / 1e6
        return Point(
            hidden: hidden, batch: batch, milliseconds: Quantiles(of: times).median,
            computing: flops / MachineLimits.peakGigaflops(threads: threads) / 1e6, moving: moving)
    }

    /// The points of both curves.
    static let sizes: [(hidden: Int, batch: Int)] =
        [64, 128, 256, 500, 1000, 2000, 4096].map { ($0, 100) } + [1, 10, 32, 100, 320, 1000].map { (500, $0) }
}
