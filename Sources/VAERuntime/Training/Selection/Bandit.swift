import Foundation

/// A multi-armed bandit: what it has seen of its arms, and how it chooses the next one. Its whole state follows from its
/// pulls, and its random numbers from seed and pull alone, so that it can be continued from the list of pulls.
struct Bandit: Equatable, Sendable {
    /// How it chooses.
    let policy: SelectionPolicy
    /// How many arms it has.
    let arms: Int
    /// Where random numbers start.
    let seed: UInt64
    /// All pulls, in order.
    private(set) var pulls: [Pull] = []
    private var scale = RewardScale()
    /// Pulls, rewards, and successes among them, of each arm.
    private var counts: [Int]
    private var rewards: [Double]
    private var successes: [Int]
    /// The logarithms of the weights of exp3.
    private var logWeights: [Double]

    /// A bandit that has seen nothing.
    init(_ policy: SelectionPolicy, arms: Int, seed: UInt64) {
        precondition(arms > 0, "a bandit has an arm")
        self.policy = policy
        self.arms = arms
        self.seed = seed
        counts = Array(repeating: 0, count: arms)
        rewards = Array(repeating: 0, count: arms)
        successes = Array(repeating: 0, count: arms)
        logWeights = Array(repeating: 0, count: arms)
    }

    /// The arm with the largest mean reward, the first of equals; nil before the first pull.
    var best: Int? {
        guard !pulls.isEmpty else { return nil }
        let means: [Double] = meanRewards
        return largest { counts[$0] > 0 ? means[$0] : -1 }
    }

    /// The arm to pull next. Asking changes nothing.
    func choose() -> Int {
        var generator = SplitMix64(seed, UInt64(pulls.count), 0xBA4D17)
        switch policy {
        case .uniform:
            return generator.index(below: arms)
        case .ucb1(let exploration):
            if let untried = counts.firstIndex(of: 0) { return untried }
            let logarithm: Double = log(Double(pulls.count))
            let means: [Double] = meanRewards
            return largest { means[$0] + exploration * (logarithm / Double(counts[$0])).squareRoot() }
        case .epsilonGreedy(let epsilon):
            if generator.uniform() < epsilon { return generator.index(below: arms) }
            if let untried = counts.firstIndex(of: 0) { return untried }
            let means: [Double] = meanRewards
            return largest { means[$0] }
        case .thompson:
            let draws: [Double] = counts.indices.map { arm in
                generator.beta(Double(successes[arm]) + 1, Double(counts[arm] - successes[arm]) + 1)
            }
            return largest { draws[$0] }
        case .exp3(let gamma):
            let probabilities: [Double] = exp3Probabilities(gamma: gamma)
            var left: Double = generator.uniform()
            for (arm, probability) in probabilities.enumerated() {
                left -= probability
                if left < 0 { return arm }
            }
            return arms - 1
        }
    }

    /// Takes in what pulling an arm came to.
    mutating func learn(arm: Int, reconstruction: Float) {
        let reward: Double = scale.reward(reconstruction)
        if case .exp3(let gamma) = policy {
            let estimate: Double = reward / exp3Probabilities(gamma: gamma)[arm]
            logWeights[arm] += gamma * estimate / Double(arms)
        }
        // The trial of Thompson sampling has a stream of its own.
        var generator = SplitMix64(seed, UInt64(pulls.count), 0x7121A1)
        if generator.uniform() < reward { successes[arm] += 1 }
        counts[arm] += 1
        rewards[arm] += reward
        pulls.append(Pull(arm: arm, reconstruction: reconstruction, reward: reward))
    }

    /// The mean reward of each arm; 0 for one that was not pulled.
    private var meanRewards: [Double] {
        zip(rewards, counts).map { $1 > 0 ? $0 / Double($1) : 0 }
    }

    /// The arm with the largest score, the first of equals.
    private func largest(_ score: (Int) -> Double) -> Int {
        var (best, bestScore): (Int, Double) = (0, score(0))
        for arm in 1..<max(1, arms) {
            let score: Double = score(arm)
            if score > bestScore { (best, bestScore) = (arm, score) }
        }
        return best
    }

    private func exp3Probabilities(gamma: Double) -> [Double] {
        let top: Double = logWeights.max() ?? 0
        let weights: [Double] = logWeights.map { exp($0 - top) }
        let sum: Double = weights.reduce(0, +)
        return weights.map { (1 - gamma) * $0 / sum + gamma / Double(arms) }
    }
}

extension SplitMix64 {
    /// A number from the gamma distribution with scale 1 and a shape of at least 1 (Marsaglia and Tsang 2000).
    mutating func gamma(_ shape: Double) -> Double {
        let d: Double = shape - 1.0 / 3
        let c: Double = 1 / (9 * d).squareRoot()
        while true {
            let x: Double = normal()
            let root: Double = 1 + c * x
            guard root > 0 else { continue }
            let v: Double = root * root * root
            let u: Double = uniform() + 0x1p-54
            if log(u) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
        }
    }

    /// A number from the beta distribution, its parameters at least 1.
    mutating func beta(_ a: Double, _ b: Double) -> Double {
        let x: Double = gamma(a)
        let y: Double = gamma(b)
        return x / (x + y)
    }
}
