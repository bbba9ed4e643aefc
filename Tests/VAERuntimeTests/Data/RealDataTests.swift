import Testing

@testable import VAERuntime

@Suite("Published data sets") struct RealDataTests {
    private func mean(_ rows: VariableRows?) -> Double {
        guard let rows else { return .nan }
        let sum: Double = rows.elements.floats.reduce(0.0) { $0 + Double($1) }
        return sum * Double(rows.scale) / Double(rows.elements.count)
    }

    @Test(.enabled(if: SharedData.path("mnist") != nil)) func mnist() throws {
        let path: String = try #require(SharedData.path("mnist"))
        let x = VariableSpecification("x", support: .unit, shape: [1, 28, 28])
        let y = VariableSpecification("y", role: .given, support: .category(10), shape: [])
        let data = try Dataset(training: [DataSource(path: path)], variables: [x, y])
        #expect(data.training.count == 60_000 && data.test?.count == 10_000)
        #expect(data.training.labels?.prefix(5) == [5, 0, 4, 1, 9])
        #expect(data.training["y"]?.count == 60_000)
        #expect(abs(mean(data.training["x"]) - 0.1307) < 1e-4)
    }

    @Test(.enabled(if: SharedData.path("frey") != nil)) func freyFaces() throws {
        let path: String = try #require(SharedData.path("frey/frey_rawface.mat"))
        let x = VariableSpecification("x", support: .unit, shape: [1, 28, 20])
        let data = try Dataset(training: [DataSource(path: path)], variables: [x], holdout: 0.1)
        #expect(data.training.count == 1768 && data.test?.count == 197)
        let bytes: [UInt8]? = if case .bytes(let bytes)? = data.training["x"]?.elements { bytes } else { nil }
        #expect(bytes?.min() == 8 && bytes?.max() == 238)
    }

    @Test(.enabled(if: SharedData.path("cifar10") != nil)) func cifar() throws {
        let path: String = try #require(SharedData.path("cifar10"))
        let x = VariableSpecification("x", support: .unit, shape: [3, 32, 32])
        let data = try Dataset(training: [DataSource(path: path)], variables: [x])
        #expect(data.training.count == 10_000 && data.test?.count == 1000)
        #expect(data.training.labels?.prefix(4) == [6, 9, 9, 4])
        #expect(data.labelNames?.count == 10)
    }

    @Test(.enabled(if: SharedData.path("binarized_mnist") != nil)) func binarizedMNIST() throws {
        let path: String = try #require(SharedData.path("binarized_mnist"))
        let x = VariableSpecification("x", support: .binary, shape: [784])
        let data = try Dataset(training: [DataSource(path: path)], variables: [x])
        #expect(data.training.count == 50_000 && data.test?.count == 10_000)
        #expect(abs(mean(data.training["x"]) - 0.1309) < 1e-3)
        guard case .bytes = data.training["x"]?.elements else {
            Issue.record("binary values are kept as bytes")
            return
        }
    }
}
