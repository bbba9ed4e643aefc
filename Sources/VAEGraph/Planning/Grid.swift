/// How a kernel's domain is cut into tasks. Depends on sizes and the target alone, never on the number of threads, so
/// that sums are added in the same order whoever computes them.
struct Grid: Hashable {
    /// Rows of a task.
    var rowBlock: Int
    /// Columns of a task, a multiple of the lanes; nil for all.
    var columnBlock: Int?

    /// For a matrix product: whole register tiles, and enough work in a task that claiming it costs nothing.
    static func contraction(rows: Int, columns: Int, depth: Int, target: Target) -> Grid {
        let tileColumns = target.tileVectors * target.lanes
        let columnTasks = (columns + tileColumns - 1) / tileColumns
        let work = 2 * rows * columns * max(depth, 1)
        let tasks = min(max(work / 2_000_000, 4), 64)
        let rowTasks = max(1, min((tasks + columnTasks - 1) / columnTasks, work / 200_000 / columnTasks))
        let rowsEach = (rows + rowTasks - 1) / rowTasks
        let rowBlock = (rowsEach + target.tileRows - 1) / target.tileRows * target.tileRows
        return Grid(rowBlock: max(rowBlock, 1), columnBlock: columnTasks == 1 ? nil : tileColumns)
    }

    /// For loops: so many elements in a task that claiming it costs nothing; by columns where there are few rows.
    static func loop(rows: Int, columns: Int, target: Target) -> Grid {
        let elements = 8192
        if rows * 4 <= columns && columns > elements {
            let block = (elements / max(rows, 1) + Layout.line - 1) / Layout.line * Layout.line
            return Grid(rowBlock: max(rows, 1), columnBlock: max(block, Layout.line))
        }
        return Grid(rowBlock: max(1, elements / max(columns, 1)), columnBlock: nil)
    }

    /// For reductions of so many elements for each result.
    static func reduction(rows: Int, columns: Int, reduced: Int, isAlongColumns: Bool, target: Target) -> Grid {
        let elements = 8192
        if isAlongColumns { return Grid(rowBlock: max(1, elements / max(reduced, 1)), columnBlock: nil) }
        if rows > 1 { return Grid(rowBlock: max(1, elements / max(columns * reduced, 1)), columnBlock: nil) }
        let block = (elements / max(reduced, 1) + Layout.line - 1) / Layout.line * Layout.line
        return Grid(rowBlock: 1, columnBlock: block >= columns ? nil : max(block, Layout.line))
    }
}
