import Foundation
import Testing
import VAEGraph
import VAELanguage

@testable import VAECompiler

/// Sequences worked out by hand from the published update rules, on the gradients 0.5, −1, 0.25 from p = 1.
@Suite("Optimizers")
struct OptimizerTests {
    private let gradients = [0.5, -1, 0.25]

    private func expect(
        _ optimizer: Optimizer, _ settings: [String: Double] = [:], rate: Double = 0.1, is expected: [Double]
    ) throws {
        let path = try OptimizerProbe(optimizer: optimizer, settings: settings).path(rate: rate, gradients: gradients)
        for (found, value) in zip(path, expected) { #expect(abs(found - value) < 1e-12, "\(path) is not \(expected)") }
    }

    @Test("sgd: 1 − 0.05, + 0.1, − 0.025")
    func sgd() throws { try expect(.sgd, is: [0.95, 1.05, 1.025]) }

    @Test("sgd with momentum ½: directions 0.5, −0.75, −0.125")
    func momentum() throws { try expect(.sgd, ["momentum": 0.5], is: [0.95, 1.025, 1.0375]) }

    @Test("adagrad: sums of squares 0.25, 1.25, 1.3125")
    func adagrad() throws {
        let first: Double = 1 - 0.1 * 0.5 / (0.5 + 1e-10)
        let second: Double = first + 0.1 * 1 / (1.25.squareRoot() + 1e-10)
        let third: Double = second - 0.1 * 0.25 / (1.3125.squareRoot() + 1e-10)
        try expect(.adagrad, is: [first, second, third])
    }

    @Test("rmsprop with decay ½: mean squares 0.125, 0.5625, 0.3125")
    func rmsprop() throws {
        let first: Double = 1 - 0.1 * 0.5 / (0.125.squareRoot() + 1e-8)
        let second: Double = first + 0.1 * 1 / (0.75 + 1e-8)
        let third: Double = second - 0.1 * 0.25 / (0.3125.squareRoot() + 1e-8)
        try expect(.rmsprop, ["decay": 0.5], is: [first, second, third])
    }

    @Test("rmsprop with momentum adds half of the last direction")
    func rmspropMomentum() throws {
        let directions: [Double] = [
            0.5 / (0.125.squareRoot() + 1e-8), -1 / (0.75 + 1e-8), 0.25 / (0.3125.squareRoot() + 1e-8),
        ]
        let b1: Double = directions[0]
        let b2: Double = 0.5 * b1 + directions[1]
        let b3: Double = 0.5 * b2 + directions[2]
        let path: [Double] = [1 - 0.1 * b1, 1 - 0.1 * (b1 + b2), 1 - 0.1 * (b1 + b2 + b3)]
        try expect(.rmsprop, ["decay": 0.5, "momentum": 0.5], is: path)
    }

    @Test("adam by its algorithm 1, term by term")
    func adam() throws { try expect(.adam, rate: 0.01, is: adamPath(rate: 0.01, weightDecay: 0)) }

    @Test("adam with a large epsilon has it beside the corrected root")
    func adamEpsilon() throws {
        try expect(.adam, ["epsilon": 0.5], rate: 0.01, is: adamPath(rate: 0.01, weightDecay: 0, epsilon: 0.5))
    }

    @Test("adamw shrinks the parameter before adam's step")
    func adamw() throws {
        try expect(.adamw, ["weightDecay": 0.1], rate: 0.01, is: adamPath(rate: 0.01, weightDecay: 0.1))
    }

    private func adamPath(rate: Double, weightDecay: Double, epsilon: Double = 1e-8) -> [Double] {
        var (p, m, v): (Double, Double, Double) = (1, 0, 0)
        return gradients.enumerated().map { index, g in
            let t = Double(index + 1)
            m = 0.9 * m + 0.1 * g
            v = 0.999 * v + 0.001 * g * g
            let mean: Double = m / (1 - pow(0.9, t))
            let square: Double = v / (1 - pow(0.999, t))
            p -= rate * weightDecay * p
            p -= rate * mean / (square.squareRoot() + epsilon)
            return p
        }
    }
}

@Suite("Schedules")
struct ScheduleTests {
    @Test("constant")
    func constant() {
        #expect(Schedule.constant(0.3).value(epoch: 0) == 0.3)
        #expect(Schedule.constant(0.3).value(epoch: 1000) == 0.3)
    }

    @Test("ramp reaches its end after so many epochs and stays there")
    func ramp() {
        let ramp = Schedule.ramp(from: 1, to: 3, epochs: 4)
        #expect([0, 1, 2, 3, 4, 5].map { ramp.value(epoch: $0) } == [1, 1.5, 2, 2.5, 3, 3])
    }

    @Test("cosine starts and ends flat")
    func cosine() {
        let cosine = Schedule.cosine(from: 2, to: 0, epochs: 4)
        let expected: [Double] = [2, 1 + 0.5.squareRoot(), 1, 1 - 0.5.squareRoot(), 0, 0]
        for (epoch, value) in expected.enumerated() { #expect(abs(cosine.value(epoch: epoch) - value) < 1e-15) }
    }

    @Test("step multiplies every so many epochs")
    func step() {
        let step = Schedule.step(from: 8, factor: 0.5, every: 3)
        #expect([0, 2, 3, 5, 6, 9].map { step.value(epoch: $0) } == [8, 8, 4, 4, 2, 1])
    }
}
