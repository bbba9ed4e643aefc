/// All passes, in the order of their turns.
public enum Passes {
    /// The list that everything about passes is driven by.
    public static let all: [Pass] = [
        .deadCode, .stopGradients, .vanishingSums, .commonSubexpressions, .constantFolding, .stableForms, .algebra,
        .signs, .factors, .selections, .broadcasts, .reductions, .centredSums, .reshapes, .transposes, .slices,
    ]
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

/// The graph after these passes, and after how many rounds nothing changed; nil if the limit came first, which leaves
/// an equivalent graph with something still to gain.
///
/// Neighbouring passes that are made of rewritings walk the graph together, which saves walks.
package func simplifying(_ graph: Graph, _ passes: [Pass], limit: Int = 40) -> (graph: Graph, rounds: Int?) {
    var steps: [Pass] = []
    for pass in passes {
        if let last = steps.last, !last.rewrites.isEmpty, !pass.rewrites.isEmpty {
            steps[steps.count - 1] = Pass("rewritings", "several", rewrites: last.rewrites + pass.rewrites)
        } else {
            steps.append(pass)
        }
    }
    var graph = graph
    // How many of the last steps have changed nothing: all of them is the end.
    var idle = 0
    for round in 1...limit {
        for step in steps {
            let next = step.run(graph)
            idle = next == graph ? idle + 1 : 0
            graph = next
            if idle == steps.count { return (graph, round) }
        }
    }
    return (graph, nil)
}
