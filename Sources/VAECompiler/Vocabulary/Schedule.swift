import Foundation

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

    /// The number in an epoch; the first is epoch 0.
    public func value(epoch: Int) -> Double {
        let time = Double(Swift.max(epoch, 0))
        switch self {
        case .constant(let value):
            return value
        case .ramp(let from, let to, let epochs):
            return from + (to - from) * Swift.min(time / epochs, 1)
        case .cosine(let from, let to, let epochs):
            let turn: Double = Foundation.cos(Double.pi * Swift.min(time / epochs, 1))
            return to + (from - to) * (1 + turn) / 2
        case .step(let from, let factor, let every):
            return from * pow(factor, (time / every).rounded(.down))
        }
    }
}
