/// How a kernel's domain is cut into tasks. Depends on sizes and the target alone, never on the number of threads, so
/// that sums are added in the same order whoever computes them.
struct Grid: Hashable {
    /// Rows of a task.
    var rowBlock: Int
    /// Columns of a task, a multiple of the lanes; nil for all.
    var columnBlock: Int?

    /// For a matrix product: whole register tiles down the rows, so many that two threads, and four, end at about the same
    /// time, and yet enough work in a task that beginning it costs little.
    /// - Parameter turns: Each task turns its columns of the right matrix first.
    static func contraction(
        rows: Int, columns: Int, depth: Int, turns: Bool = false, target: Target
    ) -> Grid {
        let tileColumns = target.tileVectors * target.lanes
        let columnTasks = max((columns + tileColumns - 1) / tileColumns, 1)
        // In Double, as everything that is a product of all sizes of a model: no such number is too large for it.
        let flops = 2 * Double(max(depth, 1))
        // What it costs to begin a task, in flops. To turn columns of the right matrix takes as long as some rows.
        let start = 60_000 + (turns ? 10 * flops * Double(min(tileColumns, columns)) : 0)
        // Products with fewer rows than these wait for the right matrix where it is too large for the near caches.
        let waiting = depth * columns > 262_144 ? 22 : 0
        let tiles = max((rows + target.tileRows - 1) / target.tileRows, 1)
        var best = (cost: Double.infinity, rowBlock: tiles * target.tileRows)
        for rowTasks in stride(from: 1, through: min(tiles, 96 / columnTasks), by: 1) {
            let block = (tiles + rowTasks - 1) / rowTasks * target.tileRows
            if rowTasks > 1 && flops * Double(min(block, rows) * min(tileColumns, columns)) < 200_000 { break }
            var costs: [Double] = []
            for column in stride(from: 0, to: columns, by: tileColumns) {
                for row in stride(from: 0, to: rows, by: block) {
                    let points = max(min(block, rows - row), waiting) * min(tileColumns, columns - column)
                    costs.append(flops * Double(points) + start)
                }
            }
            let cost = end(of: costs, threads: 2) * 2 + end(of: costs, threads: 4) * 4
            if cost < best.cost { best = (cost, block) }
        }
        return Grid(rowBlock: best.rowBlock, columnBlock: columnTasks == 1 ? nil : tileColumns)
    }

    /// When the last of some threads is done with tasks of these costs, each begun by the first thread that is free.
    private static func end(of costs: [Double], threads: Int) -> Double {
        var ends: [Double] = Array(repeating: 0, count: threads)
        for cost in costs {
            let first = ends.indices.min { ends[$0] < ends[$1] } ?? 0
            ends[first] += cost
        }
        return ends.max() ?? 0
    }

    /// For loops: so many elements in a task that claiming it costs nothing; by columns where there are few rows.
    /// - Parameter isCostly: Each takes many times as long as a few additions.
    static func loop(rows: Int, columns: Int, isCostly: Bool = false, target: Target) -> Grid {
        let elements = isCostly ? 1024 : 8192
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
