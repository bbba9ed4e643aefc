import VAEGraph

/// Writes the straight-line code of a body: what is the same everywhere once for a task, what is the same along a row once
/// for each row, and the rest at each vector of columns.
///
/// The code around it provides the names `context`, `rows`, `row`, `column` and, for sums over columns and exact ends,
/// `firstColumn` and `columnEnd`.
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

    private var scope: Scope
    private let slotNames: [Identifier]
    private var values: [SwiftExpression?] = []
    private var levels: [Level] = []
    private var rowPointers: [Location: SwiftExpression] = [:]
    private var indices: [Int: SwiftExpression] = [:]
    private var quotients: [Int: SwiftExpression] = [:]
    private var lanesLeftInUse: SwiftExpression?
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
    private mutating func base(_ slot: Int) -> SwiftExpression {
        if let base: SwiftExpression = basesInUse[slot] { return base }
        let base: SwiftExpression = define(slotNames[slot], "Floats", bases[slot], at: .task)
        basesInUse[slot] = base
        return base
    }

    /// The index of a row axis: the row itself when no other axis is longer than one.
    private mutating func index(ofAxis axis: Int, isUsed: Bool) -> SwiftExpression {
        if !isUsed || kernel.rows[axis] == .one { return 0 }
        if let index: SwiftExpression = indices[axis] { return index }
        let rest: SwiftExpression = quotient(ofAxis: axis)
        var index: SwiftExpression = rest
        if kernel.rows[..<axis].contains(where: { $0 != .one }) {
            let remainder: SwiftExpression = .binary(rest, .remainder, kernel.rows[axis].expression)
            index = define(Identifier("index", number: axis), "Int", remainder, at: .row)
        }
        indices[axis] = index
        return index
    }

    /// The row divided by the extents of all axes inside a row axis.
    private mutating func quotient(ofAxis axis: Int) -> SwiftExpression {
        if let quotient: SwiftExpression = quotients[axis] { return quotient }
        guard let inner: Int = kernel.rows.indices.first(where: { $0 > axis && kernel.rows[$0] != .one }) else {
            return "row"
        }
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

    /// The key of a row's noise is made once for the row.
    private mutating func noise(
        _ noise: Noise, batchAxis: Int, coefficients: [Int]
    ) throws -> (SwiftExpression, Level) {
        guard kernel.rows.indices.contains(batchAxis), coefficients.count == kernel.rows.count else {
            throw EmissionError(kernel.name, "noise '\(noise.stream)' names row axes that there are not")
        }
        let batchIndex: SwiftExpression = index(ofAxis: batchAxis, isUsed: true)
        var element: SwiftExpression = 0
        for (axis, coefficient): (Int, Int) in coefficients.enumerated() {
            element = element.plus(index(ofAxis: axis, isUsed: coefficient != 0).times(.integer(coefficient)))
        }
        let key: SwiftExpression = .call(
            "NoiseRow",
            [
                .labelled("example", .index(.member("context", "examples"), batchIndex)),
                .labelled("clock", .member("context", noise.clock == .step ? "step" : "epoch")),
                .labelled("stream", .word(UInt64(noise.streamNumber))),
                .labelled("seed", .member("context", "seed")),
            ])
        let row: SwiftExpression = define("noise", "NoiseRow", key, at: .row)
        let function: Identifier = noise.kind == .normal ? "normals" : "uniforms"
        if element != 0 { element = define("element", "Int", element, at: .row) }
        let column: SwiftExpression = element.plus(column)
        let isAligned: Bool = coefficients.allSatisfy { $0 % 16 == 0 }
        let label: Identifier = isAligned ? "column" : "element"
        return (.call(.member("Noise", function), [.plain(row), .labelled(label, column)]), .point)
    }

    // MARK: - Stores

    /// Whether every vector of the columns is full.
    private var hasOnlyWholeVectors: Bool {
        guard let columns: Int = kernel.columns.literal else { return false }
        return columns % lanes == 0
    }

    private mutating func store(_ store: Store) throws {
        let value: SwiftExpression = values[store.register] ?? .none
        guard kernel.body.instructions[store.register].isNumber else {
            throw EmissionError(kernel.name, "a mask cannot be stored")
        }
        switch store.target {
        case .elements(let location, let mayOverrun):
            storeElements(value, location, mayOverrun: mayOverrun)
        case .sumOverColumns(let location):
            let first: SwiftExpression = rowPointer(location)
            let partial: SwiftExpression = first.advanced(by: columnBlockIndex.times("vectorWidth"))
            var counted: SwiftExpression = value
            if !hasOnlyWholeVectors {
                let mask: SwiftExpression = .call(.member("Vector", "isLane"), [.labelled("below", remaining)])
                let masked: SwiftExpression = .vector("select", mask, value, .vector(repeating: .float(0)))
                counted = define("counted", "Vector", masked, at: .point)
            }
            accumulate(counted, at: partial, unlessFirst: isFirstColumn)
        case .sumOverRows(let location):
            guard location.strides.count == 2, location.strides[1] == .one else {
                throw EmissionError(kernel.name, "sums over rows must stand next to each other")
            }
            let block: SwiftExpression = rowBlockIndex.times(location.strides[0].expression)
            let base: SwiftExpression = self.base(location.buffer).advanced(by: block)
            let partial: SwiftExpression = define(
                Identifier(slotNames[location.buffer], suffix: "Sum"), "Floats", base, at: .task)
            accumulate(value, at: partial.advanced(by: column), unlessFirst: isFirstRow)
        }
    }

    private mutating func storeElements(_ value: SwiftExpression, _ location: Location, mayOverrun: Bool) {
        let pointer: SwiftExpression = rowPointer(location)
        let columnStride: Extent = kernel.columns == .one ? 1 : location.strides.last ?? 1
        let target: SwiftExpression =
            kernel.columns == .one
            ? pointer : pointer.advanced(by: column.times(columnStride.expression))
        let call: SwiftExpression = value.dot("store")
        if columnStride != .one {
            let arguments: [SwiftExpression.Argument] = [
                .labelled("to", target), .labelled("stride", columnStride.expression), .labelled("first", remaining),
            ]
            append(.expression(.call(.member(value, "scatter"), arguments)), at: .point)
        } else if mayOverrun || hasOnlyWholeVectors {
            append(.expression(.call(call, [.labelled("to", target)])), at: .point)
        } else {
            let arguments: [SwiftExpression.Argument] = [.labelled("to", target), .labelled("first", lanesLeft())]
            append(.expression(.call(call, arguments)), at: .point)
        }
    }

    /// The first term is stored, later ones are added to what is there; without a condition there is only one.
    private mutating func accumulate(
        _ value: SwiftExpression, at place: SwiftExpression, unlessFirst isFirst: SwiftExpression?
    ) {
        let target: SwiftExpression = define("sum", "Floats", place, at: .point)
        var total: SwiftExpression = value
        if let isFirst {
            let sum: SwiftExpression = .binary(.vector("load", target), .plus, value)
            total = define("total", "Vector", .conditional(isFirst, value, sum), at: .point)
        }
        append(.expression(.call(total.dot("store"), [.labelled("to", target)])), at: .point)
    }

    // MARK: - The grid

    /// The first column of the current vector.
    private var column: SwiftExpression { kernel.columns == .one ? 0 : "column" }
    /// How many columns are left from the current one on; a vector's lanes below it count.
    private var remaining: SwiftExpression {
        if kernel.columns == .one { return 1 }
        let end: SwiftExpression = kernel.columnBlock == nil ? kernel.columns.expression : "columnEnd"
        return column == 0 ? end : .binary(end, .wrappingMinus, column)
    }
    /// How many lanes of the current vector are columns.
    private mutating func lanesLeft() -> SwiftExpression {
        if kernel.columns == .one { return 1 }
        if let lanesLeftInUse { return lanesLeftInUse }
        let count: SwiftExpression = .call("min", [.plain("vectorWidth"), .plain(remaining)])
        let name: SwiftExpression = define("lanes", "Int", count, at: .point)
        lanesLeftInUse = name
        return name
    }
    private var isFirstColumn: SwiftExpression? {
        if kernel.columns == .one { return nil }
        return .binary(column, .equal, kernel.columnBlock == nil ? 0 : "firstColumn")
    }
    private var isFirstRow: SwiftExpression? {
        if kernel.rowCountLiteral == 1 || kernel.rowBlock == 1 { return nil }
        return .binary("row", .equal, kernel.isOneRowTask ? 0 : "firstRow")
    }
    private var columnBlockIndex: SwiftExpression { kernel.columnBlock == nil ? 0 : "columnTask" }
    private var rowBlockIndex: SwiftExpression { kernel.isOneRowTask ? 0 : "rowTask" }
}

extension Kernel {
    /// How many rows there are when that does not depend on the batch.
    var rowCountLiteral: Int? {
        rows.reduce(1) { count, extent in count.flatMap { known in extent.literal.map { $0 * known } } }
    }

    /// Whether all rows are in one task, for every batch.
    var isOneRowTask: Bool { rowCountLiteral.map { $0 <= rowBlock } ?? false }
}

extension Instruction {
    /// The registers it reads.
    var operands: [Int] {
        switch self {
        case .load, .constant, .source, .noise, .column: []
        case .unary(_, let a): [a]
        case .binary(_, let a, let b), .compare(_, let a, let b): [a, b]
        case .multiplyAdd(let a, let b, let c), .select(let a, let b, let c): [a, b, c]
        }
    }

    /// Whether it gives numbers, not a mask.
    var isNumber: Bool { if case .compare = self { false } else { true } }
}

extension Noise {
    /// The number that stands for the stream's name in the generator's counter: FNV-1a of its UTF-8 bytes. The runtime
    /// computes the same (`Noise.streamNumber`); a test holds them together.
    var streamNumber: UInt32 {
        var hash: UInt32 = 0x811C_9DC5
        for byte: UInt8 in stream.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return hash
    }
}
