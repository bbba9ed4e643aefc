/// Decides which values are stored, and where.
extension Planner {
    /// Gives every value that some kernel stores a location: slots and what is assigned to them in the table, pieces of
    /// concats inside the whole, everything else in a buffer of its own.
    mutating func placeValues() throws(GraphProblem) {
        placeTable()
        try placeLeaves()
        for assignment in fused.assignments {
            // The new value has the slot's place but a buffer of its own, so that a check can tell old from new.
            var place = try tableLocation(of: assignment.slots[0])
            var buffer = buffers[place.buffer]
            buffer.name += " (new)"
            buffers.append(buffer)
            place.buffer = buffers.count - 1
            locations[assignment.value] = place
        }
        let stored = fused.storedValues()
        for group in fused.groups where group.kind == .assembly { try placeAssembly(group) }
        for value in stored where locations[value] == nil {
            locations[value] = newLocation(name(of: value), shape: graph[value].shape)
        }
    }

    /// What reports call a value.
    func name(of value: Value) -> String {
        let node = graph[value]
        if let output = graph.outputs.first(where: { $0.value == value }) { return output.name }
        return node.origin.name
    }

    // MARK: Leaves

    private mutating func placeTable() {
        for placement in tablePlan.placements {
            let count = (placement.slot.shape.first ?? 1) * (placement.strides.first ?? 1)
            let size = (max(count, 1) + Layout.line - 1) / Layout.line * Layout.line
            buffers.append(
                Buffer(name: placement.slot.name, storage: .table, offset: placement.offset, size: size))
        }
    }

    private func tableLocation(of slot: String) throws(GraphProblem) -> Location {
        guard let index = tablePlan.placements.firstIndex(where: { $0.slot.name == slot }) else {
            throw GraphProblem(in: graph, "the table has no slot \(slot)")
        }
        return Location(buffer: index, strides: tablePlan.placements[index].strides.map { Extent($0) })
    }

    private mutating func placeLeaves() throws(GraphProblem) {
        for (index, node) in graph.nodes.enumerated() {
            let value = Value(index)
            switch node.operation {
            case .slot(let name): locations[value] = try tableLocation(of: name)
            case .scalar(let name): locations[value] = scalarLocation(name)
            case .batch: locations[value] = scalarLocation("batch")
            case .concat where graph.isConcatenationOfSlots(value):
                if let first = node.operands.first, case .slot(let name) = graph[first].operation {
                    locations[value] = try tableLocation(of: name)
                }
            default: break
            }
        }
    }

    private mutating func scalarLocation(_ name: String) -> Location {
        if let known = scalars.first(where: { $0.name == name }) { return Location(buffer: known.buffer, strides: []) }
        let location = newLocation(name, shape: .scalar)
        scalars.append(Plan.Scalar(name: name, buffer: location.buffer))
        return location
    }

    // MARK: Concats and pads

    /// Places a concat or pad, and those of its pieces that nothing else places, inside it.
    private mutating func placeAssembly(_ group: FusedGraph.Group) throws(GraphProblem) {
        let root = try root(of: group)
        var whole = locations[root] ?? newLocation(name(of: root), shape: graph[root].shape)
        if isCopyOfReshape(root), let operand = graph[root].operands.first {
            whole.strides = Layout.copied(from: graph[operand].shape, to: graph[root].shape).new
        }
        locations[root] = whole
        for (piece, place) in try pieces(of: root) {
            guard let producer = fused.groupOf[piece.index], locations[piece] == nil, !isReshaped(piece),
                [.elementwise, .contraction, .image, .reduction].contains(fused.groups[producer].kind)
            else { continue }
            locations[piece] = place
            placedPieces.insert(piece)
        }
    }

    /// Whether a pad is a copy that changes the shape (see `prepareAssignments`).
    func isCopyOfReshape(_ root: Value) -> Bool {
        guard case .pad(_, before: 0, after: 0) = graph[root].operation else { return false }
        return true
    }

    /// Whether some reshape or convolution relies on the usual layout of a value.
    private func isReshaped(_ value: Value) -> Bool {
        graph.nodes.indices.contains { index in
            let node = graph.nodes[index]
            if node.operation.isOnImages { return node.operands.contains { base(of: $0) == value } }
            return node.operation == .reshape && base(of: Value(index)) == value
        }
    }

    /// The operands of a concat or pad with where they stand in it.
    func pieces(of root: Value) throws(GraphProblem) -> [(piece: Value, place: Location)] {
        guard let whole = locations[root] else { return [] }
        let node = graph[root]
        switch node.operation {
        case .concat(let axis):
            var start = 0
            return try node.operands.map { operand throws(GraphProblem) in
                defer { start += graph[operand].shape.axes[axis].factor }
                return (operand, try shifted(whole, of: root, axis: axis, by: start))
            }
        case .pad where isCopyOfReshape(root):
            return node.operands.map { operand in
                var place = whole
                place.strides = Layout.copied(from: graph[operand].shape, to: graph[root].shape).old
                return (operand, place)
            }
        case .pad(let axis, let before, _):
            return try node.operands.map { operand throws(GraphProblem) in
                (operand, try shifted(whole, of: root, axis: axis, by: before))
            }
        default:
            return []
        }
    }

    /// A value's location moved along a literal axis.
    func shifted(
        _ location: Location, of value: Value, axis: Int, by count: Int
    ) throws(GraphProblem) -> Location {
        if count == 0 { return location }
        if location.strides[axis].isBatch { throw problem(value, "a piece along axis \(axis), outside the batch") }
        var result = location
        result.offset += count * location.strides[axis].factor
        return result
    }
}
