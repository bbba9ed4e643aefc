import VAERuntime

extension Machine {
    /// Runs instructions over a block, one after the other.
    func run(_ code: List<CompiledInstruction>, on block: Block) {
        var index = 0
        while index < code.count {
            run(code[index], on: block)
            index = index &+ 1
        }
    }

    @inline(__always)
    private func run(_ i: CompiledInstruction, on block: Block) {
        switch i.opcode {
        case .loadUniform: loadUniform(i)
        case .loadRow: loadRow(i, block)
        case .gather: gather(i, block)
        case .copy: unary(i, block) { $0 }
        case .column: columnNumbers(i, block)
        case .uniformNoise: uniformNoise(i, block)
        case .normalNoise: normalNoise(i, block)

        case .negate: unary(i, block) { Vector.negate($0) }
        case .reciprocal: unary(i, block) { Vector.reciprocal($0) }
        case .square: unary(i, block) { $0 * $0 }
        case .squareRoot: unary(i, block) { Vector.squareRoot($0) }
        case .absolute: unary(i, block) { Vector.absolute($0) }
        case .sign: unary(i, block) { Vector.sign($0) }
        case .exponential: unary(i, block) { Vector.exp($0) }
        case .logarithm: unary(i, block) { Vector.log($0) }
        case .logarithmOfOnePlus: unary(i, block) { Vector.log1p($0) }
        case .exponentialMinusOne: unary(i, block) { Vector.expm1($0) }
        case .tanh: unary(i, block) { Vector.tanh($0) }
        case .sigmoid: unary(i, block) { Vector.sigmoid($0) }
        case .softplus: unary(i, block) { Vector.softplus($0) }
        case .sine: unary(i, block) { Vector.sin($0) }
        case .cosine: unary(i, block) { Vector.cos($0) }
        case .floor: unary(i, block) { Vector.floor($0) }

        case .add: binary(i, block) { $0 + $1 }
        case .subtract: binary(i, block) { $0 - $1 }
        case .multiply: binary(i, block) { $0 * $1 }
        case .divide: binary(i, block) { Vector.divide($0, $1) }
        case .maximum: binary(i, block) { Vector.maximum($0, $1) }
        case .minimum: binary(i, block) { Vector.minimum($0, $1) }
        case .power: binary(i, block) { Vector.power($0, $1) }
        case .less: binary(i, block) { Vector.fromMask(Vector.less($0, $1)) }
        case .lessOrEqual: binary(i, block) { Vector.fromMask(Vector.lessOrEqual($0, $1)) }
        case .equal: binary(i, block) { Vector.fromMask(Vector.equal($0, $1)) }
        case .notEqual: binary(i, block) { Vector.fromMask(Vector.notEqual($0, $1)) }

        case .multiplyAdd: ternary(i, block) { Vector.multiplyAdd($0, $1, $2) }
        case .divideByRoot: ternary(i, block) { Vector.divideByRoot($0, $1, $2) }
        case .select: ternary(i, block) { Vector.select($0.mask, $1, $2) }

        case .addProducts: quaternary(i, block) { Vector.multiplyAdd($0, $1, $2 * $3) }
        case .multiplySquare: binary(i, block) { ($0 * $0) * $1 }
        case .addSquareProduct: quaternary(i, block) { Vector.multiplyAdd($0, $1, ($2 * $2) * $3) }
        case .multiplyDivideByRoot: quaternary(i, block) { Vector.divideByRoot($0 * $1, $2, $3) }
        case .subtractRootRatio: quinary(i, block) { $0 - Vector.divideByRoot($1 * $2, $3, $4) }
        case .subtractFromProduct: ternary(i, block) { ($0 * $1) - $2 }
        case .subtractProduct: ternary(i, block) { $0 - ($1 * $2) }
        case .multiplyDifference: ternary(i, block) { ($0 - $1) * $2 }
        }
    }

    // MARK: Functions

    @inline(__always)
    private func unary(_ i: CompiledInstruction, _ block: Block, _ f: (Vector) -> Vector) {
        loop(operands[Int(i.destination)], operands[Int(i.a)], block.rows, block.vectors, f)
    }

    @inline(__always)
    private func binary(_ i: CompiledInstruction, _ block: Block, _ f: (Vector, Vector) -> Vector) {
        loop(operands[Int(i.destination)], operands[Int(i.a)], operands[Int(i.b)], block.rows, block.vectors, f)
    }

    @inline(__always)
    private func ternary(_ i: CompiledInstruction, _ block: Block, _ f: (Vector, Vector, Vector) -> Vector) {
        loop(
            operands[Int(i.destination)], operands[Int(i.a)], operands[Int(i.b)], operands[Int(i.c)], block.rows,
            block.vectors, f)
    }

    @inline(__always)
    private func quaternary(
        _ i: CompiledInstruction, _ block: Block, _ f: (Vector, Vector, Vector, Vector) -> Vector
    ) {
        loop(
            operands[Int(i.destination)], operands[Int(i.a)], operands[Int(i.b)], operands[Int(i.c)],
            operands[Int(i.d)], block.rows, block.vectors, f)
    }

    @inline(__always)
    private func quinary(
        _ i: CompiledInstruction, _ block: Block, _ f: (Vector, Vector, Vector, Vector, Vector) -> Vector
    ) {
        loop(
            operands[Int(i.destination)], operands[Int(i.a)], operands[Int(i.b)], operands[Int(i.c)],
            operands[Int(i.d)], operands[Int(i.e)], block.rows, block.vectors, f)
    }

    // MARK: Memory

    private func loadUniform(_ i: CompiledInstruction) {
        let number: Float = references[Int(i.a)].base.loadUnaligned(as: Float.self)
        Vector(repeating: number).store(to: operands[Int(i.destination)].pointer)
    }

    private func loadRow(_ i: CompiledInstruction, _ block: Block) {
        let reference = references[Int(i.a)]
        let d = operands[Int(i.destination)]
        var source: UnsafeMutableRawPointer = reference.run + block.row &* reference.rowStep
        var target: UnsafeMutableRawPointer = d.pointer
        var left: Int = block.rows
        while left > 0 {
            Vector(repeating: source.loadUnaligned(as: Float.self)).store(to: target)
            source += reference.rowStep
            target += d.rowStep
            left = left &- 1
        }
    }

    private func gather(_ i: CompiledInstruction, _ block: Block) {
        let reference = references[Int(i.a)]
        let d = operands[Int(i.destination)]
        let count: Int = min(block.vectors &* vectorWidth, columns &- block.column)
        let start: Int = block.row &* reference.rowStep &+ block.column &* reference.columnStep
        var row = 0
        while row < block.rows {
            var source: UnsafeMutableRawPointer = reference.run + (start &+ row &* reference.rowStep)
            let target = (d.pointer + row &* d.rowStep).assumingMemoryBound(to: Float.self)
            var column = 0
            while column < count {
                target[column] = source.loadUnaligned(as: Float.self)
                source += reference.columnStep
                column = column &+ 1
            }
            row = row &+ 1
        }
    }

    // MARK: Leaves

    private func columnNumbers(_ i: CompiledInstruction, _ block: Block) {
        let d = operands[Int(i.destination)]
        var vector = 0
        while vector < block.vectors {
            let first = Vector(repeating: Float(block.column &+ vector &* vectorWidth))
            let value: Vector = first + Vector.laneIndices
            var row = 0
            while row < block.rows {
                value.store(to: d.pointer + (row &* d.rowStep &+ vector &* d.vectorStep))
                row = row &+ 1
            }
            vector = vector &+ 1
        }
    }
}

extension Vector {
    /// A mask as a register holds it: all bits of a lane where it holds, none elsewhere.
    @inline(__always)
    static func fromMask(_ mask: VectorMask) -> Vector { unsafeBitCast(mask, to: Vector.self) }

    /// The mask that a register holds.
    @inline(__always)
    var mask: VectorMask { unsafeBitCast(self, to: VectorMask.self) }
}
