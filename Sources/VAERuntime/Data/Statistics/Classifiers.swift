/// Names the kind of a point by the kind of the nearest point that is known (Euclidean distance).
public struct NearestNeighbourClassifier: Sendable {
    private let points: [Float]
    private let labels: [Int]
    private let squares: [Float]
    private let dimension: Int

    /// Remembers points of `dimension` numbers each with their kinds.
    public init(_ points: [Float], labels: [Int], dimension: Int) {
        precondition(dimension > 0 && points.count == labels.count * dimension && !labels.isEmpty, "one kind a point")
        self.points = points
        self.labels = labels
        self.dimension = dimension
        squares = labels.indices.map { index in
            var sum: Float = 0
            for value in points[(index * dimension)..<((index + 1) * dimension)] { sum += value * value }
            return sum
        }
    }

    /// The kind of the known point nearest to this one; the first of several equally near.
    public func classify(_ point: [Float]) -> Int {
        precondition(point.count == dimension, "a point has as many numbers as the known ones")
        var best: (distance: Float, index: Int) = (.infinity, 0)
        for index in labels.indices {
            // |a − b|² = |a|² − 2 a·b + |b|², and |b|² is the same for all.
            let distance: Float = squares[index] - 2 * product(index, point)
            if distance < best.distance { best = (distance, index) }
        }
        return labels[best.index]
    }

    /// The inner product with the known point of an index, as eight sums side by side.
    private func product(_ index: Int, _ point: [Float]) -> Float {
        points.withUnsafeBytes { known in
            point.withUnsafeBytes { wanted in
                let start: Int = index * dimension * 4
                var sums = SIMD8<Float>(repeating: 0)
                var position: Int = 0
                while position + 8 <= dimension {
                    let a: SIMD8<Float> = known.loadUnaligned(
                        fromByteOffset: start + position * 4, as: SIMD8<Float>.self)
                    let b: SIMD8<Float> = wanted.loadUnaligned(fromByteOffset: position * 4, as: SIMD8<Float>.self)
                    sums += a * b
                    position += 8
                }
                var rest: Float = 0
                while position < dimension {
                    rest += points[index * dimension + position] * point[position]
                    position += 1
                }
                return sums.sum() + rest
            }
        }
    }
}

/// Names the kind of a point by the largest of one linear function for each kind, fitted by least squares to 1 for points
/// of the kind and 0 for others.
public struct LinearClassifier: Sendable {
    /// For each kind the weights, the last being the constant.
    public let weights: [[Double]]

    /// Fits the functions to points of a few dimensions.
    public init(_ points: [[Double]], labels: [Int]) {
        precondition(points.count == labels.count && !points.isEmpty, "one kind a point")
        let size: Int = points[0].count + 1
        let kinds: Int = (labels.max() ?? 0) + 1
        var normal = [[Double]](repeating: [Double](repeating: 0, count: size + kinds), count: size)
        for (point, label) in zip(points, labels) {
            let row: [Double] = point + [1]
            for first in 0..<size {
                for second in 0..<size { normal[first][second] += row[first] * row[second] }
                normal[first][size + label] += row[first]
            }
        }
        // A little on the diagonal settles directions in which all points are the same.
        let trace: Double = (0..<size).reduce(0) { $0 + normal[$1][$1] }
        for index in 0..<size { normal[index][index] += 1e-9 * trace }
        eliminate(&normal)
        weights = (0..<kinds).map { kind in (0..<size).map { normal[$0][size + kind] } }
    }

    /// The kind of a point.
    public func classify(_ point: [Double]) -> Int {
        var best: (value: Double, kind: Int) = (-.infinity, 0)
        for (kind, weight) in weights.enumerated() {
            var value: Double = weight[point.count]
            for (x, w) in zip(point, weight) { value += x * w }
            if value > best.value { best = (value, kind) }
        }
        return best.kind
    }
}

/// Gauss and Jordan's elimination with pivoting: turns the square part on the left into the identity, and the columns on
/// the right into the solutions.
private func eliminate(_ rows: inout [[Double]]) {
    for column in rows.indices {
        let pivot: Int = (column..<rows.count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
        rows.swapAt(column, pivot)
        let divisor: Double = rows[column][column]
        if divisor == 0 { continue }
        rows[column] = rows[column].map { $0 / divisor }
        for other in rows.indices where other != column {
            let factor: Double = rows[other][column]
            if factor == 0 { continue }
            for index in rows[other].indices { rows[other][index] -= factor * rows[column][index] }
        }
    }
}
