/// The graph with every `gradient` node replaced by operations that compute it.
///
/// Reverse mode: from the scalar back to what gradients are asked for, in one sweep for all gradients of one scalar.
/// Only values between the two are visited. A gradient with respect to what the scalar does not depend on is zero.
/// Gradients of gradients work, since what is differentiated then is already expanded.
public func differentiate(_ graph: Graph) -> Graph {
    var differentiation = Differentiation(graph)
    return removingDeadNodes(differentiation.run())
}

private struct Differentiation {
    let graph: Graph
    let builder: GraphBuilder
    /// For each node of the graph so far, its node in the new one.
    var image: [Tensor] = []
    /// For each scalar, everything its gradient is asked for: all get theirs in the sweep that the first asks for.
    var targets: [Value: [Value]] = [:]
    /// Expanded gradients by scalar and target.
    var gradients: [[Value]: Tensor] = [:]

    init(_ graph: Graph) {
        self.graph = graph
        builder = GraphBuilder(rewriting: graph)
        for node in graph.nodes where node.operation == .gradient {
            targets[node.operands[0], default: []].append(node.operands[1])
        }
    }

    mutating func run() -> Graph {
        for node in graph.nodes {
            builder.origin = node.origin
            if node.operation == .gradient {
                image.append(gradient(of: node.operands[0], node.operands[1]))
            } else {
                let operands: [Tensor] = node.operands.map { image[$0.index] }
                image.append(builder.add(node.operation, operands, shape: node.shape, type: node.type))
            }
        }
        for output in graph.outputs { builder.output(output.name, image[output.value.index]) }
        for assignment in graph.assignments { builder.assign(assignment.slot, image[assignment.value.index]) }
        return builder.graph
    }

    /// The gradient of a scalar with respect to a target, from the sweep for that scalar. Targets that come after the
    /// sweep in the graph cannot be among what the scalar depends on.
    mutating func gradient(of scalar: Value, _ target: Value) -> Tensor {
        if let known = gradients[[scalar, target]] { return known }
        let asked: [Value] = (targets[scalar] ?? []).filter { $0.index <= scalar.index }
        let swept: [Value: Tensor] = sweep(from: image[scalar.index], to: asked.map { image[$0.index].value })
        for other in asked { gradients[[scalar, other]] = swept[image[other.index].value] }
        let zero: Tensor = builder.constant(0, shape: graph[target].shape)
        let result: Tensor = gradients[[scalar, target]] ?? zero
        gradients[[scalar, target]] = result
        return result
    }

    /// The gradients of a scalar with respect to these values of the new graph; those it does not depend on are missing.
    func sweep(from scalar: Tensor, to targets: [Value]) -> [Value: Tensor] {
        let origin = builder.origin
        defer { builder.origin = origin }
        let leads: [Bool] = leading(to: Set(targets), upTo: scalar.value)
        var gradients: [Value: Tensor] = [scalar.value: builder.constant(1)]
        for index in (0...scalar.value.index).reversed() where leads[index] {
            guard let g = gradients[Value(index)] else { continue }
            let y: Tensor = builder.tensor(Value(index))
            let node = y.node
            let needed: [Bool] = node.operands.map { leads[$0.index] }
            guard needed.contains(true), let rule = Rules.table[node.operation.kind] else { continue }
            builder.origin = Origin(line: node.origin.line, name: Differentiation.name(node.origin.name))
            let contributions: [Tensor?] = rule(g, y, node.operands.map { builder.tensor($0) })
            for (place, contribution) in contributions.enumerated() where needed[place] {
                guard let contribution else { continue }
                let operand = node.operands[place]
                gradients[operand] = gradients[operand].map { $0 + contribution } ?? contribution
            }
        }
        return gradients
    }

    /// For each value up to the last, whether it is a target or depends on one.
    func leading(to targets: Set<Value>, upTo last: Value) -> [Bool] {
        var leads: [Bool] = []
        for index in 0...last.index {
            let node = builder.graph.nodes[index]
            leads.append(targets.contains(Value(index)) || node.operands.contains { leads[$0.index] })
        }
        return leads
    }

    static func name(_ name: String) -> String { name.hasPrefix("gradient of ") ? name : "gradient of \(name)" }
}
