import VAEGraph
import VAELanguage

/// How one step turns a gradient into a new parameter. The rate is the scalar `rate` of the training step, so that it
/// can follow a schedule; all other settings are compiled in.
struct Optimizer: Sendable {
    /// What the checker and the reference page know.
    let signature: Signature
    /// How many tensors of a parameter's shape it keeps for each parameter, for the given settings; they start at zero.
    let moments: @Sendable (Settings) -> Int
    /// Whether it counts steps.
    let countsSteps: Bool
    /// Prepares what all parameters share and returns the update of one.
    let update: @Sendable (OptimizerStep) -> (ParameterStep) -> ParameterUpdate
}

/// What the update of every parameter shares.
struct OptimizerStep {
    /// The learning rate.
    let rate: Tensor
    /// The number of this step, from 1; of use where the optimizer counts steps.
    let count: Tensor
    /// The arguments of the optimizer.
    let settings: Settings
}

/// One parameter before the step.
struct ParameterStep {
    /// Its value.
    let value: Tensor
    /// The gradient of the loss.
    let gradient: Tensor
    /// The optimizer's tensors.
    let moments: [Tensor]
}

/// One parameter after the step.
struct ParameterUpdate {
    /// Its value.
    let value: Tensor
    /// The optimizer's tensors.
    let moments: [Tensor]
}

extension Signature.Parameter {
    /// The `rate` of every optimizer: a number or a schedule, the first argument.
    static func rate(default text: String) -> Self {
        .init("rate", .call(.schedule), default: text, positional: true, summary: "the learning rate, by epoch")
    }

    /// A number with bounds and a default.
    static func number(
        _ label: String, _ bounds: ClosedRange<Double>, default text: String, _ summary: String
    ) -> Self {
        .init(label, .number(bounds), default: text, summary: summary)
    }
}
