/// How a bandit chooses which alternative a training step trains. Rewards lie in [0, 1]; t counts pulls, n those of an
/// arm.
public enum SelectionPolicy: Hashable, Sendable {
    /// The arm with the largest mean reward + exploration · √(ln t / n) (Auer, Cesa-Bianchi and Fischer 2002, figure 1,
    /// whose exploration is √2).
    case ucb1(exploration: Double)
    /// Any arm with probability epsilon, else the one with the largest mean reward.
    case epsilonGreedy(epsilon: Double)
    /// The arm with the largest number drawn from the beta distributions of its successes and failures, a reward r being
    /// a success with probability r (Agrawal and Goyal 2012, algorithm 2).
    case thompson
    /// Drawn with probabilities that grow exponentially with rewards, mixed with a share gamma of the uniform ones (Auer,
    /// Cesa-Bianchi, Freund and Schapire 2002, figure 1).
    case exp3(gamma: Double)
    /// Any arm.
    case uniform

    /// The policy as the language names it, with its constants by label.
    ///
    /// - Returns: nil for a word that is none, or for a constant that is missing.
    public init?(_ name: String, constants: [String: Double]) {
        switch name {
        case "ucb1":
            guard let exploration = constants["exploration"] else { return nil }
            self = .ucb1(exploration: exploration)
        case "epsilonGreedy":
            guard let epsilon = constants["epsilon"] else { return nil }
            self = .epsilonGreedy(epsilon: epsilon)
        case "thompson": self = .thompson
        case "exp3":
            guard let gamma = constants["gamma"] else { return nil }
            self = .exp3(gamma: gamma)
        case "uniform": self = .uniform
        default: return nil
        }
    }

    /// As the language writes it: `epsilonGreedy(epsilon: 0.1)`.
    public var text: String {
        switch self {
        case .ucb1(let exploration): "ucb1(exploration: \(exploration))"
        case .epsilonGreedy(let epsilon): "epsilonGreedy(epsilon: \(epsilon))"
        case .thompson: "thompson"
        case .exp3(let gamma): "exp3(gamma: \(gamma))"
        case .uniform: "uniform"
        }
    }
}
