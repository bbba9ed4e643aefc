/// The graph without the nodes that no output or assignment needs.
package func removingDeadNodes(_ graph: Graph) -> Graph {
    var isNeeded: [Bool] = Array(repeating: false, count: graph.nodes.count)
    for value in graph.results { isNeeded[value.index] = true }
    for (index, node) in graph.nodes.enumerated().reversed() where isNeeded[index] {
        for operand in node.operands { isNeeded[operand.index] = true }
    }
    if isNeeded.allSatisfy({ $0 }) { return graph }
    var result = Graph(rewriting: graph)
    var image: [Value] = []
    for (index, node) in graph.nodes.enumerated() {
        image.append(Value(result.nodes.count))
        if !isNeeded[index] { continue }
        var node = node
        node.operands = node.operands.map { image[$0.index] }
        result.nodes.append(node)
    }
    result.outputs = graph.outputs.map { Graph.Output(name: $0.name, value: image[$0.value.index]) }
    result.assignments = graph.assignments.map { Graph.Assignment(slot: $0.slot, value: image[$0.value.index]) }
    return result
}
