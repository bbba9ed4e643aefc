/// Turns each group into kernels.
extension Planner {
    /// Appends the kernels of all groups, in order.
    mutating func buildKernels() throws(GraphProblem) {
        for (index, group) in fused.groups.enumerated() {
            switch group.kind {
            case .fetch: try buildFetch(group, index)
            case .elementwise: try buildElementwise(group, index)
            case .contraction: try buildContraction(group, index)
            case .reduction: try buildReduction(group, index)
            case .assembly: try buildAssembly(group, index)
            case .image: try buildImages(group, index)
            }
        }
    }

    // MARK: Kinds

    private mutating func buildFetch(_ group: FusedGraph.Group, _ index: Int) throws(GraphProblem) {
        let root = try root(of: group)
        guard case .input(let name) = graph[root].operation, group.domain.rank == 2, group.domain.axes[0] == .batch
        else { throw problem(root, "\(graph[root].operation) of \(group.domain), where rows of an input are fetched") }
        let place = try storedLocation(of: root)
        inputs.append(Plan.Input(name: name, columns: group.domain.axes[1].factor))
        let work = Kernel.Work.fetch(Fetch(input: inputs.count - 1, destination: place))
        let columns = group.domain.axes[1]
        let grid = Grid.loop(rows: batch, columns: columns.factor, target: target)
        append(
            Kernel(
                name: name, origins: origins(group), work: work, rows: [.batch], columns: columns,
                rowBlock: grid.columnBlock == nil ? grid.rowBlock : 1, columnBlock: nil, body: Body()), index)
    }

    private mutating func buildElementwise(_ group: FusedGraph.Group, _ index: Int) throws(GraphProblem) {
        var shaping = KernelShaping(domain: group.domain, batch: batch)
        let sums = self.sums(begunIn: group, [])
        let axes = Array(group.domain.axes.indices)
        // Sums of everything, or of everything in an example, do not care how the rest is cut into rows.
        let isFree = sums.allSatisfy { [axes, Array(axes.dropFirst())].contains(reducedAxes($0)) }
        var (body, registers) = try elements(of: group, index, sources: [:], sums: sums, hasColumns: true)
        shaping.apply(to: &body)
        // Sums for each of a few channels: vectors run along a line of places.
        var places: Extent?
        if isFree && !axes.isEmpty || sums.isEmpty {
            shaping.collapse(&body, keepsFirst: sums.contains { !reducedAxes($0).contains(0) })
        } else if sums.allSatisfy({ [axes, axes.dropLast()].contains(reducedAxes($0)) }),
            let line = shaping.rows.last, shaping.columnCount < target.lanes, shaping.joinColumns(&body)
        {
            places = line
        }
        let isNoisy = body.instructions.contains { if case .noise = $0 { true } else { false } }
        let grid = Grid.loop(
            rows: shaping.rowCount, columns: shaping.columnCount, isCostly: isNoisy, target: target)
        for (sum, register) in zip(sums, registers) {
            let reduced = reducedAxes(sum)
            let isWhole = reduced.count == axes.count
            let byRows = fused.partials[sum] == .overRows || isWhole && !shaping.rows.isEmpty
            try placePartialSums(
                sum, byRows ? .overRows : .overColumns, rows: shaping.rows, columns: shaping.columns,
                reducedRows: shaping.rows.indices.filter { isWhole || reduced.contains($0) }, grid: grid,
                places: isWhole ? nil : places)
            storePartialSum(sum, register, rowAxes: shaping.rows.count, in: &body)
        }
        append(kernel(group, .elementwise, shaping, grid, body), index)
    }

    /// The axes that a reduction removes.
    private func reducedAxes(_ sum: Value) -> [Int] {
        if case .reduce(_, let axes) = graph[sum].operation { axes } else { [] }
    }

    private mutating func buildContraction(_ group: FusedGraph.Group, _ index: Int) throws(GraphProblem) {
        let root = try root(of: group)
        guard case .contract(let transposeA, let transposeB) = graph[root].operation else {
            throw problem(root, "\(graph[root].operation), where a contraction was expected")
        }
        var left = try storedLocation(of: graph[root].operands[0])
        var right = try storedLocation(of: graph[root].operands[1])
        if transposeA { left.strides.swapAt(0, 1) }
        if transposeB { right.strides.swapAt(0, 1) }
        let leftShape = graph[graph[root].operands[0]].shape
        let depth = leftShape.axes[transposeA ? 0 : 1]
        let isAlongColumns = right.strides[1] == .one || group.domain.axes[1] == .one
        if !isAlongColumns && right.strides[0] != .one {
            throw problem(root, "a right matrix with the strides \(right.strides), of which none is 1")
        }
        let shaping = KernelShaping(domain: group.domain, batch: batch)
        let depthCount: Int = depth.count(batch: batch)
        let reading: Contraction.Reading =
            isAlongColumns ? .alongColumns : .ofTransposed(rows: shaping.rowCount, depth: depthCount)
        let contraction = Contraction(depth: depth, left: left, right: right, reading: reading)
        let grid = Grid.contraction(
            rows: shaping.rowCount, columns: shaping.columnCount, depth: depthCount, turns: reading == .turned,
            target: target)
        var body = try self.body(of: group, index, sources: [root: 0], grid: grid)
        shaping.apply(to: &body)
        append(kernel(group, .contraction(contraction), shaping, grid, body), index)
    }

    private mutating func buildReduction(_ group: FusedGraph.Group, _ index: Int) throws(GraphProblem) {
        let root = try root(of: group)
        guard case .reduce(let reduction, let axes) = graph[root].operation else {
            throw problem(root, "\(graph[root].operation), where a reduction was expected")
        }
        let operand = graph[root].operands[0]
        var shape = graph[operand].shape
        var reducedAxes = axes
        var place: Location
        if let partial = partialSums[root] {
            shape = partial.shape
            reducedAxes = partial.reducedAxes
            place = partial.location
        } else {
            place = try storedLocation(of: operand)
        }
        let kept = shape.axes.indices.filter { !reducedAxes.contains($0) }
        let isAlongColumns = reducedAxes.contains(shape.rank - 1) && place.strides[shape.rank - 1] == .one
        // Where vectors run along what is reduced, every kept axis is a row axis and the domain has one column.
        let shaping = KernelShaping(domain: group.domain, batch: batch, hasUnitColumn: isAlongColumns)
        var strides: [Extent] = kept.map { place.strides[$0] }
        if isAlongColumns || kept.isEmpty { strides.append(Extent(0)) }
        strides += reducedAxes.map { place.strides[$0] }
        place.strides = strides
        let work = ReductionWork(
            axes: reducedAxes.map { shape.axes[$0] },
            terms: [ReductionWork.Term(reduction: reduction, operand: place)], isAlongColumns: isAlongColumns)
        let count = work.axes.reduce(1) { $0 * $1.count(batch: batch) }
        let grid = Grid.reduction(
            rows: shaping.rowCount, columns: shaping.columnCount, reduced: count, isAlongColumns: isAlongColumns,
            target: target)
        var body = try self.body(
            of: group, index, sources: [root: 0], grid: grid, hasColumns: !isAlongColumns && group.domain.rank > 0)
        shaping.apply(to: &body)
        append(kernel(group, .reduction(work), shaping, grid, body), index)
    }

    private mutating func buildAssembly(_ group: FusedGraph.Group, _ index: Int) throws(GraphProblem) {
        let root = try root(of: group)
        let whole = try storedLocation(of: root)
        for (piece, place) in try pieces(of: root) where !placedPieces.contains(piece) || locations[piece] != place {
            try appendCopy(of: piece, to: place, shape: graph[piece].shape, group, index)
        }
        guard case .pad(let axis, let before, let after) = graph[root].operation else { return }
        let inner = graph[graph[root].operands[0]].shape.axes[axis].factor
        for (start, count) in [(0, before), (before + inner, after)] where count > 0 {
            var shape = graph[root].shape
            shape.axes[axis] = Extent(count)
            let place = try shifted(whole, of: root, axis: axis, by: start)
            try appendCopy(of: nil, to: place, shape: shape, group, index)
        }
    }

    /// A kernel that stores a value, or zeros, somewhere.
    private mutating func appendCopy(
        of value: Value?, to place: Location, shape: Shape, _ group: FusedGraph.Group, _ index: Int
    ) throws(GraphProblem) {
        var builder = BodyBuilder(planner: self, group: index, domain: shape, sources: [:])
        let register: Int
        if let value { register = try builder.register(value) } else { register = builder.emit(.constant(0)) }
        builder.body.stores.append(Store(register: register, target: .elements(place, mayOverrun: false)))
        builder.finish()
        var body = builder.body
        var shaping = KernelShaping(domain: shape, batch: batch)
        shaping.apply(to: &body)
        shaping.collapse(&body)
        let grid = Grid.loop(rows: shaping.rowCount, columns: shaping.columnCount, target: target)
        append(kernel(group, .elementwise, shaping, grid, body), index)
    }

    // MARK: Bodies

    /// The body of a group: stores of what others read, and beginnings of sums.
    /// - Parameter hasColumns: Whether the domain's last axis is the kernel's columns, not a row axis of one column each.
    mutating func body(
        of group: FusedGraph.Group, _ index: Int, sources: [Value: Int], grid: Grid, hasColumns: Bool = true
    ) throws(GraphProblem) -> Body {
        let sums = self.sums(begunIn: group, sources.keys.sorted { $0.index < $1.index })
        var (body, registers) = try elements(of: group, index, sources: sources, sums: sums, hasColumns: hasColumns)
        let rows = Array(group.domain.axes.dropLast())
        for (sum, register) in zip(sums, registers) {
            guard let kind = fused.partials[sum], let columns = group.domain.axes.last else { continue }
            try placePartialSums(
                sum, kind, rows: rows, columns: columns, reducedRows: reducedAxes(sum).filter { $0 < rows.count },
                grid: grid)
            storePartialSum(sum, register, rowAxes: rows.count, in: &body)
        }
        return body
    }

    /// Sums that begin where the members of a group, and results of its root, are computed.
    private func sums(begunIn group: FusedGraph.Group, _ results: [Value]) -> [Value] {
        let summed = Set(results + group.members)
        return graph.nodes.indices.map { Value($0) }.filter {
            fused.partials[$0] != nil && summed.contains(graph[$0].operands[0])
        }
    }

    /// The body of a group without its sums, and the registers that are to be summed.
    private func elements(
        of group: FusedGraph.Group, _ index: Int, sources: [Value: Int], sums: [Value], hasColumns: Bool
    ) throws(GraphProblem) -> (body: Body, registers: [Int]) {
        let results = (group.root.map { sources[$0] != nil ? [$0] : [] } ?? []) + group.members
        var builder = BodyBuilder(planner: self, group: index, domain: group.domain, sources: sources)
        for value in results {
            guard let place = locations[value] else { continue }
            let overruns = hasColumns && !placedPieces.contains(value) && mayOverrun(place, domain: group.domain)
            builder.body.stores.append(
                Store(register: try builder.register(value), target: .elements(place, mayOverrun: overruns)))
        }
        // What is summed counts as stored, wherever it will go.
        for sum in sums {
            let nowhere = Location(buffer: 0, strides: [])
            builder.body.stores.append(
                Store(register: try builder.register(graph[sum].operands[0]), target: .sumOverColumns(nowhere)))
        }
        builder.finish()
        var body = builder.body
        let registers = body.stores.suffix(sums.count).map(\.register)
        body.stores.removeLast(sums.count)
        return (body, registers)
    }

    /// Appends the store of a register that is summed to where the sum begins.
    private func storePartialSum(_ sum: Value, _ register: Int, rowAxes: Int, in body: inout Body) {
        guard let partial = partialSums[sum] else { return }
        var place = partial.location
        switch partial.kind {
        case .overColumns:
            // The body's view: one stride for each row axis, then the lane.
            place.strides = Array(place.strides.prefix(rowAxes)) + [.one]
            body.stores.append(Store(register: register, target: .sumOverColumns(place)))
        case .overRows:
            // The body's view: a row for each block.
            place.strides = [place.strides[0], .one]
            body.stores.append(Store(register: register, target: .sumOverRows(place)))
        }
    }

    /// Whether whole vectors may be stored at the end of a row: the row is the value's own and padded.
    private func mayOverrun(_ place: Location, domain: Shape) -> Bool {
        guard let last = domain.axes.last, !last.isBatch, place.strides.last == .one, place.offset == 0 else {
            return false
        }
        if buffers[place.buffer].storage == .table && isShared(place) { return false }
        let padded = (last.factor + Layout.line - 1) / Layout.line * Layout.line
        return place.strides.dropLast().allSatisfy { $0.factor >= padded }
    }

    /// Whether other slots stand in the same rows.
    private func isShared(_ place: Location) -> Bool {
        let offset = buffers[place.buffer].offset
        guard let placement = tablePlan.placements.first(where: { $0.offset == offset }) else { return true }
        // A slot that begins inside a line shares it with the one before.
        if placement.offset % Layout.line != 0 { return true }
        guard let width = placement.slot.shape.last else { return false }
        let rowEnd = placement.offset + (width + Layout.line - 1) / Layout.line * Layout.line
        return tablePlan.placements.contains { $0.offset > placement.offset && $0.offset < rowEnd }
    }

    /// Makes room for the beginnings of a sum over the columns of a kernel and some of its row axes.
    /// - Parameter places: Columns are so many times the channels that are kept.
    private mutating func placePartialSums(
        _ sum: Value, _ kind: FusedGraph.Partial, rows: [Extent], columns: Extent, reducedRows: [Int], grid: Grid,
        places: Extent? = nil
    ) throws(GraphProblem) {
        let name = graph[sum].origin.name + ".partial"
        switch kind {
        case .overColumns:
            // [rows…, task, lane]; a single task has no axis.
            let tasks = grid.columnBlock.map { Extent(columns.factor, isBatch: columns.isBatch, block: $0) }
            let isSingle = tasks.map { $0.count(batch: batch) <= 1 && !$0.isBatch } ?? true
            let taskCount = isSingle ? 1 : tasks?.count(batch: batch) ?? 1
            var strides: [Extent] = []
            var step = Extent(taskCount * target.lanes)
            for axis in rows.reversed() {
                strides.insert(step, at: 0)
                step = try product(step, axis, in: sum)
            }
            var shape = Shape(rows)
            if !isSingle, let tasks {
                shape.axes.append(tasks)
                strides.append(Extent(target.lanes))
            }
            shape.axes.append(Extent(target.lanes))
            strides.append(.one)
            let size = rows.reduce(taskCount * target.lanes) { $0 * $1.count(batch: batch) }
            let buffer = newBuffer(name, size: (size + Layout.line - 1) / Layout.line * Layout.line)
            partialSums[sum] = PartialSums(
                kind: kind, shape: shape, reducedAxes: reducedRows + Array(rows.count..<shape.rank),
                location: Location(buffer: buffer, strides: strides))
        case .overRows:
            // [row block, columns]
            var all = Extent.one
            for axis in rows { all = try product(all, axis, in: sum) }
            let blocks = Extent(all.factor, isBatch: all.isBatch, block: grid.rowBlock)
            let row = Layout.paddedRow(columns.count(batch: batch))
            let buffer = newBuffer(name, size: blocks.count(batch: batch) * row)
            if let places, let channels = graph[sum].shape.axes.last {
                partialSums[sum] = PartialSums(
                    kind: kind, shape: Shape([blocks, places, channels]), reducedAxes: [0, 1],
                    location: Location(buffer: buffer, strides: [Extent(row), channels, .one]))
            } else {
                let isWhole = graph[sum].shape.rank == 0
                partialSums[sum] = PartialSums(
                    kind: kind, shape: Shape([blocks, columns]), reducedAxes: isWhole ? [0, 1] : [0],
                    location: Location(buffer: buffer, strides: [Extent(row), .one]))
            }
        }
    }

    /// How many there are of two axes of a sum's operand together.
    private func product(_ a: Extent, _ b: Extent, in sum: Value) throws(GraphProblem) -> Extent {
        guard let result = Extent.product(a, b) else { throw problem(sum, "a sum over \(a) times \(b)") }
        return result
    }

    // MARK: Appending

    func kernel(
        _ group: FusedGraph.Group, _ work: Kernel.Work, _ shaping: KernelShaping, _ grid: Grid, _ body: Body
    ) -> Kernel {
        Kernel(
            name: name(of: group.members.last ?? group.root ?? Value(0)), origins: origins(group), work: work,
            rows: shaping.rows, columns: shaping.columns, rowBlock: grid.rowBlock, columnBlock: grid.columnBlock,
            body: body)
    }

    /// The lines a group comes from, each once.
    func origins(_ group: FusedGraph.Group) -> [Origin] {
        var result: [Origin] = []
        for value in (group.root.map { [$0] } ?? []) + group.members where !result.contains(graph[value].origin) {
            result.append(graph[value].origin)
        }
        return result
    }

    mutating func append(_ kernel: Kernel, _ group: Int) { kernels.append((kernel, group)) }
}
