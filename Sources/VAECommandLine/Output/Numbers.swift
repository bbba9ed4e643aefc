import Foundation

/// Numbers as people and programs read them: ASCII, a point for decimals, whatever the locale.
package enum Numbers {
    /// So many decimals; `nan` and `inf` for what is not finite.
    package static func fixed(_ value: Double, _ decimals: Int = 2) -> String {
        guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
        return String(format: "%.\(decimals)f", value)
    }

    /// A count with units of thousands: 12.3k.
    package static func short(_ value: Double) -> String {
        if value >= 1e6 { return fixed(value / 1e6, 1) + "M" }
        if value >= 1e4 { return fixed(value / 1e3, 1) + "k" }
        return fixed(value, 0)
    }

    /// A time: 42 s, 3 min 20 s, 2 h 5 min.
    package static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "a long time" }
        let whole = Int(max(0, seconds).rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
