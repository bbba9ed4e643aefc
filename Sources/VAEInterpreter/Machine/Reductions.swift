import VAERuntime

extension Machine {
    /// Computes the reduction's results over a block, of one vector of columns if they are the same for all columns.
    func reduce(_ reduction: CompiledReduction, on block: Block) {
        var index = 0
        while index < reduction.terms.count {
            let term = reduction.terms[index]
            if reduction.isAlongColumns {
                if term.isMaximum {
                    reduceAlong(reduction, term, block, missing: -.infinity) {
                        Vector.maximum($0, $1)
                    } whole: {
                        Vector.largest($0)
                    }
                } else {
                    reduceAlong(reduction, term, block, missing: 0) {
                        $0 + $1
                    } whole: {
                        Vector.sum($0)
                    }
                }
            } else if term.isMaximum {
                reduceAcross(reduction, term, block) { Vector.maximum($0, $1) }
            } else {
                reduceAcross(reduction, term, block) { $0 + $1 }
            }
            index = index &+ 1
        }
    }

    /// The offset in bytes of the n-th combination of all reduced axes but the last.
    @inline(__always)
    private func outerOffset(_ reduction: CompiledReduction, _ strides: UnsafePointer<Count>, _ number: Int) -> Int {
        var rest: Int = number
        var offset = 0
        var axis: Int = reduction.axes.count &- 2
        while axis >= 0 {
            let count: Int = reduction.axes[axis].resolved(batch)
            let quotient: Int = rest / count
            offset = offset &+ 4 &* strides[axis].resolved(batch) &* (rest &- quotient &* count)
            rest = quotient
            axis = axis &- 1
        }
        return offset
    }

    /// How many combinations of all reduced axes but the last there are.
    @inline(__always)
    private func outerCount(_ reduction: CompiledReduction) -> Int {
        var count = 1
        var axis = 0
        while axis < reduction.axes.count &- 1 {
            count = count &* reduction.axes[axis].resolved(batch)
            axis = axis &+ 1
        }
        return count
    }

    // MARK: Vectors along the columns of the domain

    @inline(__always)
    private func reduceAcross(
        _ reduction: CompiledReduction, _ term: CompiledReduction.Term, _ block: Block,
        _ combine: (Vector, Vector) -> Vector
    ) {
        let reference = references[Int(term.reference)]
        let strides = kernel.pointee.references[Int(term.reference)].strides + (kernel.pointee.rowAxes.count &+ 1)
        let step: Int = 4 &* strides[reduction.axes.count &- 1].resolved(batch)
        let length: Int = reduction.axes[reduction.axes.count &- 1].resolved(batch)
        let outer: Int = outerCount(reduction)
        let d = operands[Int(term.operand)]
        let start: UnsafeMutableRawPointer =
            reference.run + (block.row &* reference.rowStep &+ block.column &* reference.columnStep)
        let isContiguous: Bool = reference.columnStep == 4
        let whole: Int = isContiguous ? block.vectors : 0
        var row = 0
        while row < block.rows {
            let source: UnsafeMutableRawPointer = start + row &* reference.rowStep
            let target: UnsafeMutableRawPointer = d.pointer + row &* d.rowStep
            var number = 0
            while number < outer {
                let part: UnsafeMutableRawPointer = source + outerOffset(reduction, strides, number)
                var vector = 0
                while vector &+ 4 <= whole {
                    let from: UnsafeMutableRawPointer = part + vector &* vectorBytes
                    combineFour(from, step, length, target + vector &* vectorBytes, isFirst: number == 0, combine)
                    vector = vector &+ 4
                }
                while vector < block.vectors {
                    let column: Int = vector &* vectorWidth
                    let from: UnsafeMutableRawPointer = part + column &* reference.columnStep
                    let count: Int = columns &- block.column &- column
                    let place: UnsafeMutableRawPointer = target + vector &* d.vectorStep
                    if isContiguous {
                        combineOne(from, step, length, place, isFirst: number == 0, { Vector.load($0) }, combine)
                    } else if reference.columnStep == 0 {
                        combineOne(
                            from, step, length, place, isFirst: number == 0,
                            { Vector(repeating: $0.loadUnaligned(as: Float.self)) }, combine)
                    } else {
                        combineOne(
                            from, step, length, place, isFirst: number == 0,
                            { Vector.gathered($0, step: reference.columnStep, first: count) }, combine)
                    }
                    vector = vector &+ 1
                }
                number = number &+ 1
            }
            row = row &+ 1
        }
    }

    /// Combines `length` vectors with what stands at the target, or with each other if they are the first.
    @inline(__always)
    private func combineOne(
        _ source: UnsafeMutableRawPointer, _ step: Int, _ length: Int, _ target: UnsafeMutableRawPointer, isFirst: Bool,
        _ load: (UnsafeMutableRawPointer) -> Vector, _ combine: (Vector, Vector) -> Vector
    ) {
        var from: UnsafeMutableRawPointer = source
        var left: Int = length
        var result: Vector = Vector.load(target)
        if isFirst {
            result = load(from)
            from += step
            left = left &- 1
        }
        while left > 0 {
            result = combine(result, load(from))
            from += step
            left = left &- 1
        }
        result.store(to: target)
    }

    /// The same for four neighbouring vectors at once.
    @inline(__always)
    private func combineFour(
        _ source: UnsafeMutableRawPointer, _ step: Int, _ length: Int, _ target: UnsafeMutableRawPointer, isFirst: Bool,
        _ combine: (Vector, Vector) -> Vector
    ) {
        var from: UnsafeMutableRawPointer = source
        var left: Int = length
        let start: UnsafeMutableRawPointer = isFirst ? source : target
        var r0: Vector = Vector.load(start)
        var r1: Vector = Vector.load(start + vectorBytes)
        var r2: Vector = Vector.load(start + 2 &* vectorBytes)
        var r3: Vector = Vector.load(start + 3 &* vectorBytes)
        if isFirst {
            from += step
            left = left &- 1
        }
        while left > 0 {
            r0 = combine(r0, Vector.load(from))
            r1 = combine(r1, Vector.load(from + vectorBytes))
            r2 = combine(r2, Vector.load(from + 2 &* vectorBytes))
            r3 = combine(r3, Vector.load(from + 3 &* vectorBytes))
            from += step
            left = left &- 1
        }
        r0.store(to: target)
        r1.store(to: target + vectorBytes)
        r2.store(to: target + 2 &* vectorBytes)
        r3.store(to: target + 3 &* vectorBytes)
    }

    // MARK: Vectors along the last reduced axis

    @inline(__always)
    private func reduceAlong(
        _ reduction: CompiledReduction, _ term: CompiledReduction.Term, _ block: Block, missing: Float,
        _ combine: (Vector, Vector) -> Vector, whole: (Vector) -> Float
    ) {
        let reference = references[Int(term.reference)]
        let strides = kernel.pointee.references[Int(term.reference)].strides + (kernel.pointee.rowAxes.count &+ 1)
        let step: Int = 4 &* strides[reduction.axes.count &- 1].resolved(batch)
        let length: Int = reduction.axes[reduction.axes.count &- 1].resolved(batch)
        let outer: Int = outerCount(reduction)
        let d = operands[Int(term.operand)]
        var row = 0
        while row < block.rows {
            let source: UnsafeMutableRawPointer = reference.run + (block.row &+ row) &* reference.rowStep
            var result = Vector(repeating: 0)
            var number = 0
            while number < outer {
                var from: UnsafeMutableRawPointer = source + outerOffset(reduction, strides, number)
                var left: Int = length
                if number == 0 {
                    result = loadPart(from, step, left, missing)
                    from += vectorWidth &* step
                    left = left &- vectorWidth
                }
                while left >= vectorWidth {
                    let x: Vector = step == 4 ? .load(from) : .gathered(from, step: step, first: vectorWidth)
                    result = combine(result, x)
                    from += vectorWidth &* step
                    left = left &- vectorWidth
                }
                if left > 0 { result = combine(result, loadPart(from, step, left, missing)) }
                number = number &+ 1
            }
            Vector(repeating: whole(result)).store(to: d.pointer + row &* d.rowStep)
            row = row &+ 1
        }
    }

    /// A vector whose first `count` lanes are elements; the others count as missing.
    @inline(__always)
    private func loadPart(_ from: UnsafeMutableRawPointer, _ step: Int, _ count: Int, _ missing: Float) -> Vector {
        let x: Vector =
            step == 4 ? .load(from, first: min(count, vectorWidth)) : .gathered(from, step: step, first: count)
        return Vector.select(Vector.isLane(below: count), x, Vector(repeating: missing))
    }
}

extension Vector {
    /// Numbers at a distance of so many bytes in the first `count` lanes, or in all if there are more; nothing behind
    /// them is read.
    @inline(__always)
    static func gathered(_ source: UnsafeMutableRawPointer, step: Int, first count: Int) -> Vector {
        gather(UnsafePointer(source.assumingMemoryBound(to: Float.self)), stride: step / 4, first: count)
    }
}
