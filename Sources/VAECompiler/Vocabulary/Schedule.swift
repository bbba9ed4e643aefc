/// A number that depends on the epoch: a learning rate, a divergence weight.
public enum Schedule: Hashable, Sendable {
    /// Always the same.
    case constant(Double)
    /// From one number to another in equal steps, and then the latter.
    case ramp(from: Double, to: Double, epochs: Double)
    /// From one number to another along half a cosine, and then the latter (Loshchilov and Hutter 2017, equation 5).
    case cosine(from: Double, to: Double, epochs: Double)
    /// Multiplied by a factor every so many epochs.
    case step(from: Double, factor: Double, every: Double)
}
