import VAEGraph

/// Writes the straight-line code of a body: what is the same everywhere once for a task, what is the same along a row once
/// for each row, and the rest at each vector of columns.
///
/// The code around it provides the names `context`, `rows`, `row`, `column` and, for sums over columns and exact ends,
/// `firstColumn` and `columnEnd`; where rows are places of images, `place` and `image` too.
struct BodyEmitter {
    /// How often a value is computed.
    enum Level: Int, Comparable {
        case task, row, point
        static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }

    /// The kernel; locations name slots.
    let kernel: Kernel
    /// Floats in a vector.
    let lanes: Int
    /// First float of each slot, as a pointer.
    let bases: [SwiftExpression]
    /// Values made before the body, for `source`.
    let sources: [SwiftExpression]
    /// How often a source changes.
    let sourceLevel: Level

    /// What is computed once.
    private(set) var task: [SwiftStatement] = []
    /// What is computed for each row.
    private(set) var row: [SwiftStatement] = []
    /// What is computed and stored at each vector of columns.
    private(set) var point: [SwiftStatement] = []
    /// The names and types of what the task's statements define.
    private(set) var taskTypes: [Identifier: SwiftType] = [:]

    /// Memory that the code around the body has to provide.
    private(set) var scratch: [Scratch] = []

    private var scope: Scope
    let slotNames: [Identifier]
    var values: [SwiftExpression?] = []
    private var levels: [Level] = []
    private var rowPointers: [Location: SwiftExpression] = [:]
    private var indices: [Int: SwiftExpression] = [:]
    private var quotients: [Int: SwiftExpression] = [:]
    var lanesLeftInUse: SwiftExpression?
    private var basesInUse: [Int: SwiftExpression] = [:]

    /// Prepares the emission of one kernel's body.
    ///
    /// - Parameters:
    ///   - slotNames: names for the pointers to the slots.
    ///   - scope: the names that are taken.
    init(
        _ kernel: Kernel, lanes: Int, bases: [SwiftExpression], slotNames: [Identifier], scope: Scope,
        sources: [SwiftExpression] = [], sourceLevel: Level = .point
    ) {
        self.kernel = kernel
        self.lanes = lanes
        self.bases = bases
        self.slotNames = slotNames
        self.scope = scope
        self.sources = sources
        self.sourceLevel = sourceLevel
    }

    /// Writes the whole body.
    mutating func emit() throws {
        let needed: [Bool] = try BodyEmitter.needed(in: kernel)
        values = Array(repeating: nil, count: kernel.body.instructions.count)
        levels = Array(repeating: .task, count: kernel.body.instructions.count)
        for index: Int in kernel.body.instructions.indices where needed[index] { try instruction(index) }
        for store: Store in kernel.body.stores { try self.store(store) }
    }

    /// A pointer to the element of a row at column 0, computed as seldom as possible.
    mutating func rowPointer(_ location: Location) -> SwiftExpression {
        let strides: [Extent] = Array(location.strides.prefix(kernel.rows.count))
        let key = Location(buffer: location.buffer, strides: strides)
        if let pointer: SwiftExpression = rowPointers[key] { return pointer }
        var pointer: SwiftExpression = base(location.buffer)
        let terms: [SwiftExpression] = strides.indices.compactMap { axis in
            let term: SwiftExpression = index(ofAxis: axis, isUsed: !strides[axis].isZero)
                .times(strides[axis].expression)
            return term == 0 ? nil : term
        }
        for term: SwiftExpression in terms {
            let wish = Identifier(slotNames[location.buffer], suffix: "Row")
            pointer = define(wish, "Floats", pointer.advanced(by: term), at: .row)
        }
        rowPointers[key] = pointer
        return pointer
    }

    /// Defines a name for a value at a level and gives the name.
    mutating func define(
        _ wish: Identifier, _ type: SwiftType, _ value: SwiftExpression, at level: Level
    ) -> SwiftExpression {
        let name: Identifier = scope.name(wish)
        append(.constant(name, type, value), at: level)
        if level == .task { taskTypes[name] = type }
        return .name(name)
    }

    /// A pointer to scratch memory.
    mutating func addScratch(_ wish: Identifier, size: Int) -> SwiftExpression {
        let name: Identifier = scope.name(wish)
        scratch.append(Scratch(name: name, size: size))
        return .name(name)
    }

    /// Appends a statement at a level.
    mutating func append(_ statement: SwiftStatement, at level: Level) {
        switch level {
        case .task: task.append(statement)
        case .row: row.append(statement)
        case .point: point.append(statement)
        }
    }

    // MARK: - Places

    /// A pointer to a slot's first float.
    mutating func base(_ slot: Int) -> SwiftExpression {
        if let base: SwiftExpression = basesInUse[slot] { return base }
        let base: SwiftExpression = define(slotNames[slot], "Floats", bases[slot], at: .task)
        basesInUse[slot] = base
        return base
    }

    /// The index of a row axis: the row itself when no other axis is longer than one.
    mutating func index(ofAxis axis: Int, isUsed: Bool) -> SwiftExpression {
        if !isUsed || kernel.rows[axis] == .one { return 0 }
        if let index: SwiftExpression = indices[axis] { return index }
        if axis == kernel.imageAxis { return "image" }
        let rest: SwiftExpression = quotient(ofAxis: axis)
        var index: SwiftExpression = rest
        if kernel.rows[..<axis].indices.contains(where: { $0 != kernel.imageAxis && kernel.rows[$0] != .one }) {
            let remainder: SwiftExpression = .binary(rest, .remainder, kernel.rows[axis].expression)
            index = define(Identifier("index", number: axis), "Int", remainder, at: .row)
        }
        indices[axis] = index
        return index
    }

    /// The row, or the place of an image, divided by the extents of all axes inside a row axis.
    private mutating func quotient(ofAxis axis: Int) -> SwiftExpression {
        if let quotient: SwiftExpression = quotients[axis] { return quotient }
        let inner: Int? = kernel.rows.indices.first { $0 > axis && $0 != kernel.imageAxis && kernel.rows[$0] != .one }
        guard let inner else { return kernel.imageAxis == nil ? "row" : "place" }
        let rest: SwiftExpression = quotient(ofAxis: inner)
        let quotient: SwiftExpression = define(
            Identifier("outer", number: axis), "Int", .binary(rest, .over, kernel.rows[inner].expression), at: .row)
        quotients[axis] = quotient
        return quotient
    }

    // MARK: - Instructions

    /// Which registers a store depends on; every operand must be an earlier register.
    static func needed(in kernel: Kernel) throws -> [Bool] {
        let instructions: [Instruction] = kernel.body.instructions
        var result: [Bool] = Array(repeating: false, count: instructions.count)
        for store: Store in kernel.body.stores {
            guard instructions.indices.contains(store.register) else {
                throw EmissionError(kernel.name, "a store of register \(store.register), which there is not")
            }
            result[store.register] = true
        }
        for index: Int in instructions.indices.reversed() where result[index] {
            for operand: Int in instructions[index].operands {
                guard operand >= 0 && operand < index else {
                    throw EmissionError(
                        kernel.name, "register \(index) reads register \(operand), which is no earlier one")
                }
                result[operand] = true
            }
        }
        return result
    }

    private mutating func instruction(_ index: Int) throws {
        let instruction: Instruction = kernel.body.instructions[index]
        let operands: [SwiftExpression] = instruction.operands.map { values[$0] ?? .none }
        var level: Level = instruction.operands.map { levels[$0] }.max() ?? .task
        var type: SwiftType = "Vector"
        let value: SwiftExpression
        switch instruction {
        case .load(let location):
            (value, level) = load(location)
        case .constant(let number):
            // Written where it is used: it costs nothing there.
            values[index] = .vector(repeating: .float(number))
            return
        case .source(let number):
            guard sources.indices.contains(number) else {
                throw EmissionError(kernel.name, "there is no source \(number)")
            }
            values[index] = sources[number]
            levels[index] = sourceLevel
            return
        case .noise(let noise, let batchAxis, let coefficients):
            (value, level) = try self.noise(noise, batchAxis: batchAxis, coefficients: coefficients)
        case .column:
            let first: SwiftExpression = .vector(repeating: .call("Float", [.plain(column)]))
            value = .binary(first, .plus, .member("Vector", "laneIndices"))
            level = .point
        case .unary(let function, _):
            value = function.expression(operands[0])
        case .binary(let function, _, _):
            value = function.expression(operands[0], operands[1])
        case .multiplyAdd:
            value = .vector("multiplyAdd", operands[0], operands[1], operands[2])
        case .divideByRoot:
            value = .vector("divideByRoot", operands[0], operands[1], operands[2])
        case .compare(let comparison, _, _):
            value = .vector(comparison.vectorFunction, operands[0], operands[1])
            type = "VectorMask"
        case .select:
            value = .vector("select", operands[0], operands[1], operands[2])
        }
        values[index] = define(Identifier("v", number: index), type, value, at: level)
        levels[index] = level
    }

    private mutating func load(_ location: Location) -> (SwiftExpression, Level) {
        let columnStride: Extent = location.strides.last ?? 0
        let pointer: SwiftExpression = rowPointer(location)
        let hasRows: Bool = zip(kernel.rows, location.strides).contains { $0 != .one && !$1.isZero }
        if columnStride.isZero || kernel.columns == .one {
            return (.vector(repeating: pointer.dot("pointee")), hasRows ? .row : .task)
        }
        if columnStride == .one { return (.vector("load", pointer.advanced(by: column)), .point) }
        let stride: SwiftExpression = columnStride.expression
        let first: SwiftExpression = pointer.advanced(by: column.times(stride))
        let arguments: [SwiftExpression.Argument] = [
            .plain(first), .labelled("stride", stride), .labelled("first", remaining),
        ]
        return (.call(.member("Vector", "gather"), arguments), .point)
    }
}

extension Kernel {
    /// The row axis of a convolution that counts images, the others being places; nil for other kernels.
    var imageAxis: Int? {
        guard case .image(let image) = work else { return nil }
        switch image.function {
        case .convolve(let convolution): return convolution.result == .weights ? nil : rows.count - 1
        case .spread: return 0
        case .pool: return nil
        }
    }
}
