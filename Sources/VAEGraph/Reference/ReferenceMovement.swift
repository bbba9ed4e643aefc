/// The distance between neighbours along each axis of a row-major tensor.
private func strides(_ lengths: [Int]) -> [Int] {
    var result: [Int] = Array(repeating: 1, count: lengths.count)
    for axis in lengths.indices.dropLast().reversed() { result[axis] = result[axis + 1] * lengths[axis + 1] }
    return result
}

/// Visits all elements of a tensor in row-major order, with their places in another one that is walked through with
/// these strides.
private func walk(_ lengths: [Int], _ strides: [Int], from start: Int = 0, _ visit: (_ place: Int) -> Void) {
    if lengths.contains(0) { return }
    guard let last = lengths.last, let step = strides.last else { return visit(start) }
    var digits: [Int] = Array(repeating: 0, count: lengths.count - 1)
    var place = start
    while true {
        for i in 0..<last { visit(place + i * step) }
        var axis = lengths.count - 2
        while axis >= 0 {
            digits[axis] += 1
            place += strides[axis]
            if digits[axis] < lengths[axis] { break }
            place -= digits[axis] * strides[axis]
            digits[axis] = 0
            axis -= 1
        }
        if axis < 0 { return }
    }
}

extension Step {
    /// The elements of `a` at the places that a walk over the result's axes visits.
    private func view(_ a: [Double], _ strides: [Int], from start: Int = 0) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(count)
        walk(extents, strides, from: start) { result.append(a[$0]) }
        return result
    }

    func permute(_ a: [Double], _ permutation: [Int]) -> [Double] {
        let from: [Int] = strides(operandLengths(0))
        return view(a, permutation.map { from[$0] })
    }

    func broadcast(_ a: [Double], _ axes: [Int]) -> [Double] {
        var steps: [Int] = Array(repeating: 0, count: node.shape.rank)
        for (axis, stride) in zip(axes, strides(operandLengths(0))) { steps[axis] = stride }
        return view(a, steps)
    }

    func slice(_ a: [Double], _ axis: Int, _ start: Int) -> [Double] {
        let from: [Int] = strides(operandLengths(0))
        return view(a, from, from: start * from[axis])
    }

    func pad(_ a: [Double], _ axis: Int, _ before: Int) -> [Double] {
        var result: [Double] = Array(repeating: 0, count: count)
        let to: [Int] = strides(extents)
        var next = 0
        walk(operandLengths(0), to, from: before * to[axis]) { place in
            result[place] = a[next]
            next += 1
        }
        return result
    }

    func concat(_ operands: [[Double]], _ axis: Int) -> [Double] {
        var result: [Double] = []
        result.reserveCapacity(count)
        let outer: Int = extents[..<axis].reduce(1, *)
        for row in 0..<outer {
            for operand in operands {
                let length: Int = operand.count / outer
                result.append(contentsOf: operand[row * length..<(row + 1) * length])
            }
        }
        return result
    }

    func reduce(_ a: [Double], _ reduction: Reduction, _ axes: [Int]) -> [Double] {
        let neutral: Double = reduction == .sum ? 0 : -Double.infinity
        var result: [Double] = Array(repeating: neutral, count: count)
        let from: [Int] = operandLengths(0)
        let kept: [Int] = from.indices.filter { !axes.contains($0) }
        var to: [Int] = Array(repeating: 0, count: from.count)
        for (axis, stride) in zip(kept, strides(extents)) { to[axis] = stride }
        var next = 0
        let combine: (Double, Double) -> Double = Elementary.function(reduction == .sum ? .add : .maximum)
        walk(from, to) { place in
            result[place] = combine(result[place], a[next])
            next += 1
        }
        return result
    }

    func contract(_ a: [Double], _ b: [Double], _ transposeA: Bool, _ transposeB: Bool) -> [Double] {
        let left: [Int] = operandLengths(0)
        let right: [Int] = operandLengths(1)
        let (rows, depth) = transposeA ? (left[1], left[0]) : (left[0], left[1])
        let columns: Int = transposeB ? right[0] : right[1]
        let (rowStep, depthStep) = transposeA ? (1, rows) : (depth, 1)
        let b: [Double] = transposeB ? transposed(b, columns, depth) : b
        var result: [Double] = Array(repeating: 0, count: rows * columns)
        result.withUnsafeMutableBufferPointer { result in
            b.withUnsafeBufferPointer { b in
                for i in 0..<rows {
                    for k in 0..<depth {
                        let x: Double = a[i * rowStep + k * depthStep]
                        for j in 0..<columns { result[i * columns + j] += x * b[k * columns + j] }
                    }
                }
            }
        }
        return result
    }

    private func transposed(_ a: [Double], _ rows: Int, _ columns: Int) -> [Double] {
        var result: [Double] = Array(repeating: 0, count: a.count)
        for i in 0..<rows {
            for j in 0..<columns { result[j * rows + i] = a[i * columns + j] }
        }
        return result
    }
}
