extension Graph {
    /// The same graph with operands before their users, otherwise in the order they are in; nil if nodes need each other.
    package func sorted() -> Graph? {
        var result = self
        result.nodes = []
        var image: [Value?] = Array(repeating: nil, count: nodes.count)
        var isOpen: [Bool] = Array(repeating: false, count: nodes.count)
        for start in nodes.indices {
            var stack: [Int] = [start]
            while let top = stack.last {
                if image[top] != nil {
                    stack.removeLast()
                    continue
                }
                let missing: [Int] = nodes[top].operands.map(\.index).filter { image[$0] == nil }
                if missing.isEmpty {
                    var node = nodes[top]
                    node.operands = node.operands.compactMap { image[$0.index] }
                    image[top] = Value(result.nodes.count)
                    result.nodes.append(node)
                    isOpen[top] = false
                } else {
                    if isOpen[top] || missing.contains(where: { isOpen[$0] }) { return nil }
                    isOpen[top] = true
                    stack += missing.reversed()
                }
            }
        }
        for place in outputs.indices {
            guard let value = image[outputs[place].value.index] else { return nil }
            result.outputs[place].value = value
        }
        for place in assignments.indices {
            guard let value = image[assignments[place].value.index] else { return nil }
            result.assignments[place].value = value
        }
        return result
    }
}
