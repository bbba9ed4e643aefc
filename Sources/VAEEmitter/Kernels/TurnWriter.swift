import VAEGraph

// Copies that exchange rows and columns: whole vectors are turned instead of gathering numbers that stand far apart.
extension KernelWriter {
    /// Where a kernel copies from and to, if it does nothing else, and what are columns of one are rows of the other.
    var turningCopy: (from: Location, to: Location)? {
        let body: Body = kernel.body
        guard body.instructions.count == 1, body.stores.count == 1, case .load(let from) = body.instructions[0],
            case .elements(let to, _) = body.stores[0].target, let row = kernel.rows.indices.last
        else { return nil }
        guard from.strides[row] == .one, to.strides[row + 1] == .one, let step = from.strides[row + 1].literal,
            step > 1, let width = to.strides[row].literal, width > 1
        else { return nil }
        // All rows of a task are neighbours.
        let isTogether: Bool = kernel.rows.count == 1 || (kernel.rows[row].literal ?? 1) % kernel.rowBlock == 0
        return isTogether ? (from, to) : nil
    }

    /// The declarations of a kernel that turns what it copies.
    func writeTurn(_ copy: (from: Location, to: Location)) -> KernelCode {
        var body: BodyEmitter = bodyEmitter()
        let axis: Int = kernel.rows.count - 1
        let stride: SwiftExpression = copy.from.strides[axis + 1].expression
        let from: SwiftExpression = body.rowPointer(copy.from).advanced(by: grid.firstColumn.times(stride))
        let to: SwiftExpression = body.rowPointer(copy.to).advanced(by: grid.firstColumn)
        let call: SwiftExpression = .call(
            "turn",
            [
                .plain(from), .labelled("rows", difference(grid.columnEnd, grid.firstColumn)),
                .labelled("stride", stride), .labelled("depth", difference(grid.rowEnd, grid.firstRow)),
                .labelled("to", to), .plain(copy.to.strides[axis].expression),
            ])
        let row: SwiftStatement = .constant("row", "Int", grid.firstRow)
        return KernelCode(
            name: name, declarations: [function(body.task + [row] + body.row + [.expression(call)])])
    }

    private func difference(_ end: SwiftExpression, _ start: SwiftExpression) -> SwiftExpression {
        start == 0 ? end : .binary(end, .wrappingMinus, start)
    }
}
