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
    /// Eigenvectors in Double: of a small covariance matrix all, by Jacobi rotations (Golub and Van Loan, Matrix
    /// Computations, 8.5), of a large one the leading ones, by subspace iteration (the same, 8.2.4).
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
        let pairs: [(value: Double, vector: [Double])] =
            dimension <= 64
            ? sortedEigenvectors(covariance, size: dimension)
            : leadingEigenvectors(covariance, size: dimension, count: max(0, count))
        self.mean = mean
        variances = pairs.prefix(max(0, count)).map { max(0, $0.value) }
        directions = pairs.prefix(max(0, count)).map { _, vector in
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

/// All eigenvectors of a symmetric matrix, the largest eigenvalue first.
private func sortedEigenvectors(_ matrix: [Double], size: Int) -> [(value: Double, vector: [Double])] {
    let (values, vectors): ([Double], [Double]) = symmetricEigenvectors(matrix, size: size)
    let order: [Int] = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
    return order.map { column in (values[column], (0..<size).map { vectors[$0 * size + column] }) }
}

/// The eigenvectors of the largest eigenvalues of a positive semidefinite matrix: a few more vectors than wanted are
/// multiplied by the matrix again and again, made orthonormal, and turned to be eigenvectors in their subspace.
private func leadingEigenvectors(_ matrix: [Double], size: Int, count: Int) -> [(value: Double, vector: [Double])] {
    let width: Int = min(size, count + 6)
    var generator = SplitMix64(0x9CA0)
    var basis: [[Double]] = (0..<width).map { _ in (0..<size).map { _ in generator.normal() } }
    var values: [Double] = []
    for _ in 0..<500 {
        orthonormalize(&basis)
        let images: [[Double]] = basis.map { vector in
            (0..<size).map { row in
                var sum: Double = 0
                for column in 0..<size { sum += matrix[row * size + column] * vector[column] }
                return sum
            }
        }
        var small = [Double](repeating: 0, count: width * width)
        for i in 0..<width { for j in 0..<width { small[i * width + j] = product(basis[i], images[j]) } }
        let pairs: [(value: Double, vector: [Double])] = sortedEigenvectors(small, size: width)
        let isSettled: Bool = zip(pairs, values).prefix(count).allSatisfy { abs($0.value - $1) <= 1e-13 * abs($1) }
        let isDone: Bool = isSettled && !values.isEmpty
        values = pairs.map(\.value)
        // The last turn is of the orthonormal vectors, the others of their images.
        let source: [[Double]] = isDone ? basis : images
        basis = pairs.map { pair in
            var sum = [Double](repeating: 0, count: size)
            for (factor, vector) in zip(pair.vector, source) {
                for index in 0..<size { sum[index] += factor * vector[index] }
            }
            return sum
        }
        if isDone { break }
    }
    orthonormalize(&basis)
    return Array(zip(values, basis).prefix(count)).map { (value: $0, vector: $1) }
}

/// Makes vectors orthonormal, one after the other (Gram and Schmidt, twice, which is enough).
private func orthonormalize(_ vectors: inout [[Double]]) {
    for index in vectors.indices {
        for _ in 0..<2 {
            for other in 0..<index {
                let factor: Double = product(vectors[index], vectors[other])
                for axis in vectors[index].indices { vectors[index][axis] -= factor * vectors[other][axis] }
            }
            let length: Double = product(vectors[index], vectors[index]).squareRoot()
            if length > 0 { vectors[index] = vectors[index].map { $0 / length } }
        }
    }
}

private func product(_ one: [Double], _ other: [Double]) -> Double {
    var sum: Double = 0
    for index in one.indices { sum += one[index] * other[index] }
    return sum
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
