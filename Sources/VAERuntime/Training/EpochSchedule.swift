import Foundation

extension ModelDescription.Schedule {
    /// The value during an epoch, the first being 0.
    public func value(epoch: Int) -> Double {
        let now = Double(epoch)
        switch self {
        case .constant(let value):
            return value
        case .ramp(let from, let to, let epochs):
            return from + (to - from) * progress(now, of: epochs)
        case .cosine(let from, let to, let epochs):
            return to + (from - to) * (1 + cos(Double.pi * progress(now, of: epochs))) / 2
        case .step(let from, let factor, let every):
            return every > 0 ? from * pow(factor, (now / every).rounded(.down)) : from
        }
    }

    /// The part of a schedule that is over, from 0 to 1.
    private func progress(_ now: Double, of epochs: Double) -> Double {
        epochs > 0 ? min(1, now / epochs) : 1
    }
}
