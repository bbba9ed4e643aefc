/// The middle of many times, and the range that most of them lie in.
struct Quantiles: Sendable {
    /// One in ten is lower.
    let low: Double
    /// Half of them are lower.
    let median: Double
    /// One in ten is higher.
    let high: Double

    /// The quantiles of some numbers; zero of none.
    init(of values: [Double]) {
        let sorted: [Double] = values.sorted()
        func at(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : sorted[Int((share * Double(sorted.count - 1)).rounded())]
        }
        low = at(0.1)
        median = at(0.5)
        high = at(0.9)
    }
}
