/// Lays the groups of a fused graph out as kernels in phases over one arena.
///
/// - Parameters:
///   - fused: The groups.
///   - table: Where slots lie.
///   - target: The instruction set.
///   - batch: The largest number of rows.
///   - reusesMemory: With false no two buffers share memory: the oracle that tests compare with.
/// - Throws: The node that has no form as a kernel, which is a fault of an earlier stage.
public func plan(
    _ fused: FusedGraph, table: TablePlan, target: Target, batch: Int, reusesMemory: Bool = true
) throws(GraphProblem) -> Plan {
    var planner = Planner(fused, table: table, target: target, batch: batch)
    try planner.placeValues()
    try planner.buildKernels()
    return try planner.finish(reusesMemory: reusesMemory)
}

/// The state of one planning: where values stand, and the kernels so far. Split by step over several files.
struct Planner {
    let fused: FusedGraph
    let graph: Graph
    let target: Target
    let batch: Int
    let tablePlan: TablePlan

    var buffers: [Buffer] = []
    /// Where stored values stand; views and inlined nodes are derived.
    var locations: [Value: Location] = [:]
    /// Where the partial sums of a reduction stand, with their shape.
    var partialSums: [Value: PartialSums] = [:]
    /// Kernels with the group they come from, in the order of the groups.
    var kernels: [(kernel: Kernel, group: Int)] = []
    var inputs: [Plan.Input] = []
    var scalars: [Plan.Scalar] = []
    /// Pieces of concats and pads that are computed in their place.
    var placedPieces: Set<Value> = []

    /// What a group leaves of a sum for the reduction to finish.
    struct PartialSums {
        /// How they are begun.
        var kind: FusedGraph.Partial
        /// The axes of the operand that are left to sum, and those kept, as the reduction's operand sees them.
        var shape: Shape
        /// Which of them the reduction removes.
        var reducedAxes: [Int]
        /// Where they stand.
        var location: Location
    }

    init(_ fused: FusedGraph, table: TablePlan, target: Target, batch: Int) {
        self.fused = fused
        graph = fused.graph
        tablePlan = table
        self.target = target
        self.batch = batch
    }

    // MARK: Views

    /// The stored or constant value behind a chain of views.
    func base(of value: Value) -> Value {
        var value = value
        while graph.isView(value), !graph.isConcatenationOfSlots(value), let operand = graph[value].operands.first {
            value = operand
        }
        return value
    }

    /// Where a value's elements stand, through its views; nil for constants, for what only registers hold, and for views
    /// that strides cannot express.
    func location(of value: Value) -> Location? {
        if let known = locations[value] { return known }
        guard graph.isView(value), let operand = graph[value].operands.first, let inner = location(of: operand) else {
            return nil
        }
        let node = graph[value]
        return inner.viewed(by: node.operation, from: graph[operand].shape, to: node.shape)
    }

    /// Where a value's elements stand, for a kernel that must read them there.
    func storedLocation(of value: Value) throws(GraphProblem) -> Location {
        guard let result = location(of: value) else {
            throw problem(value, "\(graph[value].operation) of \(graph[value].shape) stands nowhere in memory")
        }
        return result
    }

    /// A problem of a node.
    func problem(_ value: Value, _ message: String) -> GraphProblem { GraphProblem(in: graph, at: value, message) }

    /// The root of a group that begins with one.
    func root(of group: FusedGraph.Group) throws(GraphProblem) -> Value {
        guard let root = group.root else { throw GraphProblem(in: graph, "a group of \(group.kind) without a root") }
        return root
    }

    // MARK: Buffers

    /// A new buffer in the arena.
    mutating func newBuffer(_ name: String, size: Int) -> Int {
        buffers.append(Buffer(name: name, storage: .arena, offset: 0, size: size))
        return buffers.count - 1
    }

    /// A new buffer for a value of this shape.
    mutating func newLocation(_ name: String, shape: Shape) -> Location {
        let buffer = newBuffer(name, size: Layout.size(of: shape, batch: batch))
        return Location(buffer: buffer, strides: Layout.strides(of: shape))
    }
}
