import Foundation

/// The generator SplitMix64 (Steele, Lea and Flood 2014): a counter through a mixing function, so that a stream is
/// known from its key alone. It orders data and draws the built-in data sets; models have noise of their own.
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The stream of a key.
    public init(_ key: UInt64) {
        state = key
    }

    /// The stream of several keys, which differs if any of them does.
    public init(_ keys: UInt64...) {
        state = keys.reduce(0x5851_F42D_4C95_7F2D) { Self.mix($0 &+ Self.gamma) ^ $1 }
        state = Self.mix(state &+ Self.gamma)
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        state &+= Self.gamma
        return Self.mix(state)
    }

    /// A number from 0 up to 1, 1 excluded, in steps of 2⁻⁵³.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number from one bound to the other.
    public mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// An integer from 0 up to `bound`, which is excluded, each equally likely (Lemire 2019, without division).
    public mutating func index(below bound: Int) -> Int {
        let range = UInt64(bound)
        var product: (high: UInt64, low: UInt64) = next().multipliedFullWidth(by: range)
        if product.low < range {
            let threshold: UInt64 = (0 &- range) % range
            while product.low < threshold { product = next().multipliedFullWidth(by: range) }
        }
        return Int(product.high)
    }

    /// A number from the standard normal distribution, by the inverse of its distribution function.
    public mutating func normal() -> Double {
        normalQuantile(uniform() + 0x1p-54)
    }

    private static let gamma: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mix(_ value: UInt64) -> UInt64 {
        var z: UInt64 = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
