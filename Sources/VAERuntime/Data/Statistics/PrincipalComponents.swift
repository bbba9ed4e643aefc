/// The directions in which points vary most: the eigenvectors of their covariance matrix with the largest eigenvalues.
public struct PrincipalComponents: Sendable {
    /// The mean of the points.
    public let mean: [Double]
    /// Unit vectors, the direction of the largest variance first. The largest coordinate of each is positive, so that the
    /// same points always give the same picture.
    public let directions: [[Double]]
    /// The variance along each direction.
    public let variances: [Double]

    /// Finds the components of `rows` of `dimension` numbers each, at most `count` of them.
    ///
    /// Eigenvectors by Jacobi rotations (Golub and Van Loan, Matrix Computations, 8.5), in Double.
    public init(_ rows: [Float], dimension: Int, count: Int) {
        precondition(dimension > 0 && rows.count % dimension == 0, "the points must fill their rows")
        let points: Int = rows.count / dimension
        var mean = [Double](repeating: 0, count: dimension)
        for (index, value) in rows.enumerated() { mean[index % dimension] += Double(value) }
        for axis in 0..<dimension { mean[axis] /= Double(max(1, points)) }
        var covariance = [Double](repeating: 0, count: dimension * dimension)
        var centred = [Double](repeating: 0, count: dimension)
        for point in 0..<points {
            for axis in 0..<dimension { centred[axis] = Double(rows[point * dimension + axis]) - mean[axis] }
            for first in 0..<dimension {
                let factor: Double = centred[first]
                for second in first..<dimension { covariance[first * dimension + second] += factor * centred[second] }
            }
        }
        for first in 0..<dimension {
            for second in first..<dimension {
                let value: Double = covariance[first * dimension + second] / Double(max(1, points))
                covariance[first * dimension + second] = value
                covariance[second * dimension + first] = value
            }
        }
        let (values, vectors): ([Double], [Double]) = symmetricEigenvectors(covariance, size: dimension)
        let order: [Int] = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
        let chosen: [Int] = Array(order.prefix(max(0, count)))
        self.mean = mean
        variances = chosen.map { max(0, values[$0]) }
        directions = chosen.map { column in
            let vector: [Double] = (0..<dimension).map { vectors[$0 * dimension + column] }
            let largest: Double = vector.max { abs($0) < abs($1) } ?? 0
            return largest < 0 ? vector.map { -$0 } : vector
        }
    }

    /// The coordinates of points along the directions, a row for each.
    public func project(_ rows: [Float]) -> [[Double]] {
        let dimension: Int = mean.count
        return (0..<(rows.count / dimension)).map { point in
            directions.map { direction in
                var sum: Double = 0
                for axis in 0..<dimension {
                    sum += (Double(rows[point * dimension + axis]) - mean[axis]) * direction[axis]
                }
                return sum
            }
        }
    }
}

/// Eigenvalues and eigenvectors (as columns) of a symmetric matrix, by cyclic Jacobi rotations.
func symmetricEigenvectors(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double]) {
    var a: [Double] = matrix
    var v = [Double](repeating: 0, count: size * size)
    for index in 0..<size { v[index * size + index] = 1 }
    let scale: Double = a.reduce(0) { $0 + $1 * $1 }
    // Convergence is quadratic: a handful of sweeps is usual.
    for _ in 0..<60 {
        var rest: Double = 0
        for p in 0..<size { for q in (p + 1)..<size { rest += a[p * size + q] * a[p * size + q] } }
        if rest <= 1e-30 * scale || !rest.isFinite { break }
        for p in 0..<size {
            for q in (p + 1)..<size where a[p * size + q] != 0 {
                let theta: Double = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q])
                let root: Double = (theta * theta + 1).squareRoot()
                let t: Double = theta >= 0 ? 1 / (theta + root) : 1 / (theta - root)
                let c: Double = 1 / (t * t + 1).squareRoot()
                let s: Double = t * c
                for k in 0..<size {
                    let (x, y): (Double, Double) = (a[k * size + p], a[k * size + q])
                    a[k * size + p] = c * x - s * y
                    a[k * size + q] = s * x + c * y
                }
                for k in 0..<size {
                    let (x, y): (Double, Double) = (a[p * size + k], a[q * size + k])
                    a[p * size + k] = c * x - s * y
                    a[q * size + k] = s * x + c * y
                    let (vx, vy): (Double, Double) = (v[k * size + p], v[k * size + q])
                    v[k * size + p] = c * vx - s * vy
                    v[k * size + q] = s * vx + c * vy
                }
            }
        }
    }
    return ((0..<size).map { a[$0 * size + $0] }, v)
}
