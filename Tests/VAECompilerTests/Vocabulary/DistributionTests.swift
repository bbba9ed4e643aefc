import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// Continuous families with parameters in every form, and the interval outside of which they have no mass to speak of.
struct ContinuousCase: CustomTestStringConvertible, Sendable {
    let distribution: Distribution
    let parameters: [String: Double]
    let from: Double
    let to: Double
    var testDescription: String { "\(distribution.signature.name) \(parameters)" }

    init(_ distribution: Distribution, _ parameters: [String: Double], _ from: Double, _ to: Double) {
        self.distribution = distribution
        self.parameters = parameters
        self.from = from
        self.to = to
    }

    var probe: DistributionProbe { DistributionProbe(distribution, parameters) }

    static let all: [ContinuousCase] = [
        ContinuousCase(.normal, ["mean": 0.7, "scale": 0.4], -6, 6),
        ContinuousCase(.normal, ["mean": -1, "logScale": 0.3], -18, 16),
        ContinuousCase(.normal, ["mean": 0, "variance": 2], -20, 20),
        ContinuousCase(.normal, ["mean": 2, "logVariance": -1.5], -6, 10),
        // The kink lies on a point of the grid, as Simpson's rule wants it.
        ContinuousCase(.laplace, ["mean": 0.5, "scale": 0.6], -19.5, 20.5),
        ContinuousCase(.laplace, ["mean": -1, "logScale": 0.2], -41, 39),
        ContinuousCase(.continuousBernoulli, ["logits": -3], 0, 1),
        ContinuousCase(.continuousBernoulli, ["logits": 12], 0, 1),
        ContinuousCase(.continuousBernoulli, ["logits": 0], 0, 1),
        ContinuousCase(.continuousBernoulli, ["logits": 1e-7], 0, 1),
        ContinuousCase(.continuousBernoulli, ["logits": 0.74], 0, 1),
        ContinuousCase(.continuousBernoulli, ["logits": -0.76], 0, 1),
        ContinuousCase(.continuousBernoulli, ["probs": 0.5], 0, 1),
        ContinuousCase(.continuousBernoulli, ["probs": 0.2], 0, 1),
    ]
}

@Suite("Distributions")
struct DistributionTests {
    @Test("A density integrates to one", arguments: ContinuousCase.all)
    func densityIntegratesToOne(_ item: ContinuousCase) throws {
        let mass = try integral(from: item.from, to: item.to) { try item.probe.logDensity($0).map(exp) }
        #expect(abs(mass - 1) < 1e-8)
    }

    @Test("Mean and entropy are the integrals they stand for", arguments: ContinuousCase.all)
    func moments(_ item: ContinuousCase) throws {
        let mean = try integral(from: item.from, to: item.to) { x in
            zip(x, try item.probe.logDensity(x)).map { $0 * exp($1) }
        }
        #expect(try abs(item.probe.mean() - mean) < 1e-8)
        let entropy = try integral(from: item.from, to: item.to) { x in
            try item.probe.logDensity(x).map { -$0 * exp($0) }
        }
        #expect(try abs(item.probe.entropy() - entropy) < 1e-8)
    }

    @Test("A closed-form divergence is the integral it stands for", arguments: ContinuousCase.all)
    func divergences(_ q: ContinuousCase) throws {
        for p in ContinuousCase.all where p.distribution.signature.name == q.distribution.signature.name {
            let expected = try integral(from: q.from, to: q.to, steps: 40_000) { x in
                let (a, b) = try (q.probe.logDensity(x), p.probe.logDensity(x))
                return zip(a, b).map { exp($0) * ($0 - $1) }
            }
            let found: Double = try #require(try q.probe.divergence(to: p.probe))
            #expect(abs(found - expected) < 1e-6 * (1 + abs(expected)), "to \(p.testDescription)")
            #expect(found > -1e-12)
        }
    }

    @Test("Inverse distribution functions: samples at u have the fraction u of the mass below them")
    func quantiles() throws {
        let uniforms: [Double] = [1e-6, 0.03, 0.25, 0.5, 0.6, 0.97, 1 - 1e-6]
        for item in ContinuousCase.all where item.distribution.sampler.noise == .uniform {
            let values: [Double] = try item.probe.sample(noise: uniforms)
            for (u, x) in zip(uniforms, values) {
                // The kink of a Laplace density is a border of the integral.
                let kink: Double = item.parameters["mean"] ?? item.from
                var mass = 0.0
                for (from, to) in [(item.from, Swift.min(x, kink)), (kink, x)] where from < to {
                    mass += try integral(from: from, to: to) { try item.probe.logDensity($0).map(exp) }
                }
                #expect(abs(mass - u) < 1e-6, "\(item.testDescription) at \(u)")
            }
        }
    }

    @Test("Normal samples are mean + scale · ε in every form")
    func normalSamples() throws {
        let forms: [[String: Double]] = [
            ["mean": 1, "scale": 2], ["mean": 1, "variance": 4], ["mean": 1, "logScale": log(2)],
            ["mean": 1, "logVariance": log(4)],
        ]
        for parameters in forms {
            let values = try DistributionProbe(.normal, parameters).sample(noise: [-1, 0, 0.5])
            for (value, expected) in zip(values, [-1.0, 1, 2]) { #expect(abs(value - expected) < 1e-14) }
        }
    }

    @Test(
        "Bernoulli: both outcomes sum to one, entropy and divergence are their sums", arguments: [-800, -2, 0, 0.3, 40])
    func bernoulli(logits: Double) throws {
        let probe = DistributionProbe(.bernoulli, ["logits": logits])
        let logs: [Double] = try probe.logDensity([0, 1])
        #expect(abs(exp(logs[0]) + exp(logs[1]) - 1) < 1e-14)
        #expect(try abs(probe.mean() - exp(logs[1])) < 1e-14)
        let entropy: Double = logs.reduce(0) { $0 - (exp($1) == 0 ? 0 : exp($1) * $1) }
        #expect(try abs(probe.entropy() - entropy) < 1e-12)
        let other = DistributionProbe(.bernoulli, ["probs": 0.3])
        let others: [Double] = try other.logDensity([0, 1])
        let divergence: Double = zip(logs, others).reduce(0) { $0 + (exp($1.0) == 0 ? 0 : exp($1.0) * ($1.0 - $1.1)) }
        let found: Double = try #require(try probe.divergence(to: other))
        #expect(abs(found - divergence) < 1e-12)
        #expect(try probe.sample(noise: [1e-9, 1 - 1e-9]) == [logits > -20 ? 1 : 0, logits > 20 ? 1 : 0])
    }

    @Test("Probabilities of exactly 0 and 1 have finite log-densities")
    func certainProbabilities() throws {
        for probability in [0.0, 1] {
            let logs = try DistributionProbe(.bernoulli, ["probs": probability]).logDensity([0, 1])
            #expect(logs[0].isFinite && logs[1].isFinite)
            #expect(abs(logs[Int(probability)]) < 1e-6)
            #expect(logs[1 - Int(probability)] < -15)
        }
    }

    @Test("Log-variances are clamped, with gradient zero outside, and NaN stays NaN")
    func clamping() throws {
        func logVariance(_ value: Double) throws -> Double {
            try DistributionProbe(.normal, ["mean": 0, "logVariance": value]).entropy() * 2 - 1 - log(2 * Double.pi)
        }
        #expect(try abs(logVariance(-100) + 30) < 1e-12)
        #expect(try abs(logVariance(100) - 20) < 1e-12)
        #expect(try abs(logVariance(3) - 3) < 1e-12)
        #expect(try logVariance(.nan).isNaN)
        let outside = try DistributionProbe(.normal, ["mean": 0, "logVariance": 25]).slopes(1)
        #expect(outside["logVariance"] == 0)
        let inside = try DistributionProbe(.normal, ["mean": 0, "logVariance": 0]).slopes(2)
        let slope: Double = try #require(inside["logVariance"])
        #expect(abs(slope - 1.5) < 1e-12)
        let wide = try DistributionProbe(.laplace, ["mean": 0, "logScale": 11]).slopes(1)
        #expect(wide["logScale"] == 0)
    }

    @Test("Gradients of log-densities against central differences", arguments: ContinuousCase.all)
    func slopes(_ item: ContinuousCase) throws {
        let x: Double = item.distribution.signature.range == .unit ? 0.3 : 0.9
        let slopes: [String: Double] = try item.probe.slopes(x)
        for (label, value) in item.parameters {
            func at(_ step: Double) throws -> Double {
                var parameters: [String: Double] = item.parameters
                parameters[label] = value + step
                return try DistributionProbe(item.distribution, parameters).logDensity([x])[0]
            }
            let step = 1e-5
            let expected: Double = (try at(step) - at(-step)) / (2 * step)
            let found: Double = try #require(slopes[label])
            #expect(abs(found - expected) < 1e-7 * (1 + abs(expected)), "\(label)")
        }
    }

    @Test("The gradient of a bernoulli log-density is x − sigmoid(logits), whatever the logits, also behind a sigmoid")
    func bernoulliGradient() throws {
        for logits in [-1000.0, -1, 0, 3, 1000] {
            let slope = try #require(
                try DistributionProbe(.bernoulli, ["logits": logits]).slopes(0.25)["logits"])
            #expect(abs(slope - (0.25 - 1 / (1 + exp(-logits)))) < 1e-12)
        }
        let builder = GraphBuilder(name: "probs")
        let logits: Tensor = builder.input("l", shape: [.batch])
        let instance = DistributionInstance(
            distribution: .bernoulli, arguments: ["probs": Field(sigmoid(logits), leading: 1)], shape: [],
            builder: builder)
        let parameters = instance.parameters(leading: 1, LeadingAxes(samples: 1))
        #expect(parameters["logits"].value == logits.value)
    }
}
