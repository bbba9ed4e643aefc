import VAERuntime

/// The step of Adam on a parameter whose gradient is a matrix product. Every weight of every model takes it, so it is made
/// in registers, as generated code makes it, and not by walks over a tile:
///
///     m ← m · m.keep + g · m.take,  v ← v · v.keep + g² · v.take,  w ← w − (m · rate) / (√v + offset)
///
/// The bits are those of the instructions that it stands for.
struct CompiledUpdate: BitwiseCopyable {
    /// A moment: where it stands, and the operands that hold its factors.
    struct Moment: BitwiseCopyable {
        var reference: Int32
        var keep: Int32
        var take: Int32
    }
    var first: Moment
    var second: Moment
    /// Where the weights stand.
    var weights: Int32
    /// The operands that hold the other two numbers.
    var rate: Int32
    var offset: Int32

    /// - Parameters:
    ///   - code: What a kernel computes for each vector.
    ///   - operands: All operands of the kernel.
    ///   - areOne: Whether two references are to the same memory: a slot's old and new value have two.
    /// - Returns: The step, if the code is that and nothing else.
    init?(
        _ code: [CompiledInstruction], _ operands: [BodyCompiler.Operand], areOne: (_ a: Int, _ b: Int) -> Bool
    ) {
        guard code.map(\.opcode) == [.addProducts, .addSquareProduct, .subtractRootRatio] else { return nil }
        func kind(_ operand: Int32) -> OperandTemplate.Kind { operands[Int(operand)].kind }
        /// The reference that an instruction reads first and writes.
        func place(_ i: CompiledInstruction) -> Int32? {
            guard kind(i.a) == .direct, kind(i.destination) == .direct,
                areOne(operands[Int(i.a)].slot, operands[Int(i.destination)].slot)
            else { return nil }
            return Int32(operands[Int(i.a)].slot)
        }
        let (m, v, w) = (code[0], code[1], code[2])
        guard let first = place(m), let second = place(v), let weights = place(w), kind(m.c) == .tile,
            kind(v.c) == .tile, w.b == m.destination, w.d == v.destination,
            [m.b, m.d, v.b, v.d, w.c, w.e].allSatisfy({ [.constant, .uniform].contains(kind($0)) })
        else { return nil }
        self.first = Moment(reference: first, keep: m.b, take: m.d)
        self.second = Moment(reference: second, keep: v.b, take: v.d)
        self.weights = weights
        rate = w.c
        offset = w.e
    }
}

/// Makes the step with every vector of the gradient, as it comes.
struct UpdateEpilogue: Epilogue {
    /// Memory with one element for each of the gradient's.
    struct Place {
        let start: UnsafeMutableRawPointer
        /// Bytes from row to row.
        let rowStep: Int

        @inline(__always)
        func address(_ row: Int, _ column: Int) -> UnsafeMutableRawPointer {
            start + (row &* rowStep &+ 4 &* column)
        }
    }

    let first, second, weights: Place
    let firstKeep, firstTake, secondKeep, secondTake, rate, offset: Vector

    static var prepares: Bool { @inline(__always) get { true } }

    @inline(__always)
    func prepare(_ row: Int, _ column: Int) {
        prefetch(first.address(row, column))
        prefetch(second.address(row, column))
        prefetch(weights.address(row, column))
    }

    @inline(__always)
    mutating func put(_ row: Int, _ column: Int, _ gradient: Vector) {
        let m: UnsafeMutableRawPointer = first.address(row, column)
        let v: UnsafeMutableRawPointer = second.address(row, column)
        let w: UnsafeMutableRawPointer = weights.address(row, column)
        let mean = Vector.multiplyAdd(.load(m), firstKeep, gradient * firstTake)
        let square = Vector.multiplyAdd(.load(v), secondKeep, (gradient * gradient) * secondTake)
        let weight: Vector = .load(w) - Vector.divideByRoot(mean * rate, square, offset)
        mean.store(to: m)
        square.store(to: v)
        weight.store(to: w)
    }
}

extension Machine {
    /// What a task's step needs.
    func epilogue(_ update: CompiledUpdate) -> UpdateEpilogue {
        func place(_ index: Int32) -> UpdateEpilogue.Place {
            let reference = references[Int(index)]
            return UpdateEpilogue.Place(
                start: reference.base + (task.firstRow &* reference.rowStep &+ 4 &* task.firstColumn),
                rowStep: reference.rowStep)
        }
        func vector(_ operand: Int32) -> Vector { .load(operands[Int(operand)].pointer) }
        return UpdateEpilogue(
            first: place(update.first.reference), second: place(update.second.reference),
            weights: place(update.weights), firstKeep: vector(update.first.keep),
            firstTake: vector(update.first.take), secondKeep: vector(update.second.keep),
            secondTake: vector(update.second.take), rate: vector(update.rate), offset: vector(update.offset))
    }
}
