extension Pass {
    /// Equal operations on equal values are computed once, the order of the operands of sums and products aside. Noise
    /// is drawn once if it is the same stream in every respect.
    static let commonSubexpressions = Pass(
        "commonSubexpressions", "computes equal expressions once", mergingEqualNodes)
}

/// What makes two nodes equal: everything but where they come from.
private struct NodeKey: Hashable {
    let operation: Operation
    let operands: [Value]
    let shape: Shape

    init(_ node: Node, _ operands: [Value]) {
        operation = node.operation
        shape = node.shape
        let commutes: Bool = node.operation == .binary(.add) || node.operation == .binary(.multiply)
        self.operands = commutes ? operands.sorted { $0.index < $1.index } : operands
    }
}

func mergingEqualNodes(_ graph: Graph) -> Graph {
    var result = Graph(rewriting: graph)
    var image: [Value] = []
    var known: [NodeKey: Value] = [:]
    for node in graph.nodes {
        var node = node
        node.operands = node.operands.map { image[$0.index] }
        let key = NodeKey(node, node.operands)
        if let first = known[key] {
            image.append(first)
            continue
        }
        let value = Value(result.nodes.count)
        known[key] = value
        image.append(value)
        result.nodes.append(node)
    }
    if result.nodes.count == graph.nodes.count { return graph }
    result.outputs = graph.outputs.map { Graph.Output(name: $0.name, value: image[$0.value.index]) }
    result.assignments = graph.assignments.map { Graph.Assignment(slot: $0.slot, value: image[$0.value.index]) }
    return result
}
