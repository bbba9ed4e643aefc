import VAEGraph
import VAERuntime

/// Translates a body into three lists of instructions: what is computed once for a task, once for each row, and for each
/// vector; and gives every register that is needed a place.
struct BodyCompiler {
    /// How a register varies over the points of a block.
    enum Variance: Int, Comparable {
        case uniform, row, block
        static func < (a: Variance, b: Variance) -> Bool { a.rawValue < b.rawValue }
    }

    /// Where a register stands: which kind of operand, and its slot among those or its reference.
    struct Operand {
        var kind: OperandTemplate.Kind
        var slot: Int
    }

    private let kernel: Kernel
    private let buffers: [Buffer]
    private let lanes: Int
    private let body: Body
    private let variances: [Variance]
    private var isNeeded: [Bool]
    /// What the machine computes for each register; nil for leaves.
    private let computations: [Computation?]

    /// All places in memory that the body touches.
    private(set) var references: [Location] = []
    /// All operands.
    private(set) var operands: [Operand] = []
    /// What is computed once for a task, once for a row, for each vector.
    private(set) var code: [Variance: [CompiledInstruction]] = [.uniform: [], .row: [], .block: []]
    /// What leaves.
    private(set) var stores: [CompiledStore] = []
    /// Random streams.
    private(set) var noises: [(noise: VAEGraph.Noise, batchAxis: Int, coefficients: [Int])] = []
    /// Numbers that stand in every lane.
    private(set) var constants: [Float] = []
    /// Slots of each kind that are used at the same time.
    private var slots: [Variance: SlotAllocator] = [.uniform: .init(), .row: .init(), .block: .init()]
    /// The reduction's results that the body reads.
    private(set) var terms: [CompiledReduction.Term] = []

    /// The operand of each register that has one.
    private var registers: [Int: Int32] = [:]
    /// Stores that the instruction which computes the register does itself.
    private var doneStores: Set<Int> = []

    /// Compiles the body of a kernel.
    init(_ kernel: Kernel, buffers: [Buffer], lanes: Int) {
        self.kernel = kernel
        self.buffers = buffers
        self.lanes = lanes
        body = kernel.body
        let variances: [Variance] = BodyCompiler.variances(of: kernel)
        self.variances = variances
        isNeeded = BodyCompiler.needed(in: kernel.body)
        computations = joined(kernel.body) { variances[$0] == variances[$1] }
        for (index, instruction) in kernel.body.instructions.enumerated() {
            // What has been taken into another computation is needed no more.
            if computations[index] == nil, !instruction.operands.isEmpty { isNeeded[index] = false }
        }
        compileSources()
        compileInstructions()
        compileStores()
    }

    /// Which registers some store depends on.
    private static func needed(in body: Body) -> [Bool] {
        var result: [Bool] = Array(repeating: false, count: body.instructions.count)
        for store in body.stores { result[store.register] = true }
        for index in body.instructions.indices.reversed() where result[index] {
            for operand in body.instructions[index].operands { result[operand] = true }
        }
        return result
    }

    private static func variances(of kernel: Kernel) -> [Variance] {
        var result: [Variance] = []
        for instruction in kernel.body.instructions {
            switch instruction {
            case .load(let location): result.append(kernel.variance(of: location))
            case .constant: result.append(.uniform)
            case .source: result.append(kernel.sourceVariance)
            case .noise, .column: result.append(.block)
            case .unary, .binary, .multiplyAdd, .divideByRoot, .compare, .select:
                result.append(instruction.operands.map { result[$0] }.max() ?? .uniform)
            }
        }
        return result
    }

    /// How many slots of a kind are used at the same time.
    func slotCount(_ variance: Variance) -> Int { slots[variance]?.count ?? 0 }

    // MARK: Places

    private mutating func reference(_ location: Location) -> Int32 {
        if let index = references.firstIndex(of: location) { return Int32(index) }
        references.append(location)
        return Int32(references.count - 1)
    }

    private mutating func addOperand(_ kind: OperandTemplate.Kind, _ slot: Int) -> Int32 {
        operands.append(Operand(kind: kind, slot: slot))
        return Int32(operands.count - 1)
    }

    /// An operand in a slot of its own.
    private mutating func addRegister(_ variance: Variance) -> Int32 {
        let slot: Int = slots[variance, default: SlotAllocator()].take()
        switch variance {
        case .uniform: return addOperand(.uniform, slot)
        case .row: return addOperand(.row, slot)
        case .block: return addOperand(.block, slot)
        }
    }

    // MARK: Translation

    /// Sources stand ready before the first instruction, so their slots come first and stay theirs.
    private mutating func compileSources() {
        for (index, instruction) in body.instructions.enumerated() where isNeeded[index] {
            guard case .source(let number) = instruction else { continue }
            guard case .reduction(let reduction) = kernel.work else {
                registers[index] = addOperand(.tile, 0)
                continue
            }
            let operand = addRegister(kernel.sourceVariance)
            let term = reduction.terms[number]
            let isMaximum: Bool = term.reduction == .maximum
            terms.append(.init(isMaximum: isMaximum, reference: reference(term.operand), operand: operand))
            registers[index] = operand
        }
    }

    private mutating func compileInstructions() {
        let lastUses: [Int] = self.lastUses()
        for index in body.instructions.indices where isNeeded[index] && registers[index] == nil {
            compile(index, lastUses: lastUses)
        }
    }

    /// The registers that the machine reads to compute one.
    private func operands(of register: Int) -> [Int] { computations[register]?.operands ?? [] }

    /// The last instruction of the same code that reads each register; `Int.max` where other code or a store does.
    private func lastUses() -> [Int] {
        var result: [Int] = Array(body.instructions.indices)
        for index in body.instructions.indices where isNeeded[index] {
            for operand in operands(of: index) {
                let isSame: Bool = variances[operand] == variances[index]
                result[operand] = isSame ? max(result[operand], index) : .max
            }
        }
        for store in body.stores { result[store.register] = .max }
        return result
    }

    private mutating func compile(_ index: Int, lastUses: [Int]) {
        let instruction = body.instructions[index]
        let variance = variances[index]
        var compiled = CompiledInstruction(opcode: .copy, destination: 0)
        let read: [Int32] = operands(of: index).map { registers[$0] ?? 0 }
        if read.count > 0 { compiled.a = read[0] }
        if read.count > 1 { compiled.b = read[1] }
        if read.count > 2 { compiled.c = read[2] }
        if read.count > 3 { compiled.d = read[3] }
        if read.count > 4 { compiled.e = read[4] }
        if let computation = computations[index] { compiled.opcode = computation.opcode }
        switch instruction {
        case .load(let location):
            let place = reference(location)
            if variance == .block, location.columnStride == .one, !isStoredAfterOverwriting(index) {
                registers[index] = addOperand(.direct, Int(place))
                return
            }
            compiled.a = place
            compiled.opcode = variance == .block ? .gather : variance == .row ? .loadRow : .loadUniform
        case .constant(let number):
            registers[index] = addOperand(.constant, constants.count)
            constants.append(number)
            return
        case .source: return
        case .noise(let noise, let batchAxis, let coefficients):
            compiled.opcode = Opcode(noise.kind)
            compiled.a = Int32(noises.count)
            noises.append((noise, batchAxis, coefficients))
        case .column: compiled.opcode = .column
        case .unary, .binary, .multiplyAdd, .divideByRoot, .compare, .select: break
        }
        // A register may take the place of an operand it is the last to read: both are walked through in step.
        for operand in Set(operands(of: index)).sorted() where lastUses[operand] == index {
            release(operand)
        }
        let destination: Int32
        if let store = storeInPlace(of: index, lastUses: lastUses) {
            doneStores.insert(store)
            destination = addOperand(.direct, Int(reference(body.stores[store].target.location)))
        } else {
            destination = addRegister(variance)
        }
        compiled.destination = destination
        registers[index] = destination
        code[variance, default: []].append(compiled)
    }

    /// Gives back the slot of a register that was computed, not of a source or a place in memory.
    private mutating func release(_ register: Int) {
        if case .source = body.instructions[register] { return }
        guard let operand = registers[register] else { return }
        if [.direct, .constant].contains(operands[Int(operand)].kind) { return }
        slots[variances[register]]?.release(operands[Int(operand)].slot)
    }

    // MARK: Stores

    /// Whether a loaded register leaves through a store after another store may have changed the memory it was loaded
    /// from: then it has to be copied first.
    private func isStoredAfterOverwriting(_ register: Int) -> Bool {
        guard case .load(let location) = body.instructions[register] else { return false }
        guard let store = body.stores.lastIndex(where: { $0.register == register }) else { return false }
        return body.stores[..<store].contains { overlap($0.target.location, location) }
    }

    /// A store of whole vectors of a register that may happen as soon as the register is computed: nothing that is loaded
    /// later, or again, stands where it goes.
    private func storeInPlace(of register: Int, lastUses: [Int]) -> Int? {
        guard variances[register] == .block, kernel.columns != .one else { return nil }
        let hasWholeVectors: Bool = !kernel.columns.isBatch && kernel.columns.factor % lanes == 0
        return body.stores.indices.first { index in
            guard body.stores[index].register == register,
                case .elements(let location, let mayOverrun) = body.stores[index].target,
                location.columnStride == .one, mayOverrun || hasWholeVectors
            else { return false }
            return body.instructions.indices.allSatisfy { load in
                guard isNeeded[load], variances[load] == .block, lastUses[load] > register,
                    case .load(let source) = body.instructions[load]
                else { return true }
                return !overlap(source, location)
            }
        }
    }

    /// Whether two places may share memory.
    private func overlap(_ a: Location, _ b: Location) -> Bool {
        let (first, second) = (buffers[a.buffer], buffers[b.buffer])
        return first.storage == second.storage && first.offset < second.offset + second.size
            && second.offset < first.offset + first.size
    }

    private mutating func compileStores() {
        for (index, store) in body.stores.enumerated() where !doneStores.contains(index) {
            let kind: CompiledStore.Kind
            var location = store.target.location
            var taskStride = Extent(0)
            switch store.target {
            case .elements(_, let mayOverrun):
                let isContiguous: Bool = location.columnStride == .one || kernel.columns == .one
                kind = !isContiguous ? .scatter : mayOverrun ? .overrun : .exact
            case .sumOverColumns: kind = .sumOverColumns
            case .sumOverRows:
                kind = .sumOverRows
                taskStride = location.strides[0]
                location.strides = Array(repeating: 0, count: kernel.rows.count) + [1]
            }
            stores.append(
                CompiledStore(
                    kind: kind, operand: registers[store.register] ?? 0, reference: reference(location),
                    taskStride: Count(taskStride)))
        }
    }
}

// MARK: - What the plan's values say of themselves

extension Store.Target {
    /// Where it goes.
    var location: Location {
        switch self {
        case .elements(let location, _), .sumOverColumns(let location), .sumOverRows(let location): location
        }
    }
}

extension Location {
    /// The last stride.
    fileprivate var columnStride: Extent? { strides.last }
}

extension Kernel {
    /// How what is loaded from a place varies over a block.
    func variance(of location: Location) -> BodyCompiler.Variance {
        let column: Extent = location.strides[rows.count]
        if column.factor != 0 && columns != .one { return .block }
        let isFixed: Bool = zip(rows, location.strides).allSatisfy { $0 == .one || $1.factor == 0 }
        return isFixed ? .uniform : .row
    }

    /// How the results of the kernel's work vary over a block.
    var sourceVariance: BodyCompiler.Variance {
        switch work {
        case .fetch, .elementwise, .contraction, .image: .block
        case .reduction(let reduction):
            reduction.isAlongColumns ? .row : reduction.terms.reduce(.row) { max($0, variance(of: $1.operand)) }
        }
    }
}
