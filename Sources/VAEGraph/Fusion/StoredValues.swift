/// Which values of a fused graph stand in memory.
extension FusedGraph {
    /// The values that some other group or the caller reads, in order.
    func storedValues() -> [Value] {
        var stored: Set<Int> = []
        for (index, group) in groups.enumerated() {
            var reads: [Value] = group.members.flatMap { graph[$0].operands }
            if let root = group.root, partials[root] == nil { reads += graph[root].operands }
            // Roots read memory; members read registers of their own group where the value is direct.
            for read in reads { collect(read, readBy: index, isDirect: true, into: &stored) }
        }
        for value in graph.outputs.map(\.value) + assignments.map(\.value) {
            collect(value, readBy: nil, isDirect: true, into: &stored)
        }
        for group in groups where group.kind == .fetch || group.kind == .assembly {
            if let root = group.root { stored.insert(root.index) }
        }
        return stored.sorted().map { Value($0) }
    }

    private func collect(_ value: Value, readBy group: Int?, isDirect: Bool, into stored: inout Set<Int>) {
        if inlined.contains(value.index) {
            for operand in graph[value].operands {
                collect(operand, readBy: group, isDirect: isDirect, into: &stored)
            }
        } else if graph.isView(value) {
            for operand in graph[value].operands { collect(operand, readBy: group, isDirect: false, into: &stored) }
        } else if let producer = groupOf[value.index] {
            if producer != group || !isDirect { stored.insert(value.index) }
        }
    }
}
