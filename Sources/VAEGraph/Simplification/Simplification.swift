/// All passes, in the order of their turns.
public enum Passes {
    /// The list that everything about passes is driven by.
    public static let all: [Pass] = [
        .deadCode, .stopGradients, .commonSubexpressions, .constantFolding, .stableForms, .algebra, .signs, .factors,
        .broadcasts, .reductions, .reshapes, .transposes, .slices,
    ]
}

extension Pass {
    /// Nodes that no result needs are dropped.
    static let deadCode = Pass("deadCode", "drops what no result needs", removingDeadNodes)
}

/// An equivalent graph with less to do: all passes in turn, until none changes anything.
///
/// Run it before differentiation too: stable forms are found more surely in what people write than in its gradient.
/// - Parameter names: passes to leave out.
public func simplify(_ graph: Graph, without names: Set<String> = []) -> Graph {
    simplifying(graph, Passes.all.filter { !names.contains($0.name) }).graph
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
