/// How far numbers are from what is expected, as a share of the largest of those (or of `floor`, where that is larger):
/// infinite if there are too few or too many, or if one is no number where the other is.
package func deviation(_ found: [Float]?, from expected: [Double], floor: Double = 1e-6) -> Double {
    guard let found, found.count == expected.count else { return .infinity }
    var largest: Double = floor
    var worst: Double = 0
    for (a, b) in zip(found, expected) {
        if b.isFinite { largest = max(largest, abs(b)) }
        if Double(a) == b || a.isNaN && b.isNaN { continue }
        let distance: Double = abs(Double(a) - b)
        worst = distance.isFinite ? max(worst, distance) : .infinity
    }
    return worst / largest
}
