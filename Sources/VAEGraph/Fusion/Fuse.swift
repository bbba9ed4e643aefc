/// Divides a graph into groups that are computed together.
///
/// Elementwise nodes join the group of an operand of their own shape, contractions before reductions before loops,
/// wherever no path leads out of the merged group and back into it. Sums begin inside the group that computes what is
/// summed. What is cheap is computed anew wherever it is used (`cheapNodes`, `cheapStoredNodes`), and masks are never
/// stored.
///
/// - Parameters:
///   - graph: A graph without `gradient` nodes.
///   - table: The parameter table, for slots that lie side by side.
///   - isEnabled: With false every node is a group of its own: the oracle that tests compare with.
public func fuse(_ graph: Graph, table: ParameterTable, isEnabled: Bool = true) -> FusedGraph {
    let prepared = prepareAssignments(graph, table: table)
    if !isEnabled {
        var single = Fusion(prepared, isEnabled: false, inlining: [])
        return single.run()
    }
    let cheap = prepared.cheapNodes()
    var fusion = Fusion(prepared, isEnabled: true, inlining: cheap)
    let fused = fusion.run()
    // Only when all groups are known it shows what is stored, and what of that could as well be computed anew.
    let more = prepared.cheapStoredNodes(of: fused)
    if more.isEmpty { return fused }
    var again = Fusion(prepared, isEnabled: true, inlining: cheap.union(more))
    return again.run()
}

private struct Fusion {
    let prepared: PreparedGraph
    let graph: Graph
    let isEnabled: Bool
    let inlined: Set<Int>
    /// The nodes each node waits for: operands with views and inlined nodes looked through, and readers of a slot.
    var dependencies: [[Int]]
    /// Pairs that are never in one group, since one reads from memory what the other stores, or overwrites what the
    /// other still reads at another element.
    var apart: [(Int, Int)] = []
    /// The group of each node, as an index into `members`; merged groups are emptied.
    var groupOf: [Int?]
    var members: [[Int]] = []
    var kinds: [FusedGraph.Kind] = []

    /// - Parameter cheap: Nodes that are computed anew wherever they are used, as masks are.
    init(_ prepared: PreparedGraph, isEnabled: Bool, inlining cheap: Set<Int>) {
        self.prepared = prepared
        graph = prepared.graph
        self.isEnabled = isEnabled
        inlined = graph.maskNodes.union(cheap)
        groupOf = Array(repeating: nil, count: graph.nodes.count)
        dependencies = Array(repeating: [], count: graph.nodes.count)
        // What a use of each node waits for: itself, or what it is computed from where it has no group.
        var sources: [[Source]] = []
        for (index, node) in graph.nodes.enumerated() {
            var waits: [Source] = []
            for operand in node.operands {
                for source in sources[operand.index] where !waits.contains(source) { waits.append(source) }
            }
            switch graph.role(Value(index)) {
            case .constant, .stored: sources.append([])
            case .view: sources.append(waits.map { Source(node: $0.node, isDirect: false) })
            case .elementwise where inlined.contains(index): sources.append(waits)
            case .elementwise:
                dependencies[index] = waits.map(\.node)
                apart += waits.filter { !$0.isDirect }.map { ($0.node, index) }
                sources.append([Source(node: index, isDirect: true)])
            case .root:
                dependencies[index] = waits.map(\.node)
                apart += waits.map { ($0.node, index) }
                sources.append([Source(node: index, isDirect: true)])
            }
        }
        for edge in prepared.antiDependencies() {
            // An inlined reader reads wherever it is used.
            let reader = edge.reader.index
            let writer = edge.writer.index
            for user in inlined.contains(reader) ? usersWithGroups(of: reader) : [reader] where user != writer {
                if !dependencies[writer].contains(user) { dependencies[writer].append(user) }
                let isPointwise = edge.isPointwise && graph.nodes[user].shape == graph.nodes[writer].shape
                if !isPointwise { apart.append((user, writer)) }
            }
        }
    }

    /// A node with a group that another one waits for.
    private struct Source: Equatable {
        var node: Int
        /// Whether its elements are used as they are, not through a view.
        var isDirect: Bool
    }

    private func usersWithGroups(of index: Int) -> [Int] {
        var result: [Int] = []
        for (user, node) in graph.nodes.enumerated() where node.operands.contains(Value(index)) {
            let isPassing = inlined.contains(user) || graph.isView(Value(user))
            result += isPassing ? usersWithGroups(of: user) : [user]
        }
        return result
    }

    mutating func run() -> FusedGraph {
        for index in graph.nodes.indices {
            switch graph.role(Value(index)) {
            case .constant, .stored, .view: continue
            case .elementwise where inlined.contains(index): continue
            case .elementwise:
                groupOf[index] = members.count
                members.append([index])
                kinds.append(.elementwise)
            case .root(let kind):
                groupOf[index] = members.count
                members.append([index])
                kinds.append(kind)
            }
        }
        if isEnabled { for index in graph.nodes.indices { joinOperands(index) } }
        return result()
    }

    /// Merges the group of an elementwise node with those of its operands.
    private mutating func joinOperands(_ index: Int) {
        guard case .elementwise = graph.role(Value(index)), !inlined.contains(index) else { return }
        let shape = graph.nodes[index].shape
        var candidates: [Int] = []
        for operand in directOperands(of: index) where graph.nodes[operand].shape == shape {
            if let group = groupOf[operand], !candidates.contains(group) { candidates.append(group) }
        }
        let preference: [FusedGraph.Kind: Int] = [
            .contraction: 0, .image: 0, .reduction: 1, .elementwise: 2,
        ]
        candidates = candidates.filter { preference[kinds[$0]] != nil }
            .sorted { (preference[kinds[$0]] ?? 3, $0) < (preference[kinds[$1]] ?? 3, $1) }
        for candidate in candidates {
            guard let own = groupOf[index], own != candidate else { continue }
            // One group has one root.
            if kinds[own] != .elementwise && kinds[candidate] != .elementwise { continue }
            if canMerge(candidate, own) { merge(candidate, own) }
        }
    }

    /// The operands, with inlined nodes of the same shape replaced by theirs.
    private func directOperands(of index: Int) -> [Int] {
        graph.nodes[index].operands.flatMap { operand -> [Int] in
            inlined.contains(operand.index) ? directOperands(of: operand.index) : [operand.index]
        }
    }

    /// Whether two groups can be one: no path leads from either through a third group to the other.
    private func canMerge(_ a: Int, _ b: Int) -> Bool {
        let isApart = apart.contains { pair in
            let groups = (groupOf[pair.0], groupOf[pair.1])
            return groups == (a, b) || groups == (b, a)
        }
        return !isApart && !hasDetour(from: a, to: b) && !hasDetour(from: b, to: a)
    }

    /// Whether some path from `start` to `end` visits a third group.
    private func hasDetour(from start: Int, to end: Int) -> Bool {
        // Walk backwards from `end` through what it waits for.
        var visited: Set<Int> = []
        var stack: [Int] = []
        for member in members[end] {
            for dependency in dependencies[member] {
                guard let group = groupOf[dependency], group != end, group != start else { continue }
                if visited.insert(group).inserted { stack.append(group) }
            }
        }
        while let group = stack.popLast() {
            for member in members[group] {
                for dependency in dependencies[member] {
                    guard let next = groupOf[dependency], next != group else { continue }
                    if next == start { return true }
                    if next != end && visited.insert(next).inserted { stack.append(next) }
                }
            }
        }
        return false
    }

    private mutating func merge(_ a: Int, _ b: Int) {
        let (kept, dropped) = kinds[b] == .elementwise ? (a, b) : (b, a)
        for member in members[dropped] { groupOf[member] = kept }
        members[kept] = (members[kept] + members[dropped]).sorted()
        members[dropped] = []
    }

    // MARK: Result

    private func result() -> FusedGraph {
        let order = topologicalOrder()
        var place: [Int: Int] = [:]
        for (index, group) in order.enumerated() { place[group] = index }
        let groups: [FusedGraph.Group] = order.map { group in
            let root = members[group].first { index in
                if case .root = graph.role(Value(index)) { return true }
                return false
            }
            let elementwise = members[group].filter { $0 != root }
            let domain = graph.nodes[root ?? elementwise[0]].shape
            return FusedGraph.Group(
                kind: kinds[group], root: root.map { Value($0) }, members: elementwise.map { Value($0) },
                domain: domain)
        }
        let waits: [[Int]] = order.map { group in
            let all = members[group].flatMap { dependencies[$0] }.compactMap { groupOf[$0] }
            return Set(all.filter { $0 != group }.compactMap { place[$0] }).sorted()
        }
        return FusedGraph(
            graph: graph, assignments: prepared.assignments, groups: groups,
            groupOf: groupOf.map { $0.flatMap { place[$0] } }, inlined: inlined,
            dependencies: waits, partials: isEnabled ? partials() : [:])
    }

    private func topologicalOrder() -> [Int] {
        var order: [Int] = []
        var visited: Set<Int> = []
        func visit(_ group: Int) {
            guard visited.insert(group).inserted else { return }
            let waits = Set(members[group].flatMap { dependencies[$0] }.compactMap { groupOf[$0] })
            for next in waits.sorted() where next != group { visit(next) }
            order.append(group)
        }
        for group in members.indices where !members[group].isEmpty { visit(group) }
        return order
    }

    /// Sums that can begin where their operand is computed.
    private func partials() -> [Value: FusedGraph.Partial] {
        var result: [Value: FusedGraph.Partial] = [:]
        for (index, node) in graph.nodes.enumerated() {
            guard case .reduce(.sum, let axes) = node.operation, let operand = node.operands.first,
                let group = groupOf[operand.index], [.elementwise, .contraction, .image].contains(kinds[group])
            else { continue }
            let last = graph[operand].shape.rank - 1
            // A sum of everything is smaller, and more exact, when rows are added up first; loops are joined to one row.
            let isWhole = axes.count == last + 1 && last > 0 && kinds[group] != .elementwise
            if axes.contains(last) && !isWhole {
                result[Value(index)] = .overColumns
            } else if axes == Array(0..<last) || isWhole {
                result[Value(index)] = .overRows
            }
        }
        return result
    }
}
