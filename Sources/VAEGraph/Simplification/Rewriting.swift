/// A local rewriting: at a node of one of these kinds, the tensor to use in its place, or nil where it does not apply.
///
/// A replacement has the same shape and values: equal in exact arithmetic, and in floating point within a few roundings,
/// the sign of zero aside. Each rewriting makes the graph smaller, cheaper, more accurate or more canonical in a way that no
/// other undoes, so that repeating them ends.
package struct Rewrite: Sendable {
    /// What becomes what, for reading.
    package let name: String
    let kinds: [Operation.Kind]
    let replacement: @Sendable (Tensor, UseCounts) -> Tensor?

    init(
        _ name: String, at kinds: Operation.Kind...,
        replacement: @escaping @Sendable (Tensor, UseCounts) -> Tensor?
    ) {
        self.init(name, at: kinds, replacement: replacement)
    }

    init(
        _ name: String, at kinds: [Operation.Kind],
        replacement: @escaping @Sendable (Tensor, UseCounts) -> Tensor?
    ) {
        self.name = name
        self.kinds = kinds
        self.replacement = replacement
    }
}

/// Rewritings by the kind of node they look at.
package struct RewriteTable: Sendable {
    private let rewrites: [Operation.Kind: [Rewrite]]

    package init(_ all: [Rewrite]) {
        var table: [Operation.Kind: [Rewrite]] = [:]
        for rewrite in all {
            for kind in rewrite.kinds { table[kind, default: []].append(rewrite) }
        }
        rewrites = table
    }

    /// The first replacement that applies.
    func replacement(for tensor: Tensor, _ uses: UseCounts) -> Tensor? {
        for rewrite in rewrites[tensor.node.operation.kind] ?? [] {
            guard let found = rewrite.replacement(tensor, uses), found.value != tensor.value else { continue }
            return found
        }
        return nil
    }
}

/// How often values are used. Only a hint at what is worthwhile: what is right never depends on it.
package struct UseCounts: Sendable {
    fileprivate var counts: [Int] = []

    /// Whether no one else needs this value, so that it vanishes with its only use.
    func isSingle(_ tensor: Tensor) -> Bool {
        tensor.value.index < counts.count ? counts[tensor.value.index] <= 1 : true
    }

    fileprivate mutating func add(_ count: Int, to value: Value) {
        while counts.count <= value.index { counts.append(0) }
        counts[value.index] += count
    }
}

/// The graph after one walk from leaves to results, in which each node is replaced as long as a rewriting applies.
/// Comes back unchanged, node for node, if none does.
package func rewriting(_ graph: Graph, by table: RewriteTable) -> Graph {
    let builder = GraphBuilder(rewriting: graph)
    var image: [Tensor] = []
    var uses = UseCounts()
    let counts: [Int] = useCounts(graph)
    var hasChanged = false
    for (index, node) in graph.nodes.enumerated() {
        builder.origin = node.origin
        let operands: [Tensor] = node.operands.map { image[$0.index] }
        var tensor: Tensor = builder.add(node.operation, operands, shape: node.shape, type: node.type)
        uses.add(counts[index], to: tensor.value)
        // The limit is for safety alone: what is left over is found by the next walk.
        for _ in 0..<16 {
            guard let replacement = table.replacement(for: tensor, uses) else { break }
            guard replacement.shape == node.shape else {
                builder.note("a rewriting of \(node.operation) made \(replacement.shape) of \(node.shape)")
                hasChanged = true
                break
            }
            tensor = replacement
            uses.add(counts[index], to: tensor.value)
            hasChanged = true
        }
        image.append(tensor)
    }
    if !hasChanged { return graph }
    for output in graph.outputs { builder.output(output.name, image[output.value.index]) }
    for assignment in graph.assignments { builder.assign(assignment.slot, image[assignment.value.index]) }
    return removingDeadNodes(builder.graph)
}

/// How often each value is an operand or a result.
func useCounts(_ graph: Graph) -> [Int] {
    var counts: [Int] = Array(repeating: 0, count: graph.nodes.count)
    for node in graph.nodes {
        for operand in node.operands { counts[operand.index] += 1 }
    }
    for value in graph.results { counts[value.index] += 1 }
    return counts
}
