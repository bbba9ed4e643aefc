/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same numbers everywhere.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator; seeds beside each other give unrelated numbers.
    package init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x2545_F491_4F6C_DD1D }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits: UInt64 = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number between two bounds.
    package mutating func number(_ range: ClosedRange<Double> = -1...1) -> Double {
        Double.random(in: range, using: &self)
    }

    /// Numbers between two bounds.
    package mutating func numbers(_ count: Int, _ range: ClosedRange<Double> = -1...1) -> [Double] {
        (0..<count).map { _ in number(range) }
    }

    /// True with a probability.
    package mutating func chance(_ probability: Double) -> Bool { number(0...1) < probability }

    /// A whole number between two bounds.
    package mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

    /// One of several.
    package mutating func pick<T>(_ choices: [T]) -> T { choices[whole(0...(choices.count - 1))] }

    /// Numbers between −2 and 2.
    package mutating func floats(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -2...2, using: &self) }
    }
}
