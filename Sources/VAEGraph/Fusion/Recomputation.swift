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

    /// Nodes that a fused graph stores although a few cheap instructions make them of one other value that it stores, and of
    /// what is repeated over it: a load and the instructions cost less than a store and a load.
    func cheapStoredNodes(of fused: FusedGraph, limit: Int = 4) -> Set<Int> {
        let nodes = graph.nodes
        let results: [Value] = graph.outputs.map(\.value) + assignments.map(\.value)
        var fixed = Set(results.map { base(of: $0).index })
        for node in nodes {
            switch node.operation {
            case .contract, .convolve, .pool, .concat, .pad, .reduce, .reshape:
                fixed.formUnion(node.operands.map { base(of: $0).index })
            default: break
            }
        }
        let stored = Set(fused.storedValues().map(\.index))
        // What a node takes: instructions, and the large values that it loads; nil where that cannot be said.
        var costs: [(instructions: Int, loads: Set<Int>)?] = []
        var cheap: Set<Int> = []
        for (index, node) in nodes.enumerated() {
            let operands = node.operands.map { costs[$0.index] }
            var sum: (instructions: Int, loads: Set<Int>)? = (0, [])
            for operand in operands {
                guard let operand, let known = sum else {
                    sum = nil
                    break
                }
                sum = (known.instructions + operand.instructions, known.loads.union(operand.loads))
            }
            let leaf: (instructions: Int, loads: Set<Int>)? = stored.contains(index) ? (0, [index]) : nil
            switch graph.role(Value(index)) {
            case .constant: costs.append((0, []))
            case .stored:
                if case .slot = node.operation { costs.append(nil) } else { costs.append((0, [])) }
            case .view:
                // A repetition reads little.
                if case .broadcast = node.operation { sum = sum.map { ($0.instructions, []) } }
                costs.append(sum)
            case .root: costs.append(leaf)
            case .elementwise:
                guard let known = sum, node.operation.isCheap, known.instructions < limit, known.loads.count <= 1 else {
                    costs.append(leaf)
                    continue
                }
                if stored.contains(index) && !fixed.contains(index) {
                    cheap.insert(index)
                    costs.append((known.instructions + 1, known.loads))
                } else if fused.inlined.contains(index) {
                    costs.append((known.instructions + 1, known.loads))
                } else {
                    costs.append(leaf)
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
