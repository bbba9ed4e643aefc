/// How a bandit chooses which alternative a training step trains. Rewards lie in [0, 1]; t counts pulls, n those of an
/// arm.
///
/// The arms of a bandit usually stay what they are; networks get better when they are pulled. Whatever is pulled first would
/// be ahead of the others from then on and be pulled for ever. Therefore all arms are pulled in turn at first, and compared
/// when each has learned as much as the others.
public struct SelectionPolicy: Hashable, Sendable {
    /// What is done after the warm-up.
    public enum Rule: Hashable, Sendable {
        /// The arm with the largest mean reward + exploration · √(ln t / n) (Auer, Cesa-Bianchi and Fischer 2002, figure 1,
        /// whose exploration is √2).
        case ucb1(exploration: Double)
        /// Any arm with probability epsilon, else the one with the largest mean reward.
        case epsilonGreedy(epsilon: Double)
        /// The arm with the largest number drawn from the beta distributions of its successes and failures, a reward r being
        /// a success with probability r (Agrawal and Goyal 2012, algorithm 2).
        case thompson
        /// Drawn with probabilities that grow exponentially with rewards, mixed with a share gamma of the uniform ones
        /// (Auer, Cesa-Bianchi, Freund and Schapire 2002, figure 1).
        case exp3(gamma: Double)
        /// Any arm.
        case uniform
    }

    /// What is done after the warm-up.
    public var rule: Rule
    /// How often each arm is pulled in turn at first. Rewards of the second half of these pulls count.
    public var warmup: Int

    /// A policy.
    public init(_ rule: Rule, warmup: Int = 0) {
        self.rule = rule
        self.warmup = max(0, warmup)
    }

    /// The policy as the language names it, with its constants by label.
    ///
    /// - Returns: nil for a word that is none, or for a constant that is missing.
    public init?(_ name: String, constants: [String: Double]) {
        switch name {
        case "ucb1":
            guard let exploration = constants["exploration"] else { return nil }
            rule = .ucb1(exploration: exploration)
        case "epsilonGreedy":
            guard let epsilon = constants["epsilon"] else { return nil }
            rule = .epsilonGreedy(epsilon: epsilon)
        case "thompson": rule = .thompson
        case "exp3":
            guard let gamma = constants["gamma"] else { return nil }
            rule = .exp3(gamma: gamma)
        case "uniform": rule = .uniform
        default: return nil
        }
        warmup = Int(min(max(constants["warmup"] ?? 0, 0), 1e9))
    }

    /// As the language writes it: `epsilonGreedy(epsilon: 0.1, warmup: 100)`.
    public var text: String {
        let (name, constant): (String, String?) =
            switch rule {
            case .ucb1(let exploration): ("ucb1", "exploration: \(exploration)")
            case .epsilonGreedy(let epsilon): ("epsilonGreedy", "epsilon: \(epsilon)")
            case .thompson: ("thompson", nil)
            case .exp3(let gamma): ("exp3", "gamma: \(gamma)")
            case .uniform: ("uniform", nil)
            }
        let constants: [String] = [constant, warmup > 0 ? "warmup: \(warmup)" : nil].compactMap { $0 }
        return constants.isEmpty ? name : "\(name)(\(constants.joined(separator: ", ")))"
    }
}
