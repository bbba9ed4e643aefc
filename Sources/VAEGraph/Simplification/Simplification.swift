/// All passes, in the order of their turns.
public enum Passes {
    /// The list that everything about passes is driven by.
    public static let all: [Pass] = [
        .deadCode, .stopGradients, .commonSubexpressions, .constantFolding, .stableForms, .algebra, .signs, .factors,
        .broadcasts, .reductions, .reshapes, .transposes, .slices,
    ]

    /// What `optimize` can leave out: the names of all passes, and `mergeContractions` and `mergeUpdates`.
    public static let names: [String] = all.map(\.name) + ["mergeContractions", "mergeUpdates"]
}

extension Pass {
    /// Nodes that no result needs are dropped.
    static let deadCode = Pass("deadCode", "drops what no result needs", removingDeadNodes)
}

/// An equivalent graph with less to do: all passes in turn, until none changes anything.
///
/// Run it before differentiation too: stable forms are found in what people write, not in its gradient.
/// - Parameter names: passes to leave out.
public func simplify(_ graph: Graph, without names: Set<String> = []) -> Graph {
    simplifying(graph, Passes.all.filter { !names.contains($0.name) }).graph
}

/// The way of a graph from lowering to fusion: stable forms first, then products that share an operand become one, then
/// gradients, and then all that can be saved in them.
///
/// - Parameters:
///   - table: The slots, with the groups that the entry points before have found. Give the training step first, and what
///     comes of it to the others, since all entry points share one layout.
///   - names: What to leave out, of `Passes.names`.
/// - Returns: a graph without `gradient` nodes, and the table with the groups it reads as one.
public func optimize(
    _ graph: Graph, table: ParameterTable, without names: Set<String> = []
) -> (graph: Graph, table: ParameterTable) {
    var graph = simplify(graph, without: names)
    var table = table
    if !names.contains("mergeContractions") { (graph, table) = mergeContractions(graph, table: table) }
    graph = simplify(differentiate(graph), without: names)
    if !names.contains("mergeUpdates") { (graph, table) = mergeUpdates(graph, table: table) }
    return (simplify(graph, without: names), table)
}

/// The graph after these passes, and after how many rounds nothing changed; nil if the limit came first, which leaves
/// an equivalent graph with something still to gain.
package func simplifying(_ graph: Graph, _ passes: [Pass], limit: Int = 40) -> (graph: Graph, rounds: Int?) {
    var graph = graph
    for round in 1...limit {
        let before = graph
        for pass in passes { graph = pass.run(graph) }
        if graph == before { return (graph, round) }
    }
    return (graph, nil)
}
