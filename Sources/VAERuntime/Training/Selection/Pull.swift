/// One pull of a bandit's arm: a training step of that alternative.
public struct Pull: Equatable, Sendable {
    /// The alternative, by place.
    public var arm: Int
    /// The reconstruction term of the minibatch, in nats per example: minus the reconstruction loss.
    public var reconstruction: Float
    /// The reward in [0, 1]: the reconstruction between the least and the largest of the last pulls.
    public var reward: Double
}

/// The table of pulls that is kept beside the metrics.
public enum PullTable {
    /// A line for each pull: its step from 1, the arm's name, what was reached and the reward.
    public static func csv(_ pulls: [Pull], names: [String]) -> String {
        var text: String = "step,alternative,reconstruction,reward\n"
        for (index, pull) in pulls.enumerated() {
            let name: String = names.indices.contains(pull.arm) ? names[pull.arm] : "\(pull.arm + 1)"
            text += "\(index + 1),\(name),\(pull.reconstruction),\(pull.reward)\n"
        }
        return text
    }
}
