import Foundation

/// Tables for people, in ASCII.
enum Report {
    /// A row of columns of fixed width, the first to the left.
    static func row(_ name: String, _ columns: [String], width: Int = 10) -> String {
        let padded: String = name.padding(toLength: 30, withPad: " ", startingAt: 0)
        return padded
            + columns.map { text in String(repeating: " ", count: max(1, width - text.count)) + text }.joined()
    }

    /// A number with so many digits behind the point.
    static func number(_ value: Double, _ digits: Int = 2) -> String { String(format: "%.\(digits)f", value) }

    /// The header of tables of steps.
    static let header: String = row(
        "", ["ms/step", "p10", "p90", "GFLOP/s", "x floor", "first ms", "peak MB"])

    /// A line of a table of steps.
    ///
    /// - Parameter peak: the machine's GFLOP/s, measured in the same run.
    static func line(_ result: StepMeasurement, flops: Double, peak: Double) -> String {
        let floor: Double = flops / peak / 1e6
        return row(
            result.name,
            [
                number(result.median, 3), number(result.low, 3), number(result.high, 3),
                number(flops / result.median / 1e6, 0), number(result.median / floor),
                result.first.map { number($0, 0) } ?? "", number(result.peak, 0),
            ])
    }
}
