/// Makes every assignment one that a kernel can carry out in place: the assigned value is computed by an elementwise
/// node, no other slot is assigned from the same node, and an order of execution exists in which every reader of the
/// slot's old value comes before.
///
/// Where that is not so, an identity node is put between, whose kernel copies the value once all readers are done.
func prepareAssignments(_ graph: Graph) -> Graph {
    var result = graph
    var taken: Set<Value> = []
    for (index, assignment) in graph.assignments.enumerated() {
        let value = assignment.value
        if !result.canBeAssigned(value) || !taken.insert(value).inserted {
            result.assignThroughCopy(index)
        }
    }
    result.storeConstantOperands()
    for (index, output) in graph.outputs.enumerated() where result.needsCopyAsOutput(output.value) {
        result.outputs[index].value = result.appendIdentity(of: output.value)
    }
    while let index = result.firstCyclicAssignment() { result.assignThroughCopy(index) }
    return result
}

extension Graph {
    /// A reader of a slot's old value, which must have run before the node that is assigned to the slot writes it.
    struct AntiDependency {
        /// The node whose value is assigned.
        var writer: Value
        /// The node that reads the slot, directly or through views.
        var reader: Value
        /// Whether the reader reads exactly the element that the writer writes at the same point: then both may be in
        /// one kernel.
        var isPointwise: Bool
    }

    /// Edges that are no operands: a slot's value may only be overwritten after all nodes that read it have run.
    func antiDependencies() -> [AntiDependency] {
        var assigned: [String: Value] = [:]
        for assignment in assignments { assigned[assignment.slot] = assignment.value }
        if assigned.isEmpty { return [] }
        // The slots that a leaf or a chain of views over leaves stands for.
        var slots: [[String]] = Array(repeating: [], count: nodes.count)
        var result: [AntiDependency] = []
        for index in nodes.indices {
            let value = Value(index)
            if case .slot(let name) = nodes[index].operation {
                slots[index] = [name]
            } else if isView(value) {
                slots[index] = nodes[index].operands.flatMap { slots[$0.index] }
            } else {
                for (operand, slot) in nodes[index].operands.flatMap({ o in slots[o.index].map { (o, $0) } }) {
                    guard let writer = assigned[slot] else { continue }
                    var isPointwise = false
                    if case .elementwise = role(value) {
                        isPointwise = self[operand].shape == nodes[writer.index].shape && !isView(operand)
                    }
                    // A node that is itself the new value, and reads only the element it replaces, needs no order.
                    if writer == value && isPointwise { continue }
                    result.append(AntiDependency(writer: writer, reader: value, isPointwise: isPointwise))
                }
            }
        }
        return result
    }

    /// The place in `assignments` of one whose value some reader of the old value waits for; nil when there is an order.
    func firstCyclicAssignment() -> Int? {
        let edges = antiDependencies()
        var waiting: [Int] = nodes.map { $0.operands.count }
        var users: [[Int]] = Array(repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() { for operand in node.operands { users[operand.index].append(index) } }
        for edge in edges {
            waiting[edge.writer.index] += 1
            users[edge.reader.index].append(edge.writer.index)
        }
        var ready: [Int] = nodes.indices.filter { waiting[$0] == 0 }
        var done = 0
        while let index = ready.popLast() {
            done += 1
            for user in users[index] {
                waiting[user] -= 1
                if waiting[user] == 0 { ready.append(user) }
            }
        }
        if done == nodes.count { return nil }
        let writers = Set(edges.map(\.writer))
        return assignments.indices.first {
            waiting[assignments[$0].value.index] > 0 && writers.contains(assignments[$0].value)
        }
    }

    fileprivate func canBeAssigned(_ value: Value) -> Bool {
        guard case .elementwise = role(value), self[value].type == .float else { return false }
        return true
    }

    fileprivate func needsCopyAsOutput(_ value: Value) -> Bool {
        var base = value
        while isView(base), let operand = self[base].operands.first { base = operand }
        switch role(base) {
        case .constant, .stored: return true
        default: return false
        }
    }

    fileprivate mutating func appendIdentity(of value: Value) -> Value {
        var node = self[value]
        node.operation = .stopGradient
        node.operands = [value]
        nodes.append(node)
        return Value(nodes.count - 1)
    }

    /// Contractions and reductions read memory: what they read of constants and repeated elements is stored first.
    fileprivate mutating func storeConstantOperands() {
        var copies: [Value: Value] = [:]
        var renamed: [Value] = []
        let source = self
        nodes = []
        for node in source.nodes {
            var node = node
            node.operands = node.operands.map { renamed[$0.index] }
            switch node.operation {
            case .contract, .reduce:
                for (place, operand) in node.operands.enumerated() where isRepeated(operand) {
                    let copy = copies[operand] ?? appendIdentity(of: operand)
                    copies[operand] = copy
                    node.operands[place] = copy
                }
            default: break
            }
            nodes.append(node)
            renamed.append(Value(nodes.count - 1))
        }
        for index in outputs.indices { outputs[index].value = renamed[outputs[index].value.index] }
        for index in assignments.indices { assignments[index].value = renamed[assignments[index].value.index] }
    }

    /// Whether a chain of views ends in a constant or repeats elements.
    private func isRepeated(_ value: Value) -> Bool {
        switch self[value].operation {
        case .constant, .broadcast: return true
        case .reshape, .permute, .slice: return self[value].operands.contains { isRepeated($0) }
        default: return false
        }
    }

    fileprivate mutating func assignThroughCopy(_ index: Int) {
        assignments[index].value = appendIdentity(of: assignments[index].value)
    }
}
