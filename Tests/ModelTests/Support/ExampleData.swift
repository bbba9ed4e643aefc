import PlanSamples
import TestSupport
import VAERuntime

/// Made-up values for a model's variables, the same for the same seed.
struct ExampleData {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Examples to train on and, if wanted, to test on.
    mutating func dataset(_ description: ModelDescription, count: Int, testCount: Int = 0) -> Dataset {
        let variables: [ModelDescription.Variable] = description.data + description.givens
        var parts: [Examples] = []
        for count in [count, testCount] {
            parts.append(Examples(variables: variables.map { rows(of: $0, count: count) }))
        }
        return Dataset(training: parts[0], test: testCount > 0 ? parts[1] : nil, source: "made-up data")
    }

    /// Rows of one variable: bytes where a file would have bytes.
    mutating func rows(of variable: ModelDescription.Variable, count: Int) -> VariableRows {
        let size: Int = count * variable.count
        let support: ModelDescription.Support = variable.transforms.isEmpty ? variable.support : .unit
        var scale: Float = 1
        let elements: DataElements
        switch support {
        case .unit:
            scale = 1 / 255
            elements = .bytes(bytes(size, 0...255))
        case .binary: elements = .bytes(bytes(size, 0...1))
        case .byte: elements = .bytes(bytes(size, 0...255))
        case .count: elements = .bytes(bytes(size, 0...9))
        case .category(let kinds): elements = .floats(bytes(size, 0...min(kinds - 1, 255)).map { Float($0) })
        case .real: elements = .floats(generator.floats(size))
        case .positive: elements = .floats(generator.floats(size).map { abs($0) + 0.125 })
        }
        return VariableRows(
            name: variable.name, shape: variable.shape, count: count, elements: elements, scale: scale)
    }

    private mutating func bytes(_ count: Int, _ range: ClosedRange<Int>) -> [UInt8] {
        (0..<count).map { _ in UInt8(generator.whole(range)) }
    }
}
