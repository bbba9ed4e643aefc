/// Which elementwise nodes are computed anew wherever they are used, instead of being stored and loaded.
extension Graph {
    /// Masks, which are never stored.
    var maskNodes: Set<Int> { Set(nodes.indices.filter { nodes[$0].type == .mask }) }

}

extension PreparedGraph {
    /// Nodes of a few cheap instructions over values that are stored in any case: a store and a load for each element
    /// would cost more. Values that assignments and outputs name are stored, and slots are left out, since whoever reads
    /// a slot decides when it may be overwritten.
    func cheapNodes(limit: Int = 4) -> Set<Int> {
        let nodes = graph.nodes
        let results: [Value] = graph.outputs.map(\.value) + assignments.map(\.value)
        var stored = Set(results.map { base(of: $0).index })
        // A sum begins where its operand is computed, so the operand needs a group; what is reshaped is stored or in one.
        var summed: Set<Int> = []
        for node in nodes {
            switch node.operation {
            case .contract, .convolve, .pool, .concat, .pad: stored.formUnion(node.operands.map { base(of: $0).index })
            case .reduce, .reshape: summed.formUnion(node.operands.map { base(of: $0).index })
            default: break
            }
        }
        // Instructions needed to compute a node from what is stored; nil where something else would have to be stored.
        var cost: [Int?] = []
        var cheap: Set<Int> = []
        for (index, node) in nodes.enumerated() {
            let operands: [Int?] = node.operands.map { cost[$0.index] }
            switch graph.role(Value(index)) {
            case .constant: cost.append(0)
            case .stored:
                if case .slot = node.operation { cost.append(nil) } else { cost.append(0) }
            case .view: cost.append(operands.contains(nil) ? nil : operands.compactMap(\.self).reduce(0, +))
            case .root: cost.append(stored.contains(index) || node.operation.isInput ? 0 : nil)
            case .elementwise:
                let sum = operands.compactMap(\.self).reduce(1, +)
                if !summed.contains(index), !stored.contains(index), node.operation.isCheap, !operands.contains(nil),
                    sum <= limit
                {
                    cheap.insert(index)
                    cost.append(sum)
                } else {
                    cost.append(stored.contains(index) ? 0 : nil)
                }
            }
        }
        return cheap
    }

    /// The value behind a chain of views.
    private func base(of value: Value) -> Value {
        var value = value
        while graph.isView(value), let operand = graph[value].operands.first { value = operand }
        return value
    }
}

extension Operation {
    fileprivate var isInput: Bool {
        if case .input = self { return true }
        return false
    }

    /// Whether one element costs about as much as a store.
    fileprivate var isCheap: Bool {
        switch self {
        case .unary(let function): [.negate, .square, .absolute, .sign].contains(function)
        case .binary(let function): [.add, .subtract, .multiply, .maximum, .minimum].contains(function)
        case .select, .stopGradient, .compare: true
        default: false
        }
    }
}
