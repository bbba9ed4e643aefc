import Testing

/// Whether two lists agree within 1e-9 · (1 + |expected|).
func expectClose(
    _ found: [Double]?, _ expected: [Double], tolerance: Double = 1e-9, _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard let found else {
        Issue.record("\(what) is missing", sourceLocation: sourceLocation)
        return
    }
    #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    for (place, (a, b)) in zip(found, expected).enumerated() where !(abs(a - b) <= tolerance * (1 + abs(b))) {
        Issue.record("\(what)[\(place)] is \(a), not \(b)", sourceLocation: sourceLocation)
        return
    }
}
