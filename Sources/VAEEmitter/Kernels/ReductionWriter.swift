import VAEGraph

// Reductions: loops over the reduced axes around one accumulator for each term, then the body with the results as its
// sources.
extension KernelWriter {
    /// The declarations of a reduction.
    func writeReduction(_ reduction: ReductionWork) throws -> KernelCode {
        let level: BodyEmitter.Level = reduction.isAlongColumns ? .row : .point
        let results: [Identifier] = reduction.terms.indices.map { Identifier("result", number: $0) }
        var body: BodyEmitter = bodyEmitter(
            sources: results.map { .name($0) }, sourceLevel: level,
            taken: results + reductionNames(reduction))
        if reduction.isAlongColumns, kernel.columns != .one {
            throw EmissionError(name.text, "a reduction along the columns of a domain with columns")
        }
        let read: Set<Int> = try sourcesRead()
        for (index, term): (Int, ReductionWork.Term) in reduction.terms.enumerated() where read.contains(index) {
            guard term.operand.strides.count == kernel.rows.count + 1 + reduction.axes.count else {
                throw EmissionError(name.text, "a reduction's operand with \(term.operand.strides.count) strides")
            }
            let loops = ReductionLoops(
                term: term, number: index, axes: reduction.axes, rowAxes: kernel.rows.count,
                isAlongColumns: reduction.isAlongColumns, lanes: lanes, columns: kernel.columns, grid: grid)
            for statement: SwiftStatement in loops.statements(from: body.rowPointer(term.operand)) {
                body.append(statement, at: level)
            }
        }
        try body.emit()
        let statements: [SwiftStatement] = body.task + forEachRow(body.row + forEachVector(body.point))
        return KernelCode(name: name, declarations: [function(statements)])
    }

    /// The results that the body needs.
    private func sourcesRead() throws -> Set<Int> {
        let needed: [Bool] = try BodyEmitter.needed(in: kernel)
        var result: Set<Int> = []
        for (index, instruction): (Int, Instruction) in kernel.body.instructions.enumerated() where needed[index] {
            if case .source(let number) = instruction { result.insert(number) }
        }
        return result
    }

    private func reductionNames(_ reduction: ReductionWork) -> [Identifier] {
        let terms: [Identifier] = reduction.terms.indices.flatMap { term in
            [Identifier("sum", number: term), Identifier("start", number: term)]
                + reduction.axes.indices.map { ReductionLoops.pointerName(term: term, axis: $0) }
                + reduction.axes.indices.map { ReductionLoops.indexName(term: term, axis: $0) }
        }
        return terms + ["rest"]
    }
}

/// The loops of one term.
private struct ReductionLoops {
    let term: ReductionWork.Term
    let number: Int
    let axes: [Extent]
    let rowAxes: Int
    let isAlongColumns: Bool
    let lanes: Int
    let columns: Extent
    let grid: Grid

    /// The name of the pointer after so many axes.
    static func pointerName(term: Int, axis: Int) -> Identifier {
        Identifier(Identifier(Identifier("part", number: term), suffix: "Axis"), number: axis)
    }

    /// The name of an index: `k1` for the first term, `k1of2` for the third.
    static func indexName(term: Int, axis: Int) -> Identifier {
        let name = Identifier("k", number: axis)
        return term == 0 ? name : Identifier(Identifier(name, suffix: "of"), number: term)
    }

    private var sum: Identifier { Identifier("sum", number: number) }
    private var result: Identifier { Identifier("result", number: number) }
    private var columnStride: Extent { term.operand.strides[rowAxes] }
    private func stride(_ axis: Int) -> Extent { term.operand.strides[rowAxes + 1 + axis] }

    /// What the accumulator starts with, so that the first element is kept as it is: −0 + x is x for every x, 0 + x is
    /// not for x = −0.
    private var start: SwiftExpression {
        .vector(repeating: .float(term.reduction == .sum ? -0.0 : -.infinity))
    }

    private func combine(_ value: SwiftExpression) -> SwiftStatement {
        let accumulator = SwiftExpression.name(sum)
        let combined: SwiftExpression =
            term.reduction == .sum ? .binary(accumulator, .plus, value) : .vector("maximum", accumulator, value)
        return .assign(accumulator, combined)
    }

    /// The loops, starting at the row's first element.
    func statements(from row: SwiftExpression) -> [SwiftStatement] {
        var result: [SwiftStatement] = [.variable(sum, "Vector", start)]
        if isAlongColumns {
            result += loops(axis: 0, from: row)
            let total: SwiftExpression = .vector(term.reduction == .sum ? "sum" : "largest", .name(sum))
            result.append(.constant(self.result, "Vector", .vector(repeating: total)))
        } else {
            let start = Identifier("start", number: number)
            let offset: SwiftExpression = columns == .one ? 0 : SwiftExpression.name("column")
            let column: SwiftExpression = offset.times(columnStride.expression)
            result.append(.constant(start, "Floats", row.advanced(by: column)))
            result += loops(axis: 0, from: .name(start))
            result.append(.constant(self.result, "Vector", .name(sum)))
        }
        return result
    }

    private func loops(axis: Int, from pointer: SwiftExpression) -> [SwiftStatement] {
        if axis == axes.count { return [combine(element(pointer))] }
        if isAlongColumns && axis == axes.count - 1 { return vectors(axis: axis, from: pointer) }
        let index: Identifier = ReductionLoops.indexName(term: number, axis: axis)
        let next: Identifier = ReductionLoops.pointerName(term: number, axis: axis)
        let place: SwiftExpression = pointer.advanced(by: SwiftExpression.name(index).times(stride(axis).expression))
        return [
            .forEach(
                stride(axis).isZero ? nil : index, in: .binary(0, .upTo, axes[axis].expression),
                [.constant(next, "Floats", place)] + loops(axis: axis + 1, from: .name(next)))
        ]
    }

    /// The vector of columns at a place.
    private func element(_ pointer: SwiftExpression) -> SwiftExpression {
        if columnStride.isZero || columns == .one { return .vector(repeating: pointer.dot("pointee")) }
        if columnStride == .one { return .vector("load", pointer) }
        let left: SwiftExpression = .binary(grid.columnEnd, .wrappingMinus, "column")
        return .call(
            .member("Vector", "gather"),
            [.plain(pointer), .labelled("stride", columnStride.expression), .labelled("first", left)])
    }

    /// Vectors along the last axis; lanes behind its end count as nothing.
    private func vectors(axis: Int, from pointer: SwiftExpression) -> [SwiftStatement] {
        let index: Identifier = ReductionLoops.indexName(term: number, axis: axis)
        let count: SwiftExpression = axes[axis].expression
        let k = SwiftExpression.name(index)
        let place: SwiftExpression = pointer.advanced(by: k.times(stride(axis).expression))
        let rest: SwiftExpression = .binary(count, .wrappingMinus, k)
        let advance: SwiftStatement = .update(k, .wrappingPlus, "vectorWidth")
        if stride(axis) == .one, let literal: Int = axes[axis].literal, literal % lanes == 0 {
            let body: [SwiftStatement] = [combine(.vector("load", place)), advance]
            return [.variable(index, "Int", 0), .loop(while: .binary(k, .less, count), body)]
        }
        let whole: SwiftExpression = .binary(k.plus("vectorWidth"), .lessOrEqual, count)
        var load: SwiftExpression = .vector("load", place)
        if stride(axis) != .one {
            load = .call(
                .member("Vector", "gather"),
                [.plain(place), .labelled("stride", stride(axis).expression), .labelled("first", "vectorWidth")])
        }
        let lanesLeft: SwiftExpression = .call(.member("Vector", "isLane"), [.labelled("below", "rest")])
        var last: SwiftExpression = .call(.member("Vector", "load"), [.plain(place), .labelled("first", "rest")])
        if stride(axis) != .one {
            last = .call(
                .member("Vector", "gather"),
                [.plain(place), .labelled("stride", stride(axis).expression), .labelled("first", "rest")])
        }
        if term.reduction == .maximum {
            last = .vector("select", lanesLeft, last, .vector(repeating: .float(-.infinity)))
        }
        return [
            .variable(index, "Int", 0),
            .loop(while: whole, [combine(load), advance]),
            .branch(
                if: .binary(k, .less, count), [.constant("rest", "Int", rest), combine(last)], else: []),
        ]
    }
}
