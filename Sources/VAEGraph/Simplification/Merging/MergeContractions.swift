/// Merges contractions of one tensor with several parameters into one with the parameters side by side, and with them
/// the biases that are added: the mean and the log-variance of a posterior come from one matrix product.
///
/// Run it before differentiation, so that the gradients are one product too. A pair `contract(h, V)`, `contract(h, W)`
/// becomes slices of `contract(h, concat(V, W))`, and the table notes that V and W lie side by side, so that the
/// concatenation costs nothing. Parameters are merged only where every contraction that reads one reads all.
/// - Parameter table: the slots, with the groups that other entry points have found; these bind all the later ones.
/// - Returns: the graph, and the table with the groups that were found.
public func mergeContractions(
    _ graph: Graph, table: ParameterTable
) -> (graph: Graph, table: ParameterTable) {
    let graph = mergingEqualNodes(graph)
    var merger = ContractionMerger(graph: graph, table: table)
    let merged = merger.run()
    return mergeUpdates(merged, table: merger.table)
}

private struct ContractionMerger {
    /// Contractions of one operand with slots.
    struct Family: Hashable {
        let operand: Value
        let isTransposed: Bool
    }

    let graph: Graph
    var table: ParameterTable
    private var image: [Value?]
    private var result: Graph

    init(graph: Graph, table: ParameterTable) {
        self.graph = graph
        self.table = table
        image = Array(repeating: nil, count: graph.nodes.count)
        result = Graph(rewriting: graph)
    }

    mutating func run() -> Graph {
        let families: [Value: [Value]] = familiesToMerge()
        for index in graph.nodes.indices where image[index] == nil {
            if let family = families[Value(index)] {
                merge(family)
            } else {
                append(Value(index))
            }
        }
        result.outputs = graph.outputs.compactMap { output in
            image[output.value.index].map { Graph.Output(name: output.name, value: $0) }
        }
        result.assignments = graph.assignments.compactMap { assignment in
            image[assignment.value.index].map { Graph.Assignment(slot: assignment.slot, value: $0) }
        }
        return result
    }

    /// For each contraction that is merged, all of its family.
    private mutating func familiesToMerge() -> [Value: [Value]] {
        var families: [Family: [Value]] = [:]
        var order: [Family] = []
        var readers: [Value: [Value]] = [:]
        for (index, node) in graph.nodes.enumerated() {
            guard case .contract(let transposeA, let transposeB) = node.operation else { continue }
            for operand in Set(node.operands) { readers[operand, default: []].append(Value(index)) }
            guard !transposeB, case .slot = graph[node.operands[1]].operation else { continue }
            let family = Family(operand: node.operands[0], isTransposed: transposeA)
            if families[family] == nil { order.append(family) }
            families[family, default: []].append(Value(index))
        }
        var weights: [Value: [Value]] = [:]
        for members in families.values {
            for member in members { weights[member] = members.map { graph[$0].operands[1] } }
        }
        var result: [Value: [Value]] = [:]
        for family in order {
            guard let members = families[family], members.count > 1, let slots = weights[members[0]] else { continue }
            let isWhole: Bool = slots.allSatisfy { slot in (readers[slot] ?? []).allSatisfy { weights[$0] == slots } }
            guard isWhole, table.joinSlots(slots.map { graph[$0].operation }, axis: 1) else { continue }
            for member in members { result[member] = members }
        }
        return result
    }

    private mutating func merge(_ members: [Value]) {
        let weights: [Value] = members.map { append(graph[$0].operands[1]) }
        let first = graph[members[0]]
        let lengths: [Int] = members.map { graph[$0].shape.axes[1].factor }
        let whole = Extent(lengths.reduce(0, +))
        var joined = graph[first.operands[1]]
        joined.operation = .concat(axis: 1)
        joined.operands = weights
        joined.shape.axes[1] = whole
        joined.origin = first.origin
        var product = first
        product.operands = [append(first.operands[0]), emit(joined)]
        product.shape.axes[1] = whole
        let value = emit(product)
        var start = 0
        for (member, length) in zip(members, lengths) {
            var slice = graph[member]
            slice.operation = .slice(axis: 1, start: start)
            slice.operands = [value]
            image[member.index] = emit(slice)
            start += length
        }
    }

    /// A node of the old graph in the new one, with what it needs: its operands are there already, but for slots, which need
    /// nothing.
    @discardableResult private mutating func append(_ value: Value) -> Value {
        if let known = image[value.index] { return known }
        var node = graph[value]
        node.operands = node.operands.compactMap { image[$0.index] }
        let new = emit(node)
        image[value.index] = new
        return new
    }

    private mutating func emit(_ node: Node) -> Value {
        result.nodes.append(node)
        return Value(result.nodes.count - 1)
    }
}

extension ParameterTable {
    /// Makes these slots lie side by side, if they do already or none is taken. Only along the last axis, where rows of
    /// one follow rows of another.
    mutating func joinSlots(_ operations: [Operation], axis: Int) -> Bool {
        var names: [String] = []
        for operation in operations {
            guard case .slot(let name) = operation, let slot = self[name] else { return false }
            if slot.shape.count != axis + 1 { return false }
            names.append(name)
        }
        guard Set(names).count == names.count else { return false }
        let taken: [Group] = groups.filter { !Set(names).isDisjoint(with: $0.slots) }
        if taken == [Group(slots: names, axis: axis)] { return true }
        if !taken.isEmpty { return false }
        groups.append(Group(slots: names, axis: axis))
        return true
    }
}
