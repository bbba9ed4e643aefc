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
    /// Whether it gives numbers, not a mask.
    var isNumber: Bool { if case .compare = self { false } else { true } }
}
