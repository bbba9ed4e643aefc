/// Merges equal work on the slices of one tensor into work on the whole: where slices cover a tensor and each goes
/// through the same operation, with other operands that can stand side by side at no cost, the operation is done once
/// and its result sliced.
///
/// After differentiation this makes one update of the updates of parameters that `mergeContractions` has put side by
/// side: the gradient is one contraction, the moments are concatenations of slots (which join groups of their own), and what
/// is assigned are slices, covering in order one tensor: the update of the whole group.
public func mergeUpdates(_ graph: Graph, table: ParameterTable) -> (graph: Graph, table: ParameterTable) {
    var graph = removingDeadNodes(mergingEqualNodes(graph))
    var table = table
    // Each merge replaces several operations by one, so there cannot be more of them than nodes.
    for _ in graph.nodes.indices {
        guard let merged = mergingOnce(graph, table) else { break }
        (graph, table) = merged
    }
    return (mergingEqualNodes(graph), table)
}

/// The graph after the first merge that is possible.
private func mergingOnce(_ graph: Graph, _ table: ParameterTable) -> (Graph, ParameterTable)? {
    let users: [[Value]] = graph.users
    for index in graph.nodes.indices {
        for cover in Cover.covers(of: Value(index), in: graph, users) {
            for user in users[cover.slices[0].index] {
                guard let siblings = cover.siblings(of: user, in: graph, users) else { continue }
                var joiner = Joiner(graph: graph, table: table, users: users)
                guard joiner.merge(siblings, cover), let sorted = joiner.graph.sorted() else { continue }
                return (removingDeadNodes(sorted), joiner.table)
            }
        }
    }
    return nil
}

extension Graph {
    /// For each value, the nodes that have it as an operand.
    fileprivate var users: [[Value]] {
        var users: [[Value]] = Array(repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for operand in Set(node.operands) { users[operand.index].append(Value(index)) }
        }
        return users
    }
}

/// Slices along one axis that together are all of a tensor, in order.
private struct Cover {
    let whole: Value
    let axis: Int
    let slices: [Value]

    static func covers(of whole: Value, in graph: Graph, _ users: [[Value]]) -> [Cover] {
        var starts: [Int: [Int: Value]] = [:]
        for user in users[whole.index] {
            if case .slice(let axis, let start) = graph[user].operation { starts[axis, default: [:]][start] = user }
        }
        return starts.sorted { $0.key < $1.key }.compactMap { axis, slices in
            var next = 0
            var found: [Value] = []
            while let slice = slices[next] {
                found.append(slice)
                next += graph[slice].shape.axes[axis].factor
            }
            let isWhole: Bool = found.count == slices.count && next == graph[whole].shape.axes[axis].factor
            return isWhole ? Cover(whole: whole, axis: axis, slices: found) : nil
        }
    }

    /// For a user of the first slice, the same operation on every slice.
    func siblings(of user: Value, in graph: Graph, _ users: [[Value]]) -> [Value]? {
        let node = graph[user]
        guard node.type == .float, resultAxis(node) != nil else { return nil }
        let places: [Int] = node.operands.indices.filter { node.operands[$0] == slices[0] }
        var siblings: [Value] = []
        for slice in slices {
            let sibling: Value? = users[slice.index].first { other in
                let candidate = graph[other]
                return candidate.operation == node.operation
                    && candidate.operands.indices.filter { candidate.operands[$0] == slice } == places
            }
            guard let sibling, !siblings.contains(sibling) else { return nil }
            siblings.append(sibling)
        }
        return siblings
    }

    /// Where the axis of the slices is in the result of an operation on them; nil if the operation mixes along it.
    func resultAxis(_ node: Node) -> Int? {
        if node.operation.kind.isElementwise { return axis }
        guard case .reduce(_, let axes) = node.operation, !axes.contains(axis) else { return nil }
        return axis - axes.count { $0 < axis }
    }
}

/// Appends merged operations to a graph, which is to be sorted afterwards.
private struct Joiner {
    var graph: Graph
    var table: ParameterTable
    let users: [[Value]]

    /// Replaces the siblings by slices of one operation on the whole; false if their other operands cannot be joined.
    mutating func merge(_ siblings: [Value], _ cover: Cover) -> Bool {
        var node = graph[siblings[0]]
        guard let axis = cover.resultAxis(node) else { return false }
        for place in node.operands.indices {
            let operands: [Value] = siblings.map { graph[$0].operands[place] }
            guard let joined = join(operands, axis: cover.axis, depth: 16) else { return false }
            node.operands[place] = joined
        }
        let lengths: [Int] = siblings.map { graph[$0].shape.axes[axis].factor }
        node.shape.axes[axis] = Extent(lengths.reduce(0, +))
        let whole = append(node)
        var start = 0
        for (sibling, length) in zip(siblings, lengths) {
            graph.nodes[sibling.index].operation = .slice(axis: axis, start: start)
            graph.nodes[sibling.index].operands = [whole]
            start += length
        }
        return true
    }

    /// What these values are side by side, if it can be had without moving anything.
    private mutating func join(_ values: [Value], axis: Int, depth: Int) -> Value? {
        if depth == 0 { return nil }
        let nodes: [Node] = values.map { graph[$0] }
        switch nodes[0].operation {
        case .slice: return wholeOf(nodes, axis)
        case .slot:
            guard table.joinSlots(nodes.map(\.operation), axis: axis) else { return nil }
            var node = nodes[0]
            node.operation = .concat(axis: axis)
            node.operands = values
            return append(widened(node, nodes, axis))
        case .broadcast(let axes):
            guard nodes.allSatisfy({ $0.operation == nodes[0].operation }) else { return nil }
            let sources: [Value] = nodes.map { $0.operands[0] }
            var node = widened(nodes[0], nodes, axis)
            if let place = axes.firstIndex(of: axis) {
                guard let joined = join(sources, axis: place, depth: depth - 1) else { return nil }
                node.operands = [joined]
            } else if Set(sources).count > 1 {
                return nil
            }
            return append(node)
        case let operation where operation.kind.isElementwise:
            let areAlone: Bool = values.allSatisfy { users[$0.index].count == 1 }
            guard areAlone, nodes.allSatisfy({ $0.operation == operation }) else { return nil }
            var node = widened(nodes[0], nodes, axis)
            for place in node.operands.indices {
                let operands: [Value] = nodes.map { $0.operands[place] }
                guard let joined = join(operands, axis: axis, depth: depth - 1) else { return nil }
                node.operands[place] = joined
            }
            return append(node)
        default: return nil
        }
    }

    /// The tensor that these nodes are slices of, if they are all of it in order.
    private func wholeOf(_ nodes: [Node], _ axis: Int) -> Value? {
        guard let whole = nodes[0].operands.first else { return nil }
        var next = 0
        for node in nodes {
            guard node.operation == .slice(axis: axis, start: next), node.operands == [whole] else { return nil }
            next += node.shape.axes[axis].factor
        }
        return next == graph[whole].shape.axes[axis].factor ? whole : nil
    }

    private func widened(_ node: Node, _ nodes: [Node], _ axis: Int) -> Node {
        var node = node
        node.shape.axes[axis] = Extent(nodes.reduce(0) { $0 + $1.shape.axes[axis].factor })
        return node
    }

    private mutating func append(_ node: Node) -> Value {
        graph.nodes.append(node)
        return Value(graph.nodes.count - 1)
    }
}
