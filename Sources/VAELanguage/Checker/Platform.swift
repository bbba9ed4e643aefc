import Foundation

/// What the checker needs of the system's mathematics.
enum Platform {
    /// base to the power of exponent; NaN where it is not defined.
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
