import Foundation
import Testing

@testable import VAERuntime

/// Bandits on arms that are known: what they choose, how rewards are scaled, and that they follow from their pulls.
struct BanditTests {
    private static let policies: [SelectionPolicy] = [
        .ucb1(exploration: 1), .epsilonGreedy(epsilon: 0.1), .thompson, .exp3(gamma: 0.1), .uniform,
    ]

    /// Pulls a bandit whose arms give normal numbers around their means.
    private static func play(_ bandit: inout Bandit, means: [Double], deviation: Double, pulls: Int) {
        for _ in 0..<pulls {
            let arm: Int = bandit.choose()
            var generator = SplitMix64(99, UInt64(bandit.pulls.count))
            bandit.learn(arm: arm, reconstruction: Float(means[arm] + deviation * generator.normal()))
        }
    }

    @Test(arguments: policies)
    func `most policies find the best of five arms`(_ policy: SelectionPolicy) {
        for seed in 1...3 {
            var bandit = Bandit(policy, arms: 5, seed: UInt64(seed))
            // A difference of one deviation, as that of decoders over minibatches of a hundred pictures.
            Self.play(&bandit, means: [-240, -238, -230, -237, -240], deviation: 8, pulls: 9000)
            let last: ArraySlice<Pull> = bandit.pulls.suffix(3000)
            let share: Double = Double(last.count { $0.arm == 2 }) / Double(last.count)
            switch policy {
            case .uniform: #expect(abs(share - 0.2) < 0.03)
            case .exp3: #expect(share > 0.4)
            default: #expect(share > 0.6)
            }
            #expect(bandit.best == 2)
            #expect(bandit.pulls.allSatisfy { (0...1).contains($0.reward) })
        }
    }

    @Test(arguments: policies)
    func `a bandit follows from its pulls`(_ policy: SelectionPolicy) {
        var whole = Bandit(policy, arms: 3, seed: 4)
        Self.play(&whole, means: [1, 2, 3], deviation: 1, pulls: 700)
        var resumed = Bandit(policy, arms: 3, seed: 4)
        for pull in whole.pulls { resumed.learn(arm: pull.arm, reconstruction: pull.reconstruction) }
        #expect(resumed == whole)
        #expect(resumed.choose() == whole.choose())
    }

    @Test(arguments: policies)
    func `every arm is tried, and one arm is always chosen`(_ policy: SelectionPolicy) {
        var bandit = Bandit(policy, arms: 4, seed: 1)
        #expect(bandit.best == nil)
        Self.play(&bandit, means: [0, 0, 0, 0], deviation: 1, pulls: 400)
        #expect(Set(bandit.pulls.map(\.arm)) == [0, 1, 2, 3])
        var single = Bandit(policy, arms: 1, seed: 1)
        Self.play(&single, means: [0], deviation: 0, pulls: 20)
        #expect(single.best == 0)
    }

    @Test func `ucb1 tries each arm once and then the most doubtful of equals`() {
        var bandit = Bandit(.ucb1(exploration: 2.0.squareRoot()), arms: 3, seed: 1)
        for expected in 0..<3 {
            #expect(bandit.choose() == expected)
            bandit.learn(arm: expected, reconstruction: -1)
        }
        // All rewards are ½: the arm that was pulled least is the one with the largest bound.
        bandit.learn(arm: 0, reconstruction: -1)
        #expect(bandit.choose() == 1)
        bandit.learn(arm: 1, reconstruction: -1)
        #expect(bandit.choose() == 2)
    }

    @Test func `rewards lie between the least and the largest of the last 500`() {
        var scale = RewardScale()
        #expect(scale.reward(-5) == 0.5)
        #expect(scale.reward(-3) == 1)
        #expect(scale.reward(-7) == 0)
        #expect(scale.reward(-4) == 0.75)
        // The largest is forgotten after 500 others.
        var fresh = RewardScale()
        _ = fresh.reward(1000)
        for value in 0..<500 { _ = fresh.reward(Float(value)) }
        #expect(fresh.reward(500) == 1)
    }

    @Test func `beta numbers have their distribution's mean and variance`() {
        var generator = SplitMix64(12)
        for (a, b) in [(1.0, 1.0), (3.0, 5.0), (200.0, 40.0)] {
            let draws: [Double] = (0..<20_000).map { _ in generator.beta(a, b) }
            let mean: Double = draws.reduce(0, +) / 20_000
            let variance: Double = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000
            let expectedMean: Double = a / (a + b)
            let expectedVariance: Double = a * b / ((a + b) * (a + b) * (a + b + 1))
            #expect(abs(mean - expectedMean) < 5 * (expectedVariance / 20_000).squareRoot())
            #expect(abs(variance / expectedVariance - 1) < 0.06)
        }
    }

    @Test func `policies are known by the words of the language`() throws {
        #expect(SelectionPolicy("ucb1", constants: ["exploration": 0.5]) == .ucb1(exploration: 0.5))
        #expect(SelectionPolicy("thompson", constants: [:])?.text == "thompson")
        #expect(SelectionPolicy("epsilonGreedy", constants: [:]) == nil)
        #expect(SelectionPolicy("greedy", constants: [:]) == nil)
    }

    @Test func `the table of pulls names the arms`() {
        let pulls = [Pull(arm: 1, reconstruction: -2.5, reward: 1), Pull(arm: 0, reconstruction: -3, reward: 0.25)]
        #expect(
            PullTable.csv(pulls, names: ["mlp", "deconv"])
                == "step,alternative,reconstruction,reward\n1,deconv,-2.5,1.0\n2,mlp,-3.0,0.25\n")
    }
}
