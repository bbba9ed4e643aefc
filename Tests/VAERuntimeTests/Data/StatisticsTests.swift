import Foundation
import Testing

@testable import VAERuntime

@Suite("Statistics") struct StatisticsTests {
    @Test func normalQuantiles() {
        // Values from SciPy's norm.ppf.
        let known: [(Double, Double)] = [
            (0.5, 0), (0.975, 1.959963984540054), (0.025, -1.9599639845400545), (0.9, 1.2815515655446004),
            (1e-10, -6.361340902404056), (1e-300, -37.0470962993612), (0.02425, -1.972961051311885),
        ]
        for (p, x) in known { #expect(abs(normalQuantile(p) - x) <= 4e-15 * max(1, abs(x))) }
        #expect(normalQuantile(0) == -.infinity && normalQuantile(1) == .infinity && normalQuantile(-1).isNaN)
        #expect(normalQuantile(.nan).isNaN)
        for index in 1..<200 {
            let p: Double = Double(index) / 200
            #expect(abs(0.5 * erfc(-normalQuantile(p) / 2.0.squareRoot()) - p) < 1e-15)
        }
    }

    @Test func generatorMoments() {
        var generator = SplitMix64(1, 2, 3)
        let draws: [Double] = (0..<100_000).map { _ in generator.normal() }
        let mean: Double = draws.reduce(0, +) / 1e5
        let variance: Double = draws.reduce(0) { $0 + $1 * $1 } / 1e5
        #expect(abs(mean) < 0.015 && abs(variance - 1) < 0.02)
        // The published first output for the state 0.
        var plain = SplitMix64(0)
        #expect(plain.next() == 0xE220_A839_7B1D_CDAF)
    }

    @Test func principalComponents() {
        // Points on three axes of known lengths, turned by a known rotation.
        var generator = SplitMix64(11)
        let axes: [[Double]] = [[0.6, 0.8, 0], [-0.8, 0.6, 0], [0, 0, 1]]
        var rows: [Float] = []
        for _ in 0..<4000 {
            let lengths: [Double] = [3 * generator.normal(), generator.normal(), 0.3 * generator.normal()]
            for axis in 0..<3 {
                var value: Double = 5
                for index in 0..<3 { value += lengths[index] * axes[index][axis] }
                rows.append(Float(value))
            }
        }
        let found = PrincipalComponents(rows, dimension: 3, count: 2)
        #expect(found.directions.count == 2 && abs(found.mean[0] - 5) < 0.2)
        for index in 0..<2 {
            let product: Double = zip(found.directions[index], axes[index]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(abs(product) - 1) < 1e-3)
        }
        #expect(abs(found.variances[0] - 9) < 0.6 && abs(found.variances[1] - 1) < 0.1)
        let projected: [[Double]] = found.project(rows)
        let variance: Double = projected.reduce(0) { $0 + $1[0] * $1[0] } / 4000
        #expect(abs(variance - found.variances[0]) < 1e-4)
        #expect(PrincipalComponents([1, 2], dimension: 2, count: 2).variances == [0, 0])
    }

    @Test func componentsOfManyDimensions() {
        // 70 dimensions take the way of large matrices, 60 of them that of small ones; the others are all zero.
        var generator = SplitMix64(12)
        var narrow: [Float] = []
        var wide: [Float] = []
        for _ in 0..<200 {
            let row: [Float] = (0..<60).map { Float(generator.normal() * (1 + Double($0) / 10)) }
            narrow += row
            wide += row + [Float](repeating: 0, count: 10)
        }
        let one = PrincipalComponents(narrow, dimension: 60, count: 3)
        let other = PrincipalComponents(wide, dimension: 70, count: 3)
        for index in 0..<3 {
            #expect(abs(one.variances[index] / other.variances[index] - 1) < 1e-9)
            let product: Double = zip(one.directions[index], other.directions[index]).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(abs(product - 1) < 1e-6)
        }
        #expect(PrincipalComponents([Float](repeating: 1, count: 200), dimension: 100, count: 2).variances == [0, 0])
    }

    @Test func eigenvectorsDiagonalise() {
        var generator = SplitMix64(5)
        for size in [1, 2, 7, 20] {
            var matrix = [Double](repeating: 0, count: size * size)
            for i in 0..<size {
                for j in i..<size {
                    matrix[i * size + j] = generator.normal()
                    matrix[j * size + i] = matrix[i * size + j]
                }
            }
            let (values, vectors) = symmetricEigenvectors(matrix, size: size)
            for k in 0..<size {
                for i in 0..<size {
                    var product: Double = 0
                    for j in 0..<size { product += matrix[i * size + j] * vectors[j * size + k] }
                    #expect(abs(product - values[k] * vectors[i * size + k]) < 1e-10)
                }
            }
        }
    }

    @Test func classifiers() {
        var generator = SplitMix64(3)
        let centres: [[Double]] = [[0, 0], [4, 0], [0, 4]]
        var points: [[Double]] = []
        var labels: [Int] = []
        for index in 0..<300 {
            let centre: [Double] = centres[index % 3]
            points.append(centre.map { $0 + 0.5 * generator.normal() })
            labels.append(index % 3)
        }
        let linear = LinearClassifier(points, labels: labels)
        let right: Int = zip(points, labels).filter { linear.classify($0.0) == $0.1 }.count
        #expect(right >= 297)
        // Nine dimensions, so that the vector loop and the rest of it both count.
        let wide: [Float] = points.flatMap { $0.map { Float($0) } + [Float](repeating: 1, count: 7) }
        let nearest = NearestNeighbourClassifier(wide, labels: labels, dimension: 9)
        let recalled: Int = labels.indices.filter {
            nearest.classify(Array(wide[($0 * 9)..<(($0 + 1) * 9)])) == labels[$0]
        }.count
        #expect(recalled == 300)
    }

    @Test func kindsOfNetworksAreSeparable() {
        let (edges, labels) = Networks.draw(300, seed: 1)
        let rows: [Float] = edges.map { Float($0) }
        // Projected on the differences of the mean networks, a linear classifier names new ones.
        let kinds: [[Double]] = Networks.Kind.allCases.map { Networks.edgeProbabilities($0) }
        func features(_ rows: [Float]) -> [[Double]] {
            (0..<(rows.count / 2278)).map { index in
                [0, 1].map { kind in
                    var sum: Double = 0
                    for edge in 0..<2278 {
                        sum += Double(rows[index * 2278 + edge]) * (kinds[kind][edge] - kinds[2][edge])
                    }
                    return sum
                }
            }
        }
        let classifier = LinearClassifier(features(rows), labels: labels)
        let other = Networks.draw(300, seed: 2)
        let named: [[Double]] = features(other.edges.map { Float($0) })
        #expect(zip(named, other.labels).allSatisfy { classifier.classify($0.0) == $0.1 })
    }
}
