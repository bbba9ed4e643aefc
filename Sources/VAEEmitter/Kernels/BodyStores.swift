import VAEGraph

// How registers leave a body: to their elements, or added up over the columns or the rows of a task.
extension BodyEmitter {
    /// Whether every vector of the columns is full.
    private var hasOnlyWholeVectors: Bool {
        guard let columns: Int = kernel.columns.literal else { return false }
        return columns % lanes == 0
    }

    mutating func store(_ store: Store) throws {
        let value: SwiftExpression = values[store.register] ?? .none
        guard kernel.body.instructions[store.register].isNumber else {
            throw EmissionError(kernel.name, "a mask cannot be stored")
        }
        switch store.target {
        case .elements(let location, let mayOverrun):
            storeElements(value, location, mayOverrun: mayOverrun)
        case .sumOverColumns(let location):
            let first: SwiftExpression = rowPointer(location)
            let partial: SwiftExpression = first.advanced(by: grid.columnTask.times("vectorWidth"))
            var counted: SwiftExpression = value
            if !hasOnlyWholeVectors {
                let mask: SwiftExpression = .call(.member("Vector", "isLane"), [.labelled("below", remaining)])
                let masked: SwiftExpression = .vector("select", mask, value, .vector(repeating: .float(0)))
                counted = define("counted", "Vector", masked, at: .point)
            }
            accumulate(counted, at: partial, unlessFirst: isFirstColumn)
        case .sumOverRows(let location):
            guard location.strides.count == 2, location.strides[1] == .one else {
                throw EmissionError(kernel.name, "sums over rows must stand next to each other")
            }
            let block: SwiftExpression = grid.rowTask.times(location.strides[0].expression)
            let base: SwiftExpression = self.base(location.buffer).advanced(by: block)
            let partial: SwiftExpression = define(
                Identifier(slotNames[location.buffer], suffix: "Sum"), "Floats", base, at: .task)
            accumulate(value, at: partial.advanced(by: column), unlessFirst: isFirstRow)
        }
    }

    private mutating func storeElements(_ value: SwiftExpression, _ location: Location, mayOverrun: Bool) {
        let pointer: SwiftExpression = rowPointer(location)
        let columnStride: Extent = kernel.columns == .one ? 1 : location.strides.last ?? 1
        let target: SwiftExpression =
            kernel.columns == .one
            ? pointer : pointer.advanced(by: column.times(columnStride.expression))
        let call: SwiftExpression = value.dot("store")
        if columnStride != .one {
            let arguments: [SwiftExpression.Argument] = [
                .labelled("to", target), .labelled("stride", columnStride.expression), .labelled("first", remaining),
            ]
            append(.expression(.call(.member(value, "scatter"), arguments)), at: .point)
        } else if mayOverrun || hasOnlyWholeVectors {
            append(.expression(.call(call, [.labelled("to", target)])), at: .point)
        } else {
            let arguments: [SwiftExpression.Argument] = [.labelled("to", target), .labelled("first", lanesLeft())]
            append(.expression(.call(call, arguments)), at: .point)
        }
    }

    /// The first term is stored, later ones are added to what is there; without a condition there is only one.
    private mutating func accumulate(
        _ value: SwiftExpression, at place: SwiftExpression, unlessFirst isFirst: SwiftExpression?
    ) {
        let target: SwiftExpression = define("sum", "Floats", place, at: .point)
        var total: SwiftExpression = value
        if let isFirst {
            let sum: SwiftExpression = .binary(.vector("load", target), .plus, value)
            total = define("total", "Vector", .conditional(isFirst, value, sum), at: .point)
        }
        append(.expression(.call(total.dot("store"), [.labelled("to", target)])), at: .point)
    }

    // MARK: - The grid

    private var grid: Grid { Grid(kernel: kernel) }
    /// The first column of the current vector.
    var column: SwiftExpression { kernel.columns == .one ? 0 : "column" }
    /// How many columns are left from the current one on; a vector's lanes below it count.
    var remaining: SwiftExpression {
        if kernel.columns == .one { return 1 }
        return .binary(grid.columnEnd, .wrappingMinus, column)
    }
    /// How many lanes of the current vector are columns.
    private mutating func lanesLeft() -> SwiftExpression {
        if kernel.columns == .one { return 1 }
        if let lanesLeftInUse { return lanesLeftInUse }
        let count: SwiftExpression = .call("min", [.plain("vectorWidth"), .plain(remaining)])
        let name: SwiftExpression = define("lanes", "Int", count, at: .point)
        lanesLeftInUse = name
        return name
    }
    private var isFirstColumn: SwiftExpression? {
        if kernel.columns == .one { return nil }
        return .binary(column, .equal, grid.firstColumn)
    }
    private var isFirstRow: SwiftExpression? {
        if kernel.rowCountLiteral == 1 || kernel.rowBlock == 1 { return nil }
        return .binary("row", .equal, grid.firstRow)
    }
}
