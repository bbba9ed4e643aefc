/// Writes the body of one kernel: instructions for the members of a group, loads for what stands elsewhere.
///
/// Locations in the body have one stride for each axis of the group's domain; `KernelShaping` splits them into rows and
/// columns afterwards.
struct BodyBuilder {
    let planner: Planner
    let group: Int
    let domain: Shape
    /// The root's results that the body sees as `source` registers.
    let sources: [Value: Int]
    var body = Body()
    private var registers: [Key: Int] = [:]
    private var known: [Instruction: Int] = [:]

    /// A value as seen through views: inlined nodes may be computed on views of their operands.
    private struct Key: Hashable {
        var value: Value
        var views: [Value]
    }

    init(planner: Planner, group: Int, domain: Shape, sources: [Value: Int]) {
        self.planner = planner
        self.group = group
        self.domain = domain
        self.sources = sources
    }

    /// The register that holds a value of the domain's shape.
    ///
    /// - Throws: A value that no instruction computes and that stands nowhere.
    mutating func register(_ value: Value) throws(GraphProblem) -> Int { try register(value, views: []) }

    /// Appends an instruction, or finds the register that holds its result already.
    mutating func emit(_ instruction: Instruction) -> Int {
        if let register = known[instruction] { return register }
        body.instructions.append(instruction)
        known[instruction] = body.instructions.count - 1
        return body.instructions.count - 1
    }

    /// - Parameter views: Views between the value and the domain, innermost first.
    private mutating func register(_ value: Value, views: [Value]) throws(GraphProblem) -> Int {
        let key = Key(value: value, views: views)
        if let register = registers[key] { return register }
        let register = try compute(value, views: views)
        registers[key] = register
        return register
    }

    private mutating func compute(_ value: Value, views: [Value]) throws(GraphProblem) -> Int {
        let graph = planner.graph
        let node = graph[value]
        if case .constant(let number) = node.operation { return emit(.constant(Float(number))) }
        let isMember = planner.fused.groupOf[value.index] == group && views.isEmpty
        if isMember || planner.fused.inlined.contains(value.index) {
            if isMember, let source = sources[value] { return emit(.source(source)) }
            return try compute(node, of: value, views: views)
        }
        if let location = planner.locations[value] { return emit(.load(try viewed(location, of: value, by: views))) }
        guard graph.isView(value), let operand = node.operands.first else {
            throw planner.problem(value, "\(node.operation) of \(node.shape) stands nowhere in memory")
        }
        return try register(operand, views: [value] + views)
    }

    private func viewed(
        _ location: Location, of value: Value, by views: [Value]
    ) throws(GraphProblem) -> Location {
        var result = location
        var shape = planner.graph[value].shape
        for view in views {
            let node = planner.graph[view]
            guard let next = result.viewed(by: node.operation, from: shape, to: node.shape) else {
                throw planner.problem(view, "\(node.operation) of \(shape) cannot be expressed in strides")
            }
            result = next
            shape = node.shape
        }
        return result
    }

    private mutating func compute(_ node: Node, of value: Value, views: [Value]) throws(GraphProblem) -> Int {
        var operands: [Int] = []
        for operand in node.operands { operands.append(try register(operand, views: views)) }
        switch node.operation {
        case .unary(let function): return emit(.unary(function, operands[0]))
        case .binary(let function): return emit(.binary(function, operands[0], operands[1]))
        case .compare(let comparison): return emit(.compare(comparison, operands[0], operands[1]))
        case .select: return emit(.select(operands[0], operands[1], operands[2]))
        case .stopGradient: return operands[0]
        case .index: return emit(.column)
        case .noise(let noise): return emit(try noiseInstruction(noise, of: value))
        default: throw planner.problem(value, "\(node.operation), where an elementwise operation was expected")
        }
    }

    /// Elements of a row are numbered across the axes other than the batch, which is not the last one.
    private func noiseInstruction(_ noise: Noise, of value: Value) throws(GraphProblem) -> Instruction {
        guard let batchAxis = domain.axes.firstIndex(where: { $0.isBatch }), batchAxis < domain.rank - 1 else {
            throw planner.problem(value, "noise of shape \(domain)")
        }
        var coefficients: [Int] = Array(repeating: 0, count: domain.rank - 1)
        var inner = domain.axes[domain.rank - 1].factor
        for axis in stride(from: domain.rank - 2, through: 0, by: -1) where axis != batchAxis {
            coefficients[axis] = inner
            inner *= domain.axes[axis].factor
        }
        return .noise(noise, batchAxis: batchAxis, coefficients: coefficients)
    }

    // MARK: Peepholes

    /// Joins instructions whose results nothing else uses with those they go into, and drops what nothing uses then.
    mutating func finish() {
        var uses: [Int] = Array(repeating: 0, count: body.instructions.count)
        for instruction in body.instructions { for operand in instruction.operands { uses[operand] += 1 } }
        for store in body.stores { uses[store.register] += 1 }
        joinRoots(&uses)
        for (index, instruction) in body.instructions.enumerated() {
            guard case .binary(.add, let a, let b) = instruction else { continue }
            if case .binary(.multiply, let x, let y) = body.instructions[a], uses[a] == 1 {
                body.instructions[index] = .multiplyAdd(x, y, b)
                uses[a] = 0
            } else if case .binary(.multiply, let x, let y) = body.instructions[b], uses[b] == 1 {
                body.instructions[index] = .multiplyAdd(x, y, a)
                uses[b] = 0
            }
        }
        removeUnused()
    }

    /// a / (√b + c), the step of the optimizers that divide by a root of squares.
    private mutating func joinRoots(_ uses: inout [Int]) {
        for (index, instruction) in body.instructions.enumerated() {
            guard case .binary(.divide, let a, let sum) = instruction, uses[sum] == 1,
                case .binary(.add, let x, let y) = body.instructions[sum]
            else { continue }
            for (root, c) in [(x, y), (y, x)] {
                guard case .unary(.squareRoot, let b) = body.instructions[root], uses[root] == 1 else { continue }
                body.instructions[index] = .divideByRoot(a, b, c)
                uses[sum] = 0
                uses[root] = 0
                break
            }
        }
    }

    private mutating func removeUnused() {
        var isUsed: [Bool] = Array(repeating: false, count: body.instructions.count)
        for store in body.stores { isUsed[store.register] = true }
        for index in body.instructions.indices.reversed() where isUsed[index] {
            for operand in body.instructions[index].operands { isUsed[operand] = true }
        }
        var renamed: [Int] = []
        var kept: [Instruction] = []
        for (index, instruction) in body.instructions.enumerated() {
            renamed.append(kept.count)
            if isUsed[index] { kept.append(instruction.mappingOperands { renamed[$0] }) }
        }
        body.instructions = kept
        body.stores = body.stores.map { Store(register: renamed[$0.register], target: $0.target) }
    }
}

extension Instruction {
    /// The registers it reads.
    public var operands: [Int] {
        switch self {
        case .load, .constant, .source, .noise, .column: []
        case .unary(_, let a): [a]
        case .binary(_, let a, let b), .compare(_, let a, let b): [a, b]
        case .multiplyAdd(let a, let b, let c), .divideByRoot(let a, let b, let c), .select(let a, let b, let c):
            [a, b, c]
        }
    }

    /// The same instruction on other registers.
    func mappingOperands(_ map: (Int) -> Int) -> Instruction {
        switch self {
        case .load, .constant, .source, .noise, .column: self
        case .unary(let function, let a): .unary(function, map(a))
        case .binary(let function, let a, let b): .binary(function, map(a), map(b))
        case .compare(let comparison, let a, let b): .compare(comparison, map(a), map(b))
        case .multiplyAdd(let a, let b, let c): .multiplyAdd(map(a), map(b), map(c))
        case .divideByRoot(let a, let b, let c): .divideByRoot(map(a), map(b), map(c))
        case .select(let a, let b, let c): .select(map(a), map(b), map(c))
        }
    }
}
