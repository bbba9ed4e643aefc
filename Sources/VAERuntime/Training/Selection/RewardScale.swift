/// Rewards of the last pulls, scaled by their least and largest to [0, 1]: losses have no scale of their own, and shrink
/// while all arms learn.
struct RewardScale: Equatable, Sendable {
    /// How many pulls count, this one among them.
    static let window = 500

    private var values: [Float] = []
    private var next: Int = 0

    /// Takes a value in and says where it lies between the least and the largest of the last ones; in the middle where
    /// all are the same.
    mutating func reward(_ value: Float) -> Double {
        if values.count < RewardScale.window {
            values.append(value)
        } else {
            values[next] = value
            next = (next + 1) % RewardScale.window
        }
        var (low, high): (Float, Float) = (value, value)
        for value in values {
            low = min(low, value)
            high = max(high, value)
        }
        guard high > low else { return 0.5 }
        return min(max((Double(value) - Double(low)) / (Double(high) - Double(low)), 0), 1)
    }
}
