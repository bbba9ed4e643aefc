/// What is wrong with a graph, or with the numbers it is given. A graph is made by the compiler, so a problem in one is a
/// fault of the compiler and never of a model's author.
public struct GraphProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The name of the graph.
    public var graph: String
    /// The node where it shows, if it is one node's.
    public var value: Value?
    /// Where in the model's text that node comes from.
    public var origin: Origin?
    /// What was expected and what was found.
    public var message: String

    /// A problem of a whole graph.
    public init(in graph: Graph, _ message: String) {
        self.graph = graph.name
        self.message = message
    }

    /// A problem of one node.
    public init(in graph: Graph, at value: Value, _ message: String) {
        self.graph = graph.name
        self.value = value
        self.message = message
        origin = graph.nodes.indices.contains(value.index) ? graph[value].origin : nil
    }

    /// A problem of what a line of the model becomes.
    public init(in graph: Graph, at origin: Origin, _ message: String) {
        self.graph = graph.name
        self.origin = origin
        self.message = message
    }

    /// `trainStep: %12 (line 14, encoder.z): …`
    public var description: String {
        var place = graph
        if let value { place += ": %\(value.index)" }
        if let origin { place += origin.line > 0 ? " (line \(origin.line), \(origin.name))" : " (\(origin.name))" }
        return "\(place): \(message)"
    }
}
