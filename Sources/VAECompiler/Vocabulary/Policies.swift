import VAELanguage

// How a bandit chooses among alternatives, one pull for each training step. What the compiler knows of a policy is its name
// and its constants; the runtime pulls.

extension Vocabulary {
    /// The words after `by`. Rewards lie in [0, 1]; t counts pulls, and n those of an arm.
    static let policies: [Signature] = [
        // Auer, Cesa-Bianchi and Fischer 2002, figure 1.
        policy(
            "ucb1", "The arm with the largest mean reward + exploration · √(log t / n)",
            .init("exploration", .number(0...100), default: "0.3", summary: "how much doubt counts; √2 in the paper"),
            warmup),
        policy(
            "epsilonGreedy", "Any arm with probability epsilon, else the one with the largest mean reward",
            .init("epsilon", .number(0...1), default: "0.1", summary: "how often the arm is drawn"), warmup),
        // Agrawal and Goyal 2012, algorithm 2.
        policy(
            "thompson", "The arm with the largest number drawn from the beta distributions of what was seen of them",
            warmup),
        // Auer, Cesa-Bianchi, Freund and Schapire 2002, figure 1.
        policy(
            "exp3", "Drawn with probabilities that grow exponentially with rewards, mixed with the uniform ones",
            .init("gamma", .number(0...1), default: "0.1", summary: "the share of the uniform distribution"), warmup),
        policy("uniform", "Any arm, each as often as the others"),
    ]

    /// The arms are networks: what is pulled learns, so that all are pulled in turn before they are compared.
    private static let warmup = Signature.Parameter(
        "warmup", .integer(0...1_000_000), default: "100", summary: "how often each arm is pulled in turn at first")

    private static func policy(_ name: String, _ summary: String, _ parameters: Signature.Parameter...) -> Signature {
        Signature(name, .policy, summary: summary, parameters: parameters)
    }
}
