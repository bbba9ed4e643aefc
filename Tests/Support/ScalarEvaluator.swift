import VAEGraph
import VAERuntime

/// What a plan means, one element at a time and by the most obvious code: the interpreter has to give the same bits.
///
/// It knows nothing of blocks, threads and registers. Elementary functions and dot products along k are the runtime's,
/// since their bits are its own affair.
package struct ScalarEvaluator {
    /// What is known of a float in memory after the plan has run.
    private enum Status {
        case untouched, written
        /// Padding behind a row that may have been overwritten.
        case unspecified
    }

    private struct Memory {
        var numbers: [Float]
        var status: [Status]

        init(_ numbers: [Float]) {
            self.numbers = numbers
            status = Array(repeating: .untouched, count: numbers.count)
        }
    }

    private let plan: Plan
    let batch: Int
    private var memory: [Buffer.Storage: Memory]
    private let examples: [UInt32]
    private let seed: UInt64
    private let step: UInt32
    private let epoch: UInt32
    private let inputs: [[Float]]

    /// What the plan means for the numbers of a runner that has not run yet.
    package init(_ runner: PlanRunner) {
        plan = runner.plan
        batch = runner.batch
        memory = [.arena: Memory(runner.arena), .table: Memory(runner.table)]
        examples = runner.examples
        seed = runner.seed
        step = runner.step
        epoch = runner.epoch
        inputs = runner.inputs
    }

    /// Where what a runner's memory holds after its run is not what this evaluator's does, bit by bit: a text for a
    /// person; nil if they agree. Padding may hold anything, and one thing that is not a number is as good as another.
    package func difference(from runner: PlanRunner) -> String? {
        for (storage, numbers) in [(Buffer.Storage.arena, runner.arena), (.table, runner.table)] {
            guard let expected = memory[storage] else { continue }
            let wrong: Int? = numbers.indices.first { index in
                if expected.status[index] == .unspecified { return false }
                let (a, b) = (numbers[index], expected.numbers[index])
                return a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN)
            }
            guard let wrong else { continue }
            let buffer: Buffer? = plan.buffers.first {
                $0.storage == storage && $0.offset <= wrong && wrong < $0.offset + $0.size
            }
            return """
                \(storage) \(wrong) is \(numbers[wrong]), expected \(expected.numbers[wrong]) \
                (\(expected.status[wrong])), \(batch) of \(plan.batch) rows, \
                \(buffer?.name ?? "no buffer") at \(wrong - (buffer?.offset ?? 0))
                \(plan)
                """
        }
        return nil
    }

    /// Runs all kernels, task after task.
    package mutating func run() {
        for kernel in plan.kernels {
            for task in 0..<kernel.taskCount(batch: batch) { run(kernel, task: task) }
        }
    }

    // MARK: Memory

    private func place(_ location: Location, _ indices: [Int]) -> (Buffer.Storage, Int) {
        let buffer = plan.buffers[location.buffer]
        var offset: Int = buffer.offset + location.offset
        for (stride, index) in zip(location.strides, indices) { offset += stride.count(batch: batch) * index }
        return (buffer.storage, offset)
    }

    func load(_ location: Location, _ indices: [Int]) -> Float {
        let (storage, offset) = place(location, indices)
        return memory[storage]?.numbers[offset] ?? .nan
    }

    private mutating func store(_ number: Float, _ location: Location, _ indices: [Int], shift: Int = 0) {
        let (storage, offset) = place(location, indices)
        memory[storage]?.numbers[offset + shift] = number
        memory[storage]?.status[offset + shift] = .written
    }

    private mutating func blur(_ location: Location, _ indices: [Int], shift: Int) {
        let (storage, offset) = place(location, indices)
        if memory[storage]?.status[offset + shift] == .untouched {
            memory[storage]?.status[offset + shift] = .unspecified
        }
    }

    // MARK: Kernels

    private mutating func run(_ kernel: Kernel, task: Int) {
        let columnTasks: Int = kernel.columnTasks(batch: batch)
        let (rowTask, columnTask) = (task / columnTasks, task % columnTasks)
        let columns: Int = kernel.columns.count(batch: batch)
        let columnBlock: Int = kernel.columnBlock ?? columns
        let firstRow: Int = rowTask * kernel.rowBlock
        let endRow: Int = min(firstRow + kernel.rowBlock, kernel.rowCount(batch: batch))
        let firstColumn: Int = columnTask * columnBlock
        let endColumn: Int = min(firstColumn + columnBlock, columns)
        let visited: [Int] = order(of: firstRow..<max(firstRow, endRow), kernel)
        for row in visited {
            var point: [Int] = []
            var rest: Int = row
            for extent in kernel.rows.reversed() {
                point.insert(rest % extent.count(batch: batch), at: 0)
                rest /= extent.count(batch: batch)
            }
            for column in firstColumn..<endColumn {
                if case .fetch(let fetch) = kernel.work {
                    let number: Float = inputs[fetch.input][row * columns + column]
                    store(number, fetch.destination, [row, column])
                    continue
                }
                let registers: [Float] = evaluate(kernel, point + [column])
                for item in kernel.body.stores {
                    let number: Float = registers[item.register]
                    switch item.target {
                    case .elements(let location, let mayOverrun):
                        store(number, location, point + [column])
                        if mayOverrun && column == columns - 1 { blurRest(location, point + [column], column) }
                    case .sumOverColumns(let location):
                        let lane: Int = (column - firstColumn) % vectorWidth
                        let shift: Int = columnTask * vectorWidth + lane
                        let isFirst: Bool = column - firstColumn < vectorWidth
                        let sum: Float = isFirst ? number : loaded(location, point, shift) + number
                        store(sum, location, point, shift: shift)
                        if column == columns - 1 { finishLanes(location, point, columnTask, column - firstColumn) }
                    case .sumOverRows(let location):
                        let indices: [Int] = [rowTask, column]
                        store(row == firstRow ? number : load(location, indices) + number, location, indices)
                        if column == columns - 1 { blurRest(location, indices, column) }
                    }
                }
            }
        }
    }

    private func loaded(_ location: Location, _ indices: [Int], _ shift: Int) -> Float {
        let (storage, offset) = place(location, indices)
        return memory[storage]?.numbers[offset + shift] ?? .nan
    }

    /// Lanes past the last column count as zero.
    private mutating func finishLanes(_ location: Location, _ point: [Int], _ columnTask: Int, _ last: Int) {
        for lane in (last % vectorWidth + 1)..<(vectorWidth + 1) where lane < vectorWidth {
            let shift: Int = columnTask * vectorWidth + lane
            let sum: Float = last < vectorWidth ? 0 : loaded(location, point, shift) + 0
            store(sum, location, point, shift: shift)
        }
    }

    private mutating func blurRest(_ location: Location, _ indices: [Int], _ column: Int) {
        for shift in 1..<max(vectorWidth - column % vectorWidth, 1) { blur(location, indices, shift: shift) }
    }

    // MARK: Bodies

    private func evaluate(_ kernel: Kernel, _ point: [Int]) -> [Float] {
        let sources: [Float] = self.sources(kernel, point)
        var registers: [Float] = []
        for instruction in kernel.body.instructions {
            switch instruction {
            case .load(let location): registers.append(load(location, point))
            case .constant(let number): registers.append(number)
            case .source(let index): registers.append(sources[index])
            case .column: registers.append(Float(point[point.count - 1]))
            case .noise(let noise, let axis, let coefficients):
                registers.append(draw(noise, axis, coefficients, point))
            case .unary(let function, let a): registers.append(apply(function, registers[a]))
            case .binary(let function, let a, let b): registers.append(apply(function, registers[a], registers[b]))
            case .multiplyAdd(let a, let b, let c):
                registers.append(first(Vector.multiplyAdd(all(registers[a]), all(registers[b]), all(registers[c]))))
            case .divideByRoot(let a, let b, let c):
                registers.append(first(Vector.divideByRoot(all(registers[a]), all(registers[b]), all(registers[c]))))
            case .compare(let comparison, let a, let b):
                registers.append(holds(comparison, registers[a], registers[b]) ? 1 : 0)
            case .select(let mask, let a, let b): registers.append(registers[mask] == 1 ? registers[a] : registers[b])
            }
        }
        return registers
    }

    private func draw(_ noise: VAEGraph.Noise, _ axis: Int, _ coefficients: [Int], _ point: [Int]) -> Float {
        let element: Int = zip(coefficients, point).reduce(point[point.count - 1]) { $0 + $1.0 * $1.1 }
        let row = NoiseRow(
            example: examples[point[axis]], clock: noise.clock == .step ? step : epoch,
            stream: Noise.streamNumber(noise.stream), seed: seed)
        let start: Int = element / vectorWidth * vectorWidth
        let vector: Vector =
            noise.kind == .normal ? Noise.normals(row, column: start) : Noise.uniforms(row, column: start)
        return vector[element - start]
    }

    private func sources(_ kernel: Kernel, _ point: [Int]) -> [Float] {
        switch kernel.work {
        case .fetch, .elementwise: []
        case .contraction(let contraction): [product(contraction, point[0], point[1])]
        case .reduction(let reduction): reduction.terms.map { reduced(reduction, $0, point) }
        case .image(let image): [element(image, point)]
        }
    }

    private func product(_ contraction: Contraction, _ row: Int, _ column: Int) -> Float {
        let depth: Int = contraction.depth.count(batch: batch)
        let left: [Float] = (0..<depth).map { load(contraction.left, [row, $0]) }
        let right: [Float] = (0..<depth).map { load(contraction.right, [$0, column]) }
        if contraction.reading == .alongDepth {
            return dotProduct(left, right)
        }
        return zip(left, right).reduce(0) { first(Vector.multiplyAdd(all($1.0), all($1.1), all($0))) }
    }

    private func dotProduct(_ left: [Float], _ right: [Float]) -> Float {
        let padding: [Float] = Array(repeating: .nan, count: 64)
        var result: [Float] = Array(repeating: 0, count: 64)
        (left + padding).withUnsafeBufferPointer { a in
            (right + padding).withUnsafeBufferPointer { b in
                result.withUnsafeMutableBufferPointer { target in
                    guard let a = a.baseAddress, let b = b.baseAddress, let target = target.baseAddress else { return }
                    var epilogue = StoreEpilogue(target: target, rowStride: 16)
                    multiplyTransposed(
                        rows: 0..<1, columns: 0..<1, depth: left.count, a: a, aRowStride: 0, b: b, bRowStride: 0,
                        epilogue: &epilogue)
                }
            }
        }
        return result[0]
    }

    private func reduced(_ reduction: ReductionWork, _ term: ReductionWork.Term, _ point: [Int]) -> Float {
        let lengths: [Int] = reduction.axes.map { $0.count(batch: batch) }
        var elements: [Float] = []
        for number in 0..<lengths.reduce(1, *) {
            var indices: [Int] = []
            var rest: Int = number
            for length in lengths.reversed() {
                indices.insert(rest % length, at: 0)
                rest /= length
            }
            elements.append(load(term.operand, point + indices))
        }
        func combine(_ a: Float, _ b: Float) -> Float {
            term.reduction == .sum ? a + b : first(Vector.maximum(all(a), all(b)))
        }
        guard reduction.isAlongColumns, let last = lengths.last else {
            return elements.dropFirst().reduce(elements[0], combine)
        }
        // Cut into vectors, lane by lane.
        let missing: Float = term.reduction == .sum ? 0 : -.infinity
        var sums = Vector(repeating: 0)
        for start in stride(from: 0, to: elements.count, by: last) {
            for vector in stride(from: 0, to: last, by: vectorWidth) {
                for lane in 0..<vectorWidth {
                    let element: Float = vector + lane < last ? elements[start + vector + lane] : missing
                    sums[lane] = start + vector == 0 ? element : combine(sums[lane], element)
                }
            }
        }
        return term.reduction == .sum ? Vector.sum(sums) : Vector.largest(sums)
    }

    // MARK: Functions

    func all(_ number: Float) -> Vector { Vector(repeating: number) }

    func first(_ vector: Vector) -> Float { vector[0] }

    private func holds(_ comparison: Comparison, _ a: Float, _ b: Float) -> Bool {
        switch comparison {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .equal: a == b
        case .notEqual: a != b
        }
    }

    private func apply(_ function: UnaryFunction, _ a: Float) -> Float {
        switch function {
        case .negate: -a
        case .reciprocal: 1 / a
        case .square: a * a
        case .squareRoot: a.squareRoot()
        case .absolute: Swift.abs(a)
        case .sign: a > 0 ? 1 : a < 0 ? -1 : a
        case .exponential: first(Vector.exp(all(a)))
        case .logarithm: first(Vector.log(all(a)))
        case .logarithmOfOnePlus: first(Vector.log1p(all(a)))
        case .exponentialMinusOne: first(Vector.expm1(all(a)))
        case .tanh: first(Vector.tanh(all(a)))
        case .sigmoid: first(Vector.sigmoid(all(a)))
        case .softplus: first(Vector.softplus(all(a)))
        case .sine: first(Vector.sin(all(a)))
        case .cosine: first(Vector.cos(all(a)))
        case .floor: a.rounded(.down)
        }
    }

    private func apply(_ function: BinaryFunction, _ a: Float, _ b: Float) -> Float {
        switch function {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .maximum: a.isNaN || b.isNaN ? .nan : first(Vector.maximum(all(a), all(b)))
        case .minimum: a.isNaN || b.isNaN ? .nan : first(Vector.minimum(all(a), all(b)))
        case .power: first(Vector.power(all(a), all(b)))
        }
    }
}
