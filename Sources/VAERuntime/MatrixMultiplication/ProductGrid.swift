/// How a matrix product is divided into tasks: a pure function of its shape and of the register tile, so that a plan
/// made once is the same for any number of threads.
public struct ProductGrid: Sendable, Equatable {
    /// Rows of one task.
    public var rowBlock: Int
    /// Columns of one task, a multiple of 16.
    public var columnBlock: Int
    /// Tasks along the columns.
    public var columnTasks: Int

    /// Which of the products it is.
    public enum Kind: Sendable, CaseIterable {
        /// A · B or Aᵀ · B, by `multiply`.
        case plain
        /// A · Bᵀ, by `multiplyTransposed`.
        case transposedB
    }

    /// A grid for a product of `rows` × `depth` × `columns`.
    ///
    /// - Parameters:
    ///   - tileRows: rows of the register tile: 8 with AVX-512, 6 with AVX2, 2 with the baseline (`TileShape.rows`).
    ///   - tileColumns: columns of the register tile: 48 with AVX-512, 16 with AVX2 and the baseline's 12 rounded up.
    public init(kind: Kind, rows: Int, depth: Int, columns: Int, tileRows: Int, tileColumns: Int) {
        let work: Double = 2 * Double(rows) * Double(depth) * Double(columns)
        let wanted: Int = Self.tasks(work)
        let isTransposed: Bool = kind == .transposedB
        let unitRows: Int = isTransposed ? 2 : tileRows
        let unitColumns: Int = isTransposed ? 16 : (tileColumns + 15) / 16 * 16
        let rowUnits: Int = max(1, (rows + unitRows - 1) / unitRows)
        let columnUnits: Int = max(1, (columns + unitColumns - 1) / unitColumns)
        // Where B is small the tasks are bands of rows, whose memory is walked in order; otherwise strips of columns,
        // so that B is read once, and only as many bands as it takes.
        let isSmall: Bool = !isTransposed && Double(depth) * Double(columns) <= Self.smallOperand
        if isSmall {
            rowBlock = Self.block(rows, unit: unitRows, parts: min(wanted, rowUnits))
            let bands: Int = max(1, (rows + rowBlock - 1) / rowBlock)
            let strips: Int = min(columnUnits, max(1, (wanted + bands / 2) / bands))
            columnBlock = (columnUnits + strips - 1) / strips * unitColumns
        } else {
            let parts: Int = min(wanted, columnUnits)
            columnBlock = (columnUnits + parts - 1) / parts * unitColumns
            let strips: Int = max(1, (columns + columnBlock - 1) / columnBlock)
            rowBlock = Self.block(rows, unit: unitRows, parts: min(rowUnits, max(1, (wanted + strips / 2) / strips)))
        }
        columnTasks = max(1, (columns + columnBlock - 1) / columnBlock)
    }

    /// A grid for the register tile of this build.
    public init(kind: Kind, rows: Int, depth: Int, columns: Int) {
        self.init(
            kind: kind, rows: rows, depth: depth, columns: columns, tileRows: TileShape.rows,
            tileColumns: TileShape.vectors * vectorWidth)
    }

    /// Elements of B up to which it stays in the second-level cache whole; the same as in `multiply`.
    private static var smallOperand: Double { 65536 }

    /// Tasks for so many floating-point operations: one where a second thread would not pay, then one per half
    /// million, at least 6 and at most 32.
    private static func tasks(_ work: Double) -> Int { work < 150_000 ? 1 : Int(min(32, max(6, work / 500_000))) }

    /// Rows of a block when about `parts` are wanted: whole tiles, and no last block that is much smaller than the
    /// others, because each block reads B anew.
    private static func block(_ rows: Int, unit: Int, parts: Int) -> Int {
        var units: Int = max(1, ((rows + unit - 1) / unit + parts - 1) / parts)
        while true {
            let block: Int = units * unit
            let last: Int = rows % block
            if block >= rows || last == 0 || 3 * last >= block { return block }
            units += 1
        }
    }
}
