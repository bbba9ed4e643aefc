/// Checks that a graph is well formed: operands come earlier, shapes and types follow from the operations, axes exist,
/// inputs and noise have one batch axis, and each slot is assigned once, with its own shape. With a table, slots must
/// be in it with the shape that the graph gives them.
///
/// A problem that was noted when the graph was written down comes first. The rest is written apart from the code that
/// builds graphs, so that neither can hide a mistake of the other.
/// - Throws: the first problem.
public func verify(_ graph: Graph, table: ParameterTable? = nil) throws(GraphProblem) {
    if let problem = graph.problem { throw problem }
    var verifier = Verifier(graph: graph, table: table)
    for index in graph.nodes.indices { try verifier.checkNode(Value(index)) }
    try verifier.checkResults()
}

struct Verifier {
    let graph: Graph
    let table: ParameterTable?
    /// The shapes of inputs and slots seen so far, which must agree wherever a name is read.
    var inputs: [String: Shape] = [:]
    var slots: [String: Shape] = [:]

    mutating func checkNode(_ value: Value) throws(GraphProblem) {
        let node = graph[value]
        for operand in node.operands where operand.index < 0 || operand.index >= value.index {
            throw problem(value, "operand %\(operand.index) does not come before it")
        }
        try checkExtents(node.shape, value)
        if let arity = node.operation.kind.arity, node.operands.count != arity {
            throw problem(value, "takes \(arity) operands, has \(node.operands.count)")
        }
        try checkTypes(node, value)
        switch node.operation.kind {
        case .input, .slot, .constant, .scalar, .batch, .noise, .index: try checkLeaf(node, value)
        case .unary, .binary, .compare, .select, .stopGradient:
            for operand in node.operands { try require(graph[operand].shape, is: node.shape, value) }
        case .reshape, .permute, .broadcast, .slice, .pad, .concat: try checkMovement(node, value)
        case .reduce, .contract, .gradient: try checkCombination(node, value)
        case .convolve, .pool: try checkImages(node, value)
        }
    }

    func checkTypes(_ node: Node, _ value: Value) throws(GraphProblem) {
        let result: ElementType = node.operation.kind == .compare ? .mask : .float
        let passesMasks: Bool = [.reshape, .permute, .broadcast, .slice].contains(node.operation.kind)
        for (place, operand) in node.operands.enumerated() where !passesMasks {
            let wanted: ElementType = node.operation == .select && place == 0 ? .mask : .float
            let found = graph[operand].type
            if found != wanted { throw problem(value, "operand \(place) is a \(found), not a \(wanted)") }
        }
        let wanted = passesMasks && node.operands.count == 1 ? graph[node.operands[0]].type : result
        if node.type != wanted { throw problem(value, "has type \(node.type), not \(wanted)") }
    }

    /// Extents are positive, count no blocks, and no more than 2⁴⁸ elements arise for a batch of 2¹⁶.
    func checkExtents(_ shape: Shape, _ value: Value) throws(GraphProblem) {
        var count = 1
        for extent in shape.axes {
            if extent.factor < 1 || extent.block != 1 { throw problem(value, "has an axis of \(extent)") }
            let (length, first) = extent.factor.multipliedReportingOverflow(by: extent.isBatch ? 1 << 16 : 1)
            let (product, second) = count.multipliedReportingOverflow(by: length)
            if first || second || product > 1 << 48 { throw problem(value, "\(shape) has too many elements") }
            count = product
        }
    }

    mutating func checkLeaf(_ node: Node, _ value: Value) throws(GraphProblem) {
        let batches = node.shape.axes.filter(\.isBatch)
        switch node.operation {
        case .input(let name):
            if batches != [.batch] { throw problem(value, "input \(name) of shape \(node.shape) needs one batch axis") }
            try agree(name, node.shape, &inputs, value)
        case .slot(let name):
            if !batches.isEmpty { throw problem(value, "slot \(name) of shape \(node.shape) depends on the batch") }
            try checkSlot(name, node.shape, value)
            try agree(name, node.shape, &slots, value)
        case .noise(let noise):
            if batches != [.batch] {
                throw problem(value, "noise \(noise.stream) of shape \(node.shape) needs one batch axis")
            }
            if node.shape.axes.last?.isBatch == true {
                throw problem(value, "noise \(noise.stream) of shape \(node.shape) needs an axis for the rows")
            }
        case .index:
            if node.shape.rank == 0 { throw problem(value, "index needs an axis") }
        default:
            try require(node.shape, is: .scalar, value)
        }
    }

    func agree(
        _ name: String, _ shape: Shape, _ known: inout [String: Shape], _ value: Value
    ) throws(GraphProblem) {
        if let other = known[name], other != shape {
            throw problem(value, "\(name) has shape \(shape) here and \(other) before")
        }
        known[name] = shape
    }

    func checkSlot(_ name: String, _ shape: Shape, _ value: Value?) throws(GraphProblem) {
        guard let table else { return }
        guard let slot = table[name] else { throw problem(value, "the table has no slot \(name)") }
        let wanted = Shape(slot.shape.map { Extent($0) })
        if wanted != shape { throw problem(value, "slot \(name) has shape \(shape), in the table \(wanted)") }
    }

    func require(_ found: Shape, is wanted: Shape, _ value: Value) throws(GraphProblem) {
        if found != wanted { throw problem(value, "found shape \(found) where \(wanted) is needed") }
    }

    func problem(_ value: Value?, _ message: String) -> GraphProblem {
        guard let value, graph.nodes.indices.contains(value.index) else { return GraphProblem(in: graph, message) }
        let name = Printer(graph).operation(value)
        return GraphProblem(in: graph, at: value, "\(name): \(message)")
    }
}

// MARK: - Movement, reductions, contractions

extension Verifier {
    func checkMovement(_ node: Node, _ value: Value) throws(GraphProblem) {
        guard let first = node.operands.first else { throw problem(value, "has no operands") }
        let from = graph[first].shape.axes
        let to = node.shape.axes
        switch node.operation {
        case .reshape:
            if elements(from) != elements(to) {
                throw problem(value, "\(graph[first].shape) and \(node.shape) differ in size")
            }
        case .permute(let permutation):
            guard Set(permutation) == Set(from.indices), permutation.count == from.count else {
                throw problem(value, "\(permutation) is no permutation of \(from.count) axes")
            }
            try require(node.shape, is: Shape(permutation.map { from[$0] }), value)
        case .broadcast(let axes):
            try checkAscending(axes, below: to.count, value)
            try require(graph[first].shape, is: Shape(axes.map { to[$0] }), value)
        case .slice(let axis, let start):
            try checkLiteral(axis, of: from, value)
            guard to.indices.contains(axis), start >= 0, to[axis].factor <= from[axis].factor - start else {
                throw problem(value, "goes beyond axis \(axis) of \(graph[first].shape)")
            }
            try require(node.shape, is: replacing(axis, of: from, with: to[axis].factor), value)
        case .pad(let axis, let before, let after):
            try checkLiteral(axis, of: from, value)
            guard to.indices.contains(axis), (0...to[axis].factor).contains(before),
                (0...to[axis].factor).contains(after)
            else { throw problem(value, "pads by \(before) and \(after)") }
            try require(node.shape, is: replacing(axis, of: from, with: from[axis].factor + before + after), value)
        case .concat(let axis):
            var length = 0
            for operand in node.operands {
                let axes = graph[operand].shape.axes
                try checkLiteral(axis, of: axes, value)
                try require(replacing(axis, of: axes, with: 1), is: replacing(axis, of: from, with: 1), value)
                length += axes[axis].factor
            }
            try require(node.shape, is: replacing(axis, of: from, with: length), value)
        default: throw problem(value, "is no movement")
        }
    }

    func checkCombination(_ node: Node, _ value: Value) throws(GraphProblem) {
        let a = graph[node.operands[0]].shape
        switch node.operation {
        case .reduce(_, let axes):
            if axes.isEmpty { throw problem(value, "reduces no axis") }
            try checkAscending(axes, below: a.rank, value)
            let kept: [Int] = a.axes.indices.filter { !axes.contains($0) }
            try require(node.shape, is: Shape(kept.map { a.axes[$0] }), value)
        case .contract(let transposeA, let transposeB):
            let b = graph[node.operands[1]].shape
            if a.rank != 2 || b.rank != 2 { throw problem(value, "multiplies \(a) and \(b), which are no matrices") }
            let left: [Extent] = transposeA ? [a.axes[1], a.axes[0]] : a.axes
            let right: [Extent] = transposeB ? [b.axes[1], b.axes[0]] : b.axes
            if left[1] != right[0] { throw problem(value, "multiplies \(Shape(left)) by \(Shape(right))") }
            try require(node.shape, is: Shape([left[0], right[1]]), value)
        case .gradient:
            if a.rank != 0 { throw problem(value, "is of a tensor of shape \(a), not of a scalar") }
            try require(node.shape, is: graph[node.operands[1]].shape, value)
        default: throw problem(value, "is no combination")
        }
    }

    func checkAscending(_ axes: [Int], below rank: Int, _ value: Value) throws(GraphProblem) {
        let ascending: Bool = zip(axes, axes.dropFirst()).allSatisfy { $0.0 < $0.1 }
        guard ascending, axes.allSatisfy({ $0 >= 0 && $0 < rank }) else {
            throw problem(value, "axes \(axes) are not ascending axes below \(rank)")
        }
    }

    func checkLiteral(_ axis: Int, of axes: [Extent], _ value: Value) throws(GraphProblem) {
        guard axes.indices.contains(axis), !axes[axis].isBatch else {
            throw problem(value, "axis \(axis) of \(Shape(axes)) is not a literal axis")
        }
    }

    func replacing(_ axis: Int, of axes: [Extent], with length: Int) -> Shape {
        var axes = axes
        axes[axis] = Extent(length)
        return Shape(axes)
    }

    /// The number of elements as a literal and a power of the batch; both products were checked for overflow.
    func elements(_ axes: [Extent]) -> [Int] {
        [axes.reduce(1) { $0 * $1.factor }, axes.filter(\.isBatch).count]
    }
}

// MARK: - Results

extension Verifier {
    func checkResults() throws(GraphProblem) {
        for value in graph.results where !graph.nodes.indices.contains(value.index) {
            throw GraphProblem(in: graph, "a result is %\(value.index), which does not exist")
        }
        for value in graph.results where graph[value].type != .float {
            throw problem(value, "is a mask and a result")
        }
        var names: Set<String> = []
        for output in graph.outputs where !names.insert(output.name).inserted {
            throw GraphProblem(in: graph, "two outputs are named \(output.name)")
        }
        var assigned: Set<String> = []
        for assignment in graph.assignments {
            let shape = graph[assignment.value].shape
            if !assigned.insert(assignment.slot).inserted {
                throw problem(assignment.value, "slot \(assignment.slot) is assigned twice")
            }
            if let known = slots[assignment.slot], known != shape {
                throw problem(
                    assignment.value, "slot \(assignment.slot) of shape \(known) is assigned a value of shape \(shape)")
            }
            try checkSlot(assignment.slot, shape, assignment.value)
        }
    }
}
