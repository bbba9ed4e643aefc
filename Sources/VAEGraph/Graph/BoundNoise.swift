/// The graph with noise that the caller binds instead of noise that is drawn: each stream becomes an input `noise.STREAM`
/// of [batch, n], n being the elements of a row in row-major order. What it computes is known to the last digit then, and
/// can be compared with what others compute from the same numbers.
public func bindingNoise(_ graph: Graph) -> Graph {
    let builder = GraphBuilder(continuing: graph)
    var images: [Value: Value] = [:]
    for (place, node) in graph.nodes.enumerated() {
        guard case .noise(let noise) = node.operation, let batchAxis = node.shape.axes.firstIndex(of: .batch) else {
            continue
        }
        builder.origin = node.origin
        var others: [Extent] = node.shape.axes
        others.remove(at: batchAxis)
        let columns: Int = others.reduce(1) { $0 * $1.factor }
        let rows: Tensor = builder.input("noise.\(noise.stream)", shape: [.batch, Extent(columns)])
        var bound: Tensor = rows.reshape(Shape([.batch] + others))
        if batchAxis > 0 {
            let permutation: [Int] = Array(1...batchAxis) + [0] + Array(batchAxis + 1..<node.shape.rank)
            bound = bound.permute(permutation)
        }
        images[Value(place)] = bound.value
    }
    var result: Graph = builder.graph
    for place in result.nodes.indices {
        result.nodes[place].operands = result.nodes[place].operands.map { images[$0] ?? $0 }
    }
    for place in result.outputs.indices {
        let value: Value = result.outputs[place].value
        result.outputs[place].value = images[value] ?? value
    }
    for place in result.assignments.indices {
        let value: Value = result.assignments[place].value
        result.assignments[place].value = images[value] ?? value
    }
    guard let sorted = result.sorted() else {
        result.problem = GraphProblem(in: graph, "what noise is bound to needs what is made of it")
        return result
    }
    return sorted
}
