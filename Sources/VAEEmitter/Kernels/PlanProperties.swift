import VAEGraph

// What the plan's values say of themselves.

extension Kernel {
    /// How many rows there are when that does not depend on the batch.
    var rowCountLiteral: Int? {
        rows.reduce(1) { count, extent in count.flatMap { known in extent.literal.map { $0 * known } } }
    }

    /// Whether all rows are in one task, for every batch.
    var isOneRowTask: Bool { rowCountLiteral.map { $0 <= rowBlock } ?? false }
}

extension Instruction {
    /// The registers it reads.
    var operands: [Int] {
        switch self {
        case .load, .constant, .source, .noise, .column: []
        case .unary(_, let a): [a]
        case .binary(_, let a, let b), .compare(_, let a, let b): [a, b]
        case .multiplyAdd(let a, let b, let c), .select(let a, let b, let c): [a, b, c]
        }
    }

    /// Whether it gives numbers, not a mask.
    var isNumber: Bool { if case .compare = self { false } else { true } }
}
