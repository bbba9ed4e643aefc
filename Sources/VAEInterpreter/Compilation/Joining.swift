import VAEGraph

/// A function of registers as the machine computes it.
struct Computation {
    /// Which.
    var opcode: Opcode
    /// Of which registers.
    var operands: [Int]

    /// What a body's instruction computes; nil for leaves.
    init?(_ instruction: Instruction) {
        switch instruction {
        case .load, .constant, .source, .noise, .column: return nil
        case .unary(let function, _): opcode = Opcode(function)
        case .binary(let function, _, _): opcode = Opcode(function)
        case .multiplyAdd: opcode = .multiplyAdd
        case .divideByRoot: opcode = .divideByRoot
        case .compare(let comparison, _, _): opcode = Opcode(comparison)
        case .select: opcode = .select
        }
        operands = instruction.operands
    }

    init(_ opcode: Opcode, _ operands: [Int]) {
        self.opcode = opcode
        self.operands = operands
    }

    /// Whether the first two operands may be exchanged without changing a bit.
    private var isCommutative: Bool {
        switch opcode {
        case .add, .multiply, .multiplyAdd: true
        default: false
        }
    }

    /// This computation with the one that makes its operand at a place taken in; nil if the machine has no such
    /// instruction. Results keep their bits: each step is rounded as it was.
    func taking(_ inner: Computation, at place: Int) -> Computation? {
        if place == 1, isCommutative {
            return Computation(opcode, [operands[1], operands[0]] + operands[2...]).taking(inner, at: 0)
        }
        let (x, rest) = (inner.operands, operands)
        switch (inner.opcode, opcode, place) {
        case (.multiply, .multiplyAdd, 2): return Computation(.addProducts, [rest[0], rest[1], x[0], x[1]])
        case (.square, .multiply, 0): return Computation(.multiplySquare, [x[0], rest[1]])
        case (.multiplySquare, .multiplyAdd, 2): return Computation(.addSquareProduct, [rest[0], rest[1], x[0], x[1]])
        case (.multiply, .divideByRoot, 0): return Computation(.multiplyDivideByRoot, [x[0], x[1], rest[1], rest[2]])
        case (.multiplyDivideByRoot, .subtract, 1): return Computation(.subtractRootRatio, [rest[0]] + x)
        case (.multiply, .subtract, 0): return Computation(.subtractFromProduct, [x[0], x[1], rest[1]])
        case (.multiply, .subtract, 1): return Computation(.subtractProduct, [rest[0], x[0], x[1]])
        case (.subtract, .multiply, 0): return Computation(.multiplyDifference, [x[0], x[1], rest[1]])
        default: return nil
        }
    }
}

/// Joins pairs of instructions of a body to one instruction of the machine, where nothing else reads what is between
/// them: every instruction walks over its block in memory, so fewer is faster.
///
/// - Parameters:
///   - canJoin: Whether a register may be computed together with the other one that reads it.
/// - Returns: The computations, nil for leaves and for what has been taken in.
func joined(_ body: Body, canJoin: (_ inner: Int, _ outer: Int) -> Bool) -> [Computation?] {
    var result: [Computation?] = body.instructions.map { Computation($0) }
    var uses: [Int] = Array(repeating: 0, count: result.count)
    for computation in result { for operand in computation?.operands ?? [] { uses[operand] += 1 } }
    for store in body.stores { uses[store.register] += 1 }
    for outer in result.indices {
        guard var computation = result[outer] else { continue }
        var place = 0
        while place < computation.operands.count {
            let inner: Int = computation.operands[place]
            if uses[inner] == 1, canJoin(inner, outer), let taken = result[inner],
                let joined = computation.taking(taken, at: place)
            {
                result[inner] = nil
                computation = joined
                place = 0
            } else {
                place += 1
            }
        }
        result[outer] = computation
    }
    return result
}
