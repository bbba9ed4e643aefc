/// Collects nodes while a graph is written down with `Tensor` arithmetic; `graph` is the value that comes of it.
///
/// Shapes are inferred as nodes are added. What does not fit together is noted as the graph's `problem`, and building goes
/// on with zeros of the shape that was wanted: it is a mistake of the compiler's own (the checker has already refused what
/// a model's text can get wrong), yet whoever meets it gets a message with the line of the model.
public final class GraphBuilder {
    /// What has been built.
    public private(set) var graph: Graph
    /// Where the nodes that are added now come from.
    public var origin: Origin

    /// Starts an empty graph of that name.
    public init(name: String) {
        graph = Graph(name: name)
        origin = Origin(line: 0, name: name)
    }

    /// Starts a graph in which another one is to be written anew.
    convenience init(rewriting other: Graph) { self.init(continuing: Graph(rewriting: other)) }

    /// Goes on with a graph: nodes are appended.
    public init(continuing graph: Graph) {
        self.graph = graph
        origin = Origin(line: 0, name: graph.name)
    }

    /// Appends a node.
    public func add(_ operation: Operation, _ operands: [Tensor], shape: Shape, type: ElementType = .float) -> Tensor {
        let values: [Value] = operands.map(\.value)
        graph.nodes.append(
            Node(operation: operation, operands: values, shape: shape, type: type, origin: origin))
        return Tensor(Value(graph.nodes.count - 1), in: self)
    }

    /// Notes a problem of what is being written down now. Only the first is kept: the others may come of it.
    public func note(_ problem: String) {
        if graph.problem == nil { graph.problem = GraphProblem(in: graph, at: origin, problem) }
    }

    /// Zeros in the place of what cannot be written down, for the reason given.
    func zeros(_ shape: Shape, because problem: String) -> Tensor {
        note(problem)
        return constant(0, shape: shape)
    }

    /// The handle of a value that is already in the graph.
    public func tensor(_ value: Value) -> Tensor { Tensor(value, in: self) }

    /// A variable that the caller binds.
    public func input(_ name: String, shape: Shape) -> Tensor { add(.input(name), [], shape: shape) }
    /// A slot of the parameter table.
    public func slot(_ name: String, shape: Shape) -> Tensor { add(.slot(name), [], shape: shape) }
    /// A number set at run time.
    public func scalar(_ name: String) -> Tensor { add(.scalar(name), [], shape: .scalar) }
    /// A number.
    public func constant(_ number: Double) -> Tensor { add(.constant(number), [], shape: .scalar) }
    /// A number in every element of a shape.
    public func constant(_ number: Double, shape: Shape) -> Tensor { constant(number).broadcast(to: shape, axes: []) }
    /// The number of rows in the batch.
    public var batch: Tensor { add(.batch, [], shape: .scalar) }
    /// Random numbers. Drawn row by row, so that a shape that ends with the batch gets an axis of one element for the rows.
    public func noise(_ noise: Noise, shape: Shape) -> Tensor {
        guard shape.axes.last?.isBatch == true else { return add(.noise(noise), [], shape: shape) }
        return add(.noise(noise), [], shape: Shape(shape.axes + [Extent(1)])).reshape(shape)
    }
    /// 0, 1, 2, … along the last axis.
    public func index(shape: Shape) -> Tensor { add(.index, [], shape: shape) }

    /// Names a result.
    public func output(_ name: String, _ tensor: Tensor) {
        graph.outputs.append(Graph.Output(name: name, value: tensor.value))
    }

    /// Gives a slot its value after the step.
    public func assign(_ slot: String, _ tensor: Tensor) {
        graph.assignments.append(Graph.Assignment(slot: slot, value: tensor.value))
    }
}
