/// Makes every assignment one that a kernel can carry out in place: the assigned value is computed by an elementwise
/// node, no other slot is assigned from the same node, and an order of execution exists in which every reader of the
/// slot's old value comes before.
///
/// Where that is not so, an identity node is put between, whose kernel copies the value once all readers are done.
///
/// Slots that lie side by side in the table and are assigned the slices of one value are assigned that value as a whole.
func prepareAssignments(_ graph: Graph, table: ParameterTable) -> PreparedGraph {
    var result = PreparedGraph(graph: graph.separatingSlots(outside: table), table: table)
    var taken: Set<Value> = []
    for (index, assignment) in result.assignments.enumerated() {
        let value = assignment.value
        if !result.graph.canBeAssigned(value) || !taken.insert(value).inserted { result.assignThroughCopy(index) }
    }
    result.copyReshapes(table: table)
    result.storeRepeatedOperands()
    for (index, output) in result.graph.outputs.enumerated() where result.graph.needsCopyAsOutput(output.value) {
        result.graph.outputs[index].value = result.graph.appendIdentity(of: output.value)
    }
    while let index = result.firstCyclicAssignment() { result.assignThroughCopy(index) }
    return result
}

/// A graph whose assignments kernels can carry out.
struct PreparedGraph: Hashable {
    /// A value for a slot, or for several that lie side by side, in order.
    struct Assignment: Hashable {
        var slots: [String]
        var value: Value
    }

    /// The nodes and outputs; its own list of assignments is no longer used.
    var graph: Graph
    /// What the step changes.
    var assignments: [Assignment]

    init(graph: Graph, table: ParameterTable) {
        self.graph = graph
        self.graph.assignments = []
        assignments = []
        var values: [String: Value] = [:]
        for assignment in graph.assignments { values[assignment.slot] = assignment.value }
        for assignment in graph.assignments {
            guard let value = values[assignment.slot] else { continue }
            if let group = table.group(of: assignment.slot),
                let whole = graph.whole(of: group.slots.map { values[$0] })
            {
                assignments.append(Assignment(slots: group.slots, value: whole))
                for slot in group.slots { values[slot] = nil }
            } else {
                assignments.append(Assignment(slots: [assignment.slot], value: value))
                values[assignment.slot] = nil
            }
        }
    }
}

extension PreparedGraph {
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
        for assignment in assignments { for slot in assignment.slots { assigned[slot] = assignment.value } }
        if assigned.isEmpty { return [] }
        let nodes = graph.nodes
        // The slots that a leaf or a chain of views over leaves stands for.
        var slots: [[String]] = Array(repeating: [], count: nodes.count)
        var result: [AntiDependency] = []
        for index in nodes.indices {
            let value = Value(index)
            if case .slot(let name) = nodes[index].operation {
                slots[index] = [name]
            } else if graph.isView(value) {
                slots[index] = nodes[index].operands.flatMap { slots[$0.index] }
            } else {
                for (operand, slot) in nodes[index].operands.flatMap({ o in slots[o.index].map { (o, $0) } }) {
                    guard let writer = assigned[slot] else { continue }
                    var isPointwise = false
                    if case .elementwise = graph.role(value),
                        !graph.isView(operand) || graph.isConcatenationOfSlots(operand)
                    {
                        let place = assignments.first { $0.value == writer }?.slots
                        isPointwise =
                            slots[operand.index] == place && nodes[operand.index].shape == nodes[writer.index].shape
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
        let nodes = graph.nodes
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

    fileprivate mutating func assignThroughCopy(_ index: Int) {
        assignments[index].value = graph.appendIdentity(of: assignments[index].value)
    }

    /// Contractions and reductions read memory: what they read of constants and repeated elements is stored first.
    fileprivate mutating func storeRepeatedOperands() {
        var copies: [Value: Value] = [:]
        let renamed = graph.rewriteNodes { graph, node in
            switch node.operation {
            case .contract, .reduce, .convolve, .pool:
                for (place, operand) in node.operands.enumerated() where graph.isRepeated(operand) {
                    let copy = copies[operand] ?? graph.appendIdentity(of: operand)
                    copies[operand] = copy
                    node.operands[place] = copy
                }
            default: break
            }
        }
        for index in assignments.indices { assignments[index].value = renamed[assignments[index].value.index] }
    }
}

extension PreparedGraph {
    /// Reshapes that no strides can express become copies, written as the pad of nothing that changes the shape: padding or
    /// another order of axes stands between. Views whose strides a kernel cannot walk are stored.
    fileprivate mutating func copyReshapes(table: ParameterTable) {
        var strides: [[Extent]?] = []
        var copies: [Value: Value] = [:]
        let renamed = graph.rewriteNodes { graph, node in
            let operandStrides: [Extent]? = node.operands.first.flatMap { strides[$0.index] }
            while strides.count < graph.nodes.count { strides.append(nil) }
            switch node.operation {
            case .constant:
                strides.append(nil)
            case .slot(let name):
                strides.append(Layout.strides(ofSlot: name, shape: node.shape, table: table))
            case .reshape where node.type == .float && graph.isStoredBelow(node.operands[0]):
                let old = graph[node.operands[0]].shape
                let place = operandStrides.flatMap { Layout.reshaped($0, from: old, to: node.shape) }
                if place == nil { node.operation = .pad(axis: 0, before: 0, after: 0) }
                strides.append(place ?? Layout.copied(from: old, to: node.shape).new)
            case .convolve, .pool, .contract:
                for (place, operand) in node.operands.enumerated() {
                    guard graph.isView(operand), let known = strides[operand.index],
                        !node.canWalk(known, of: graph[operand].shape, place: place)
                    else { continue }
                    if copies[operand] == nil {
                        copies[operand] = graph.appendIdentity(of: operand)
                        strides.append(Layout.strides(of: graph[operand].shape))
                    }
                    node.operands[place] = copies[operand] ?? operand
                }
                strides.append(Layout.strides(of: node.shape))
            case .reshape, .permute, .broadcast, .slice:
                let place = operandStrides.flatMap { strides in
                    Location(buffer: 0, strides: strides).viewed(
                        by: node.operation, from: graph[node.operands[0]].shape, to: node.shape)
                }
                strides.append(place?.strides)
            default:
                strides.append(Layout.strides(of: node.shape))
            }
        }
        for index in assignments.indices { assignments[index].value = renamed[assignments[index].value.index] }
    }
}

extension Node {
    /// Whether the kernel of an image operation or a contraction can read its operand `place` with these strides.
    fileprivate func canWalk(_ strides: [Extent], of shape: Shape, place: Int) -> Bool {
        guard case .contract = operation else { return Layout.isDense(strides, shape) }
        // Vectors are loaded along the columns of the right matrix, or gathered along its depth first.
        return place == 0 || strides.contains(.one) || self.shape.axes[1] == .one
    }
}

extension Graph {
    /// Whether a chain of views ends in something other than a constant.
    fileprivate func isStoredBelow(_ value: Value) -> Bool {
        var base = value
        while isView(base), !isConcatenationOfSlots(base), let operand = self[base].operands.first { base = operand }
        if case .constant = self[base].operation { return false }
        return true
    }

    /// The value that these are the slices of along its last axis, in order and covering it; nil if there is none.
    fileprivate func whole(of parts: [Value?]) -> Value? {
        var end = 0
        var whole: Value?
        for part in parts {
            guard let part, case .slice(let axis, let start) = self[part].operation,
                let operand = self[part].operands.first,
                start == end, axis == self[part].shape.rank - 1, whole == nil || whole == operand
            else { return nil }
            whole = operand
            end += self[part].shape.axes[axis].factor
        }
        guard let whole, self[whole].shape.axes.last == Extent(end) else { return nil }
        return whole
    }

    /// The graph in which only slots that the table keeps side by side are concatenated as slots: others become values
    /// of their own first.
    fileprivate func separatingSlots(outside table: ParameterTable) -> Graph {
        var result = self
        let renamed = result.rewriteNodes { graph, node in
            guard case .concat(let axis) = node.operation else { return }
            let names: [String] = node.operands.compactMap { operand in
                if case .slot(let name) = graph[operand].operation { return name }
                return nil
            }
            if names.count < node.operands.count { return }
            let isKept = table.groups.contains { $0.slots == names && $0.axis == axis && axis == node.shape.rank - 1 }
            if !isKept { node.operands = node.operands.map { graph.appendIdentity(of: $0) } }
        }
        for index in result.assignments.indices {
            result.assignments[index].value = renamed[result.assignments[index].value.index]
        }
        return result
    }

    /// Writes all nodes anew, each changed by `change`, which may append nodes before it.
    /// - Returns: The new value of each old one.
    fileprivate mutating func rewriteNodes(_ change: (inout Graph, inout Node) -> Void) -> [Value] {
        let source = nodes
        var renamed: [Value] = []
        nodes = []
        for node in source {
            var node = node
            node.operands = node.operands.map { renamed[$0.index] }
            change(&self, &node)
            nodes.append(node)
            renamed.append(Value(nodes.count - 1))
        }
        for index in outputs.indices { outputs[index].value = renamed[outputs[index].value.index] }
        return renamed
    }

    /// Whether a chain of views ends in a constant or repeats elements.
    fileprivate func isRepeated(_ value: Value) -> Bool {
        switch self[value].operation {
        case .constant, .broadcast: return true
        case .reshape, .permute, .slice: return self[value].operands.contains { isRepeated($0) }
        default: return false
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
}
