extension FusedGraph: CustomStringConvertible {
    /// The groups as text, a line for each node, the same for the same graph: what is computed together, and what each
    /// group waits for.
    public var description: String {
        let printer = Printer(graph)
        var lines: [String] = ["fused graph \(graph.name), \(groups.count) groups"]
        for (index, group) in groups.enumerated() {
            let waits: String = dependencies[index].map(String.init).joined(separator: ", ")
            lines.append(
                "group \(index) \(group.kind.rawValue) \(group.domain)" + (waits.isEmpty ? "" : "  after \(waits)"))
            for value in [group.root].compactMap({ $0 }) + group.members { lines.append("  " + printer.line(value)) }
        }
        if !inlined.isEmpty {
            lines.append("computed wherever used")
            for index in inlined.sorted() { lines.append("  " + printer.line(Value(index))) }
        }
        for (value, partial) in partials.sorted(by: { $0.key.index < $1.key.index }) {
            lines.append("sum %\(value.index) begins \(partial.rawValue)")
        }
        for output in graph.outputs { lines.append("output \(output.name) = %\(output.value.index)") }
        for assignment in graph.assignments { lines.append("assign \(assignment.slot) = %\(assignment.value.index)") }
        return lines.joined(separator: "\n") + "\n"
    }
}
