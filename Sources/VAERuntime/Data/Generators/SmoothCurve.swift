/// Points along a Catmull–Rom curve through the given ones, which closes if the first is also the last.
func smoothCurve(through points: [(x: Double, y: Double)], pieces: Int) -> [(x: Double, y: Double)] {
    guard points.count > 2, let first = points.first, let last = points.last else { return points }
    let isClosed: Bool = first == last
    let before: (x: Double, y: Double) = isClosed ? points[points.count - 2] : first
    let after: (x: Double, y: Double) = isClosed ? points[1] : last
    let knots: [(x: Double, y: Double)] = [before] + points + [after]
    var result: [(x: Double, y: Double)] = [first]
    result.reserveCapacity((points.count - 1) * pieces + 1)
    for index in 1..<(knots.count - 2) {
        let (a, b, c, d) = (knots[index - 1], knots[index], knots[index + 1], knots[index + 2])
        for piece in 1...pieces {
            let t: Double = Double(piece) / Double(pieces)
            result.append((x: catmullRom(a.x, b.x, c.x, d.x, t), y: catmullRom(a.y, b.y, c.y, d.y, t)))
        }
    }
    return result
}

/// The uniform Catmull–Rom spline (Catmull and Rom 1974) from b at t = 0 to c at t = 1.
private func catmullRom(_ a: Double, _ b: Double, _ c: Double, _ d: Double, _ t: Double) -> Double {
    let linear: Double = c - a
    let quadratic: Double = 2 * a - 5 * b + 4 * c - d
    let cubic: Double = 3 * b - a - 3 * c + d
    return b + 0.5 * t * (linear + t * (quadratic + t * cubic))
}
