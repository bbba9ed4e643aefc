import VAEGraph

/// What can be left out on the way of a graph.
let namesOfSteps: [String] = Passes.all.map(\.name) + ["merging"]

/// The way of a graph from lowering to fusion: stable forms first, then products that share an operand become one, then
/// gradients, and then all that can be saved in them.
func optimize(
    _ graph: Graph, table: ParameterTable, without names: Set<String> = []
) -> (graph: Graph, table: ParameterTable) {
    var graph = simplify(graph, without: names)
    var table = table
    if !names.contains("merging") { (graph, table) = mergeContractions(graph, table: table) }
    graph = simplify(differentiate(graph), without: names)
    if !names.contains("merging") { (graph, table) = mergeUpdates(graph, table: table) }
    return (simplify(graph, without: names), table)
}
