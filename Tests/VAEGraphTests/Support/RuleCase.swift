import PlanSamples
import TestSupport
import Testing
import VAEGraph

/// One way to use an operation, for comparing its gradient rule with differences.
struct RuleCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Moves a number in (−1, 1) to where the operation is defined and smooth.
    var domain: @Sendable (Double) -> Double = { $0 }
    /// The shapes of the operands.
    let shapes: @Sendable (inout SeededGenerator) -> [Shape]
    let make: @Sendable ([Tensor]) -> Tensor
    /// How often it is tried with new shapes and numbers.
    var repetitions = 20

    var testDescription: String { name }

    static let all: [RuleCase] =
        UnaryFunction.allCases.map(unary) + BinaryFunction.allCases.map(binary) + selections + movements
        + Reduction.allCases.flatMap(reductions) + contractions + images

    private static func unary(_ function: UnaryFunction) -> RuleCase {
        let needsPositive: Bool = [.squareRoot, .logarithm, .logarithmOfOnePlus].contains(function)
        let isNotSmooth: Bool = [.reciprocal, .absolute, .sign, .floor].contains(function)
        return RuleCase(
            name: function.rawValue,
            domain: { x in
                if needsPositive { return x + 1.5 }
                return isNotSmooth ? (x < 0 ? x * 0.5 - 0.3 : x * 0.5 + 0.3) : x * 3
            },
            shapes: { [shape(&$0)] }, make: { $0[0].apply(function) })
    }

    private static func binary(_ function: BinaryFunction) -> RuleCase {
        RuleCase(
            name: function.rawValue,
            domain: { function == .power || function == .divide ? $0 + 1.5 : $0 },
            shapes: { generator in
                let shape: Shape = shape(&generator)
                return [shape, shape]
            },
            make: { $0[0].apply(function, $0[1]) })
    }

    private static let selections: [RuleCase] = [
        RuleCase(
            name: "select",
            shapes: { generator in
                let shape: Shape = shape(&generator)
                return [shape, shape, shape]
            },
            make: { $0[0].compare(.less, $0[1]).select($0[1], $0[2]) })
    ]

    private static let movements: [RuleCase] = [
        RuleCase(name: "reshape", shapes: { _ in [[2, 3, 4]] }, make: { $0[0].reshape([6, 4]) }),
        RuleCase(name: "permute", shapes: { _ in [[2, 3, 4]] }, make: { $0[0].permute([2, 0, 1]) }),
        RuleCase(
            name: "broadcast", shapes: { _ in [[2, 3]] }, make: { $0[0].broadcast(to: [4, 2, 5, 3], axes: [1, 3]) }),
        RuleCase(
            name: "broadcast of a scalar", shapes: { _ in [[]] }, make: { $0[0].broadcast(to: [2, 3], axes: []) }),
        RuleCase(name: "slice", shapes: { _ in [[2, 5, 3]] }, make: { $0[0].slice(axis: 1, start: 1, count: 3) }),
        RuleCase(name: "pad", shapes: { _ in [[2, 3, 2]] }, make: { $0[0].pad(axis: 1, before: 2, after: 1) }),
        RuleCase(
            name: "concat", shapes: { _ in [[2, 1, 2], [2, 3, 2], [2, 2, 2]] }, make: { .concat($0, axis: 1) }),
        RuleCase(
            name: "concat of a tensor with itself", shapes: { _ in [[2, 3]] },
            make: { .concat([$0[0], $0[0]], axis: 0) }),
        RuleCase(name: "product with itself", shapes: { _ in [[2, 3]] }, make: { $0[0] * $0[0] }),
    ]

    private static func reductions(_ reduction: Reduction) -> [RuleCase] {
        let choices: [[Int]] = [[0], [1], [2], [0, 2], [0, 1, 2]]
        return choices.map { axes in
            RuleCase(
                name: "\(reduction) over \(axes)", shapes: { _ in [[2, 3, 4]] },
                make: { $0[0].reduce(reduction, axes: axes) })
        }
    }

    private static let flags: [(Bool, Bool)] = [(false, false), (true, false), (false, true), (true, true)]

    private static let contractions: [RuleCase] = flags.map { (a: Bool, b: Bool) in
        RuleCase(
            name: "contract, transposed \(a) \(b)",
            shapes: { generator in
                let (rows, depth) = (Extent(generator.whole(1...4)), Extent(generator.whole(1...4)))
                let columns = Extent(generator.whole(1...4))
                return [a ? [depth, rows] : [rows, depth], b ? [columns, depth] : [depth, columns]]
            },
            make: { $0[0].contract($0[1], transposed: a, otherTransposed: b) })
    }

    private static func shape(_ generator: inout SeededGenerator) -> Shape {
        Shape((0..<generator.whole(0...3)).map { _ in Extent(generator.whole(1...3)) })
    }
}
