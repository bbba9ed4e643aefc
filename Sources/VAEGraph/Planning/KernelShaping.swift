/// Splits a domain into row axes and columns, and joins axes that every location of a body steps through alike.
struct KernelShaping {
    /// The row axes, outermost first.
    private(set) var rows: [Extent]
    /// The column axis.
    private(set) var columns: Extent
    /// The largest batch, to count with.
    let batch: Int
    private let hasAddedColumn: Bool

    /// - Parameter hasUnitColumn: All axes are rows, of one column each.
    init(domain: Shape, batch: Int, hasUnitColumn: Bool = false) {
        self.batch = batch
        hasAddedColumn = hasUnitColumn || domain.rank == 0
        rows = hasAddedColumn ? domain.axes : Array(domain.axes.dropLast())
        columns = hasAddedColumn ? .one : domain.axes[domain.rank - 1]
    }

    /// Rows for the largest batch.
    var rowCount: Int { rows.reduce(1) { $0 * $1.count(batch: batch) } }
    /// Columns for the largest batch.
    var columnCount: Int { columns.count(batch: batch) }

    /// Gives the body's locations the column's stride where the domain had no column axis.
    func apply(to body: inout Body) {
        guard hasAddedColumn else { return }
        body.mapLocations { $0.strides.append(Extent(0)) }
    }

    /// Joins neighbouring axes, and drops axes of length one, where all locations allow.
    /// - Parameter keepsFirst: The first axis stays for itself.
    mutating func collapse(_ body: inout Body, keepsFirst: Bool = false) {
        guard !isPinned(body) else { return }
        for axis in stride(from: rows.count - 1, through: keepsFirst ? 1 : 0, by: -1) { _ = join(axis, &body) }
    }

    /// Joins the innermost row axis, of any length but the batch's, with the columns; whether locations allow.
    mutating func joinColumns(_ body: inout Body) -> Bool {
        guard let last = rows.last, !last.isBatch, last != .one, !isPinned(body) else { return false }
        return join(rows.count - 1, &body)
    }

    /// Whether the body counts rows and columns.
    private func isPinned(_ body: Body) -> Bool {
        body.instructions.contains { instruction in
            switch instruction {
            case .noise, .column: true
            default: false
            }
        }
    }

    /// Joins a row axis with what is inside of it, where all locations allow.
    private mutating func join(_ axis: Int, _ body: inout Body) -> Bool {
        let inner = axis + 1 < rows.count ? rows[axis + 1] : columns
        let outer = rows[axis]
        guard let joined = Extent.product(outer, inner), canJoin(axis, outer: outer, inner: inner, body) else {
            return false
        }
        let keepsOuter = inner == .one && outer != .one
        body.mapLocations { $0.strides.remove(at: keepsOuter ? axis + 1 : axis) }
        if axis + 1 < rows.count { rows[axis + 1] = joined } else { columns = joined }
        rows.remove(at: axis)
        return true
    }

    private func canJoin(_ axis: Int, outer: Extent, inner: Extent, _ body: Body) -> Bool {
        // A column of length one takes the place of its row only where vectors then run along memory or repeat.
        body.locations.allSatisfy { location in
            let (outerStride, innerStride) = (location.strides[axis], location.strides[axis + 1])
            if outer == .one { return true }
            if inner == .one { return axis + 1 < rows.count || outerStride == .one || outerStride == Extent(0) }
            if innerStride == Extent(0) { return outerStride == Extent(0) }
            return Extent.product(innerStride, inner) == outerStride
        }
    }
}

extension Body {
    /// The locations of loads and of elements stored.
    var locations: [Location] {
        instructions.compactMap { if case .load(let location) = $0 { location } else { nil } }
            + stores.map { store in
                switch store.target {
                case .elements(let location, _), .sumOverColumns(let location), .sumOverRows(let location): location
                }
            }
    }

    /// Changes every location but those of sums over rows, whose strides are not the domain's.
    mutating func mapLocations(_ change: (inout Location) -> Void) {
        for index in instructions.indices {
            if case .load(var location) = instructions[index] {
                change(&location)
                instructions[index] = .load(location)
            }
        }
        for index in stores.indices {
            if case .elements(var location, let overruns) = stores[index].target {
                change(&location)
                stores[index].target = .elements(location, mayOverrun: overruns)
            }
        }
    }
}
