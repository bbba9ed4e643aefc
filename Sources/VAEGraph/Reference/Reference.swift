/// Evaluates a graph one operation at a time in double precision, by the most obvious code: the oracle that the
/// interpreter, the emitted kernels and every pass are compared with. Nothing here is clever, and nothing but the meaning
/// of the elementary functions is shared with what it judges.
public enum Reference {
    /// One element of a noise stream: given the stream, the row of the batch, and the element's place within its row
    /// (row-major over the axes that are not the batch).
    public typealias NoiseSource = @Sendable (_ noise: Noise, _ row: Int, _ element: Int) -> Double

    /// What a graph is evaluated on. All tensors are row-major, with the axes the graph sees.
    public struct Bindings: Sendable {
        /// The number of rows.
        public var batch: Int
        /// The variables, by name.
        public var inputs: [String: [Double]] = [:]
        /// The slots at the start of the step, by name.
        public var slots: [String: [Double]] = [:]
        /// The numbers set at run time, by name.
        public var scalars: [String: Double] = [:]
        /// Noise that is given rather than drawn, by stream.
        public var boundNoise: [String: [Double]] = [:]
        /// Where noise that is not bound is drawn.
        public var noise: NoiseSource?

        /// Nothing bound yet.
        public init(batch: Int) { self.batch = batch }
    }

    /// What comes of it.
    public struct Results: Hashable, Sendable {
        /// The outputs, by name.
        public var outputs: [String: [Double]] = [:]
        /// The slots' values after the step, for those that are assigned.
        public var assignments: [String: [Double]] = [:]
    }

    /// The graph's outputs and assigned values.
    /// - Throws: if the graph is not well formed, still holds `gradient` nodes, or is given too little or tensors of
    ///   another size.
    public static func run(_ graph: Graph, _ bindings: Bindings) throws(GraphProblem) -> Results {
        let kept: Set<Value> = Set(graph.results)
        let values: [[Double]] = try values(of: graph, bindings, keeping: kept)
        var results = Results()
        for output in graph.outputs { results.outputs[output.name] = values[output.value.index] }
        for assignment in graph.assignments {
            results.assignments[assignment.slot] = values[assignment.value.index]
        }
        return results
    }

    /// The values of these nodes, and of those before them; the others are empty, freed after their last use.
    public static func values(
        of graph: Graph, _ bindings: Bindings, keeping kept: Set<Value>
    ) throws(GraphProblem) -> [[Double]] {
        try verify(graph)
        if bindings.batch < 1 { throw GraphProblem(in: graph, "a batch of \(bindings.batch) rows") }
        var remaining: [Int] = usesOfNeeded(graph, kept)
        var values: [[Double]] = Array(repeating: [], count: graph.nodes.count)
        for (index, node) in graph.nodes.enumerated() where remaining[index] > 0 {
            let operands: [[Double]] = node.operands.map { values[$0.index] }
            let step = Step(graph: graph, value: Value(index), bindings: bindings)
            values[index] = try step.run(operands)
            for operand in node.operands {
                remaining[operand.index] -= 1
                if remaining[operand.index] == 0 { values[operand.index] = [] }
            }
        }
        return values
    }

    /// How often each value is used by what the kept values need; 0 for what nobody needs.
    private static func usesOfNeeded(_ graph: Graph, _ kept: Set<Value>) -> [Int] {
        var uses: [Int] = Array(repeating: 0, count: graph.nodes.count)
        for value in kept { uses[value.index] += 1 }
        for (index, node) in graph.nodes.enumerated().reversed() where uses[index] > 0 {
            for operand in node.operands { uses[operand.index] += 1 }
        }
        return uses
    }
}

/// One node of a graph being evaluated.
struct Step {
    let graph: Graph
    let value: Value
    let bindings: Reference.Bindings

    var node: Node { graph[value] }
    var batch: Int { bindings.batch }
    /// The lengths of the result's axes.
    var extents: [Int] { lengths(node.shape) }
    /// The number of the result's elements.
    var count: Int { node.shape.count(batch: batch) }

    func lengths(_ shape: Shape) -> [Int] { shape.axes.map { $0.count(batch: batch) } }

    func operandLengths(_ place: Int) -> [Int] { lengths(graph[node.operands[place]].shape) }

    func problem(_ message: String) -> GraphProblem { GraphProblem(in: graph, at: value, message) }

    func run(_ operands: [[Double]]) throws(GraphProblem) -> [Double] {
        switch node.operation {
        case .input(let name): try bound(bindings.inputs[name], "input \(name)")
        case .slot(let name): try bound(bindings.slots[name], "slot \(name)")
        case .scalar(let name): try bound(bindings.scalars[name].map { [$0] }, "scalar \(name)")
        case .constant(let number): [number]
        case .batch: [Double(batch)]
        case .noise(let noise): try drawn(noise)
        case .index: index()
        case .unary(let function): operands[0].map(Elementary.function(function))
        case .binary(let function): combine(operands[0], operands[1], Elementary.function(function))
        case .compare(let comparison):
            combine(operands[0], operands[1]) { Elementary.holds(comparison, $0, $1) ? 1 : 0 }
        case .select: operands[0].indices.map { operands[0][$0] != 0 ? operands[1][$0] : operands[2][$0] }
        case .stopGradient, .reshape: operands[0]
        case .permute(let permutation): permute(operands[0], permutation)
        case .broadcast(let axes): broadcast(operands[0], axes)
        case .slice(let axis, let start): slice(operands[0], axis, start)
        case .pad(let axis, let before, _): pad(operands[0], axis, before)
        case .concat(let axis): concat(operands, axis)
        case .reduce(let reduction, let axes): reduce(operands[0], reduction, axes)
        case .contract(let transposeA, let transposeB): contract(operands[0], operands[1], transposeA, transposeB)
        case .convolve(let convolution): convolve(operands[0], operands[1], convolution)
        case .pool(let window, let pooling): pool(operands, window, pooling)
        case .gradient: throw problem("a gradient is expanded by differentiation before a graph is evaluated")
        }
    }

    func combine(_ a: [Double], _ b: [Double], _ function: (Double, Double) -> Double) -> [Double] {
        var result = a
        for place in a.indices { result[place] = function(a[place], b[place]) }
        return result
    }
}

// MARK: - Leaves

extension Step {
    func bound(_ numbers: [Double]?, _ name: String) throws(GraphProblem) -> [Double] {
        guard let numbers else { throw problem("\(name) is not bound") }
        if numbers.count != count {
            throw problem("\(name) of shape \(node.shape) needs \(count) numbers, got \(numbers.count)")
        }
        return numbers
    }

    func drawn(_ noise: Noise) throws(GraphProblem) -> [Double] {
        if let numbers = bindings.boundNoise[noise.stream] { return try bound(numbers, "noise \(noise.stream)") }
        guard let source = bindings.noise else { throw problem("noise \(noise.stream) has no source") }
        guard let rowAxis = node.shape.axes.firstIndex(where: \.isBatch) else { throw problem("noise without rows") }
        // Of the place in the whole tensor, take out the row's digit; what is left is the place within the row.
        let inner: Int = extents[(rowAxis + 1)...].reduce(1, *)
        return (0..<count).map { place in
            let row: Int = place / inner % batch
            let element: Int = place / (inner * batch) * inner + place % inner
            return source(noise, row, element)
        }
    }

    func index() -> [Double] {
        let last: Int = extents.last ?? 1
        return (0..<count).map { Double($0 % last) }
    }
}
