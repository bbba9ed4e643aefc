import VAEGraph

/// The part of a kernel's domain that one task does, as names: `rowTask`, `firstRow`, `rowEnd`, `columnTask`,
/// `firstColumn`, `columnEnd`, each only where it is not a literal.
struct Grid {
    /// The kernel.
    let kernel: Kernel

    /// All rows, as an expression.
    var rowCount: SwiftExpression {
        kernel.rows.reduce(SwiftExpression.integer(1)) { $0.times($1.expression) }
    }
    /// The task's first row.
    var firstRow: SwiftExpression { kernel.isOneRowTask ? 0 : "firstRow" }
    /// Behind the task's last row.
    var rowEnd: SwiftExpression { kernel.isOneRowTask ? rowCount : "rowEnd" }
    /// The task's first column.
    var firstColumn: SwiftExpression { kernel.columnBlock == nil ? 0 : "firstColumn" }
    /// Behind the task's last column.
    var columnEnd: SwiftExpression { kernel.columnBlock == nil ? kernel.columns.expression : "columnEnd" }

    /// Which row block the task does; 0 where there is one.
    var rowTask: SwiftExpression {
        if kernel.isOneRowTask { return 0 }
        return kernel.columnBlock == nil ? "task" : "rowTask"
    }
    /// Which column block the task does; 0 where there is one.
    var columnTask: SwiftExpression {
        if kernel.columnBlock == nil { return 0 }
        return kernel.isOneRowTask ? "task" : "columnTask"
    }

    /// The definitions of the names.
    var statements: [SwiftStatement] {
        var result: [SwiftStatement] = []
        if rowTask == "rowTask" { result.append(.constant("rowTask", "Int", .binary("task", .over, columnTasks))) }
        if !kernel.isOneRowTask {
            var rowEnd: SwiftExpression = end("firstRow", kernel.rowBlock, kernel.rowCountLiteral, rowCount)
            if kernel.hasEmptyTasks { rowEnd = .call("max", [.plain("firstRow"), .plain(rowEnd)]) }
            result.append(.constant("firstRow", "Int", rowTask.times(.integer(kernel.rowBlock))))
            result.append(.constant("rowEnd", "Int", rowEnd))
        }
        if columnTask == "columnTask" {
            result.append(.constant("columnTask", "Int", .binary("task", .remainder, columnTasks)))
        }
        if let block: Int = kernel.columnBlock {
            let columns: SwiftExpression = kernel.columns.expression
            result.append(.constant("firstColumn", "Int", columnTask.times(.integer(block))))
            result.append(.constant("columnEnd", "Int", end("firstColumn", block, kernel.columns.literal, columns)))
        }
        return result
    }

    /// All names it defines.
    var names: [Identifier] {
        statements.compactMap { statement in
            if case .constant(let name, _, _) = statement { name } else { nil }
        }
    }

    /// How many tasks stand side by side.
    private var columnTasks: SwiftExpression {
        guard let block: Int = kernel.columnBlock else { return 1 }
        if let columns: Int = kernel.columns.literal { return .integer((columns + block - 1) / block) }
        return .binary(kernel.columns.expression.plus(.integer(block - 1)), .over, .integer(block))
    }

    private func end(
        _ start: SwiftExpression, _ block: Int, _ literal: Int?, _ count: SwiftExpression
    ) -> SwiftExpression {
        let end: SwiftExpression = start.plus(.integer(block))
        if let literal, literal % block == 0 { return end }
        return .call("min", [.plain(end), .plain(count)])
    }
}

extension Kernel {
    /// The number of row blocks as a `Count` of the runtime, ⌈factor · (rows or 1) / block⌉; nil where that cannot say it.
    private var simpleRowTasks: Extent? {
        let literal: Int = rows.reduce(1) { $0 * ($1.literal ?? 1) }
        let varying: [Extent] = rows.filter { $0.literal == nil }
        guard let axis: Extent = varying.first else { return Extent((literal + rowBlock - 1) / rowBlock) }
        if varying.count > 1 { return nil }
        if axis.block == 1 { return Extent(axis.factor * literal, isBatch: true, block: rowBlock) }
        // ⌈literal · ⌈n / block⌉ / rowBlock⌉ is one division when one number divides the other.
        if rowBlock % literal != 0 { return nil }
        return Extent(axis.factor, isBatch: true, block: axis.block * (rowBlock / literal))
    }

    /// Whether tasks may lie behind the last row: where no `Count` says how many row blocks there are, there are as many
    /// as the largest batch has.
    var hasEmptyTasks: Bool { simpleRowTasks == nil }

    /// The same kernel without a column block that holds all columns.
    var withoutNeedlessBlocks: Kernel {
        guard let columnBlock, let literal: Int = columns.literal, literal <= columnBlock else { return self }
        var result: Kernel = self
        result.columnBlock = nil
        return result
    }

    /// The number of row blocks for batches up to the largest.
    func rowTasks(largestBatch: Int) -> Extent {
        simpleRowTasks ?? Extent((rowCount(batch: largestBatch) + rowBlock - 1) / rowBlock)
    }

    /// The number of column blocks.
    var columnTasks: Extent {
        guard let columnBlock else { return .one }
        if let literal: Int = columns.literal { return Extent((literal + columnBlock - 1) / columnBlock) }
        return Extent(columns.factor, isBatch: true, block: columns.block * columnBlock)
    }
}
