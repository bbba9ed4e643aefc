/// Where a call's random numbers come from.
public struct NoiseKey: Hashable, Sendable {
    /// The seed.
    public var seed: UInt64
    /// The optimizer's step in training, from 1; the number of the draw elsewhere, in the upper half of the numbers, so
    /// that evaluation never meets the noise of training.
    public var step: UInt32
    /// The epoch in training, from 1; 0 elsewhere.
    public var epoch: UInt32

    /// The noise of a seed at these times.
    public init(seed: UInt64, step: UInt32, epoch: UInt32) {
        self.seed = seed
        self.step = step
        self.epoch = epoch
    }

    /// Noise of a step of training.
    public static func training(seed: UInt64, step: Int, epoch: Int) -> NoiseKey {
        NoiseKey(
            seed: seed, step: UInt32(truncatingIfNeeded: step) & 0x7FFF_FFFF, epoch: UInt32(truncatingIfNeeded: epoch))
    }

    /// Noise of a query: the same for the same example and draw, whatever it is computed with.
    public static func query(seed: UInt64, draw: Int = 0) -> NoiseKey {
        NoiseKey(seed: seed, step: UInt32(truncatingIfNeeded: draw) | 0x8000_0000, epoch: 0)
    }
}
