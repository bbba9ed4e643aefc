import Testing

@testable import VAERuntime

@Suite("Built-in data") struct GeneratorTests {
    private let picture = VariableSpecification("x", support: .unit, shape: [1, 28, 28])

    @Test func digitsAreTheSameForASeed() throws {
        let first = Digits.draw(50, seed: 3)
        #expect(first.pixels == Digits.draw(50, seed: 3).pixels)
        // More examples do not change those before.
        #expect(first.pixels == Array(Digits.draw(60, seed: 3).pixels.prefix(50 * 784)))
        #expect(first.pixels != Digits.draw(50, seed: 4).pixels)
        #expect(Digits.draw(0, seed: 1).pixels.isEmpty)
    }

    @Test func digitsFillTheSquareAsInMNIST() {
        let (pixels, labels) = Digits.draw(500, seed: 1)
        #expect(Set(labels) == Set(0..<10))
        for index in labels.indices {
            let picture: [Double] = pixels[(index * 784)..<((index + 1) * 784)].map { Double($0) }
            let mass: Double = picture.reduce(0, +)
            var x: Double = 0
            var y: Double = 0
            for (place, ink) in picture.enumerated() {
                x += ink * (Double(place % 28) + 0.5) / mass
                y += ink * (Double(place / 28) + 0.5) / mass
            }
            #expect(mass > 255 * 20 && abs(x - 14) < 2.5 && abs(y - 14) < 2.5)
        }
    }

    @Test(.enabled(if: SharedData.path("mnist") != nil))
    func aClassifierFittedOnMNISTReadsDrawnDigits() throws {
        let path: String = try #require(SharedData.path("mnist"))
        let data = try Dataset(training: [DataSource(path: path)], variables: [picture], limit: 10_000)
        let known: VariableRows = try #require(data.training["x"])
        let labels: [Int] = try #require(data.training.labels)
        let classifier = NearestNeighbourClassifier(known.elements.floats, labels: labels, dimension: 784)
        let (pixels, digits) = Digits.draw(1000, seed: 1)
        var right: Int = 0
        for (index, digit) in digits.enumerated() {
            let point: [Float] = pixels[(index * 784)..<((index + 1) * 784)].map { Float($0) }
            if classifier.classify(point) == digit { right += 1 }
        }
        #expect(right >= 900, "\(right) of 1000")
    }

    @Test func networksHaveTheirProbabilities() {
        let (edges, labels) = Networks.draw(600, seed: 2)
        #expect(edges.count == 600 * 2278 && labels.prefix(4) == [0, 1, 2, 0])
        for kind in Networks.Kind.allCases {
            let probabilities: [Double] = Networks.edgeProbabilities(kind)
            #expect(probabilities.count == 2278)
            let own: [Int] = labels.indices.filter { labels[$0] == kind.rawValue }
            // Mean and standard deviation of the number of edges in 200 networks.
            let expected: Double = probabilities.reduce(0, +) * 200
            let variance: Double = probabilities.reduce(0.0) { $0 + $1 * (1 - $1) }
            let deviation: Double = (variance * 200).squareRoot()
            var found: Double = 0
            for index in own {
                for edge in edges[(index * 2278)..<((index + 1) * 2278)] { found += Double(edge) }
            }
            #expect(abs(found - expected) < 4 * deviation, "\(kind.name)")
        }
        // Every node of the ring has the same expected degree.
        let matrix: [Double] = Networks.adjacency(Networks.edgeProbabilities(.smallWorld), diagonal: 0)
        let degrees: [Double] = (0..<68).map { row in matrix[(row * 68)..<((row + 1) * 68)].reduce(0, +) }
        #expect(degrees.allSatisfy { abs($0 - 8) < 1e-9 })
        for row in 0..<68 {
            for column in 0..<row { #expect(matrix[row * 68 + column] == matrix[column * 68 + row]) }
        }
    }

    @Test func theyBindToVariables() throws {
        let kind = VariableSpecification("y", role: .given, support: .category(10), shape: [])
        let digits: Dataset = try BuiltInData.digits.dataset(variables: [picture, kind], count: 20, seed: 1)
        #expect(digits.training.count == 20 && digits.test?.count == 4 && digits.training["y"]?.count == 20)
        #expect(digits.training.labels?.count == 20 && digits.training["x"]?.rowLength == 784)
        let edges = VariableSpecification("x", support: .binary, shape: [2278])
        let networks: Dataset = try BuiltInData.networks.dataset(variables: [edges], seed: 1)
        #expect(networks.training.count == 300 && networks.test?.count == 300)
        #expect(networks.training["x"]?.scale == 1 && networks.training["x"] != networks.test?["x"])
        #expect(networks.labelNames == ["small world", "community", "sparse"])
        #expect(throws: DataError.self) { try BuiltInData.digits.dataset(variables: [picture], count: .max, seed: 1) }
        #expect(throws: DataError.self) { try BuiltInData.digits.dataset(variables: [picture], count: 0, seed: 1) }
        #expect { try BuiltInData.networks.dataset(variables: [picture], seed: 1) } throws: {
            "\($0)".hasPrefix("built-in data networks: expected examples of 784 values for x: unit[1, 28, 28]")
        }
    }
}
