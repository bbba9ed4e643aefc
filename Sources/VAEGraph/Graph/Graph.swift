/// A node of a graph, by its place in the list of nodes.
public struct Value: Hashable, Sendable {
    /// The place.
    public var index: Int
    /// The node at that place.
    public init(_ index: Int) { self.index = index }
}

/// Where in the model's text a node comes from, for comments, reports and diagnostics.
public struct Origin: Hashable, Sendable {
    /// The line of the source file, from 1; 0 when no line says it.
    public var line: Int
    /// What it is there, in the words of the model: `decoder.x.logits.dense2`.
    public var name: String

    /// An origin.
    public init(line: Int, name: String) {
        self.line = line
        self.name = name
    }
}

/// The type of a node's elements.
public enum ElementType: String, Hashable, Sendable {
    /// A number.
    case float
    /// True or false; only comparisons give it and only selections take it.
    case mask
}

/// One operation applied to earlier values.
public struct Node: Hashable, Sendable {
    /// What it computes.
    public var operation: Operation
    /// From what.
    public var operands: [Value]
    /// The shape of the result.
    public var shape: Shape
    /// The type of the result's elements.
    public var type: ElementType
    /// Where it comes from.
    public var origin: Origin
}

/// A static computation graph: nodes in topological order, named outputs, and assignments to slots of the parameter
/// table, which all take effect together at the end of the step.
public struct Graph: Hashable, Sendable {
    /// A result with the name callers know it by.
    public struct Output: Hashable, Sendable {
        /// The name.
        public var name: String
        /// The value.
        public var value: Value
    }
    /// A slot's value after the step.
    public struct Assignment: Hashable, Sendable {
        /// The slot of the parameter table.
        public var slot: String
        /// Its new value.
        public var value: Value
    }

    /// The name of the entry point.
    public var name: String
    /// The nodes; operands come before their users.
    public var nodes: [Node] = []
    /// The results, in the order callers see.
    public var outputs: [Output] = []
    /// What the step changes.
    public var assignments: [Assignment] = []
    /// The first mistake that was made when the graph was written down: nodes that do not fit together. Nothing may be
    /// computed from such a graph; `verify` throws the problem.
    public var problem: GraphProblem?

    /// An empty graph.
    public init(name: String) { self.name = name }

    /// An empty graph in which another one is to be written anew: with its name, and its problem if it has one.
    init(rewriting other: Graph) {
        name = other.name
        problem = other.problem
    }

    /// The node of a value.
    public subscript(_ value: Value) -> Node { nodes[value.index] }

    /// The values that leave the graph: outputs and assigned values.
    public var results: [Value] { outputs.map(\.value) + assignments.map(\.value) }
}
