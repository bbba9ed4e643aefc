/// Elements of a tensor that lie in memory with any strides, visited in logical row-major order.
struct Strided {
    /// The extents.
    var shape: [Int]
    /// One stride for each axis, in elements.
    var strides: [Int]
    /// The first element.
    var offset: Int

    /// How many elements there are.
    var count: Int { shape.reduce(1, *) }

    /// Whether the elements lie one behind the other in logical order.
    var isDense: Bool {
        var next = 1
        for axis in shape.indices.reversed() where shape[axis] != 1 {
            if strides[axis] != next { return false }
            next *= shape[axis]
        }
        return true
    }

    /// Calls `body` with runs along the last axis: the logical index of the first element, where it lies, the stride
    /// and the number of elements.
    func forEachRun(_ body: (_ index: Int, _ start: Int, _ stride: Int, _ count: Int) throws -> Void) rethrows {
        guard count > 0 else { return }
        guard let inner = shape.last, let innerStride = strides.last else {
            try body(0, offset, 1, 1)
            return
        }
        // On the stack: results are gathered in calls that allocate nothing.
        try withUnsafeTemporaryAllocation(of: Int.self, capacity: shape.count) { index in
            index.initialize(repeating: 0)
            var start: Int = offset
            var logical: Int = 0
            let total: Int = count
            while logical < total {
                try body(logical, start, innerStride, inner)
                logical += inner
                var axis: Int = shape.count - 2
                while axis >= 0 {
                    index[axis] += 1
                    start += strides[axis]
                    if index[axis] < shape[axis] { break }
                    start -= strides[axis] * shape[axis]
                    index[axis] = 0
                    axis -= 1
                }
            }
        }
    }

    /// Copies the elements out, in logical order.
    func gather(from memory: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        forEachRun { index, start, stride, count in
            if stride == 1 {
                (target + index).update(from: memory + start, count: count)
            } else {
                for i in 0..<count { target[index &+ i] = memory[start &+ i &* stride] }
            }
        }
    }

    /// Copies elements in logical order to where they lie.
    func scatter(from source: UnsafePointer<Float>, into memory: UnsafeMutablePointer<Float>) {
        forEachRun { index, start, stride, count in
            if stride == 1 {
                (memory + start).update(from: source + index, count: count)
            } else {
                for i in 0..<count { memory[start &+ i &* stride] = source[index &+ i] }
            }
        }
    }

    /// The logical index of the first element that is not finite, and its value.
    func firstNonFinite(in memory: UnsafePointer<Float>) -> (index: Int, value: Float)? {
        var found: (Int, Float)?
        forEachRun { index, start, stride, count in
            guard found == nil else { return }
            for i in 0..<count {
                let value: Float = memory[start &+ i &* stride]
                if !value.isFinite {
                    found = (index + i, value)
                    return
                }
            }
        }
        return found
    }

    /// The position of a logical index: one number for each axis.
    func position(of index: Int) -> [Int] {
        var rest: Int = index
        var position: [Int] = []
        for extent in shape.reversed() {
            position.append(rest % max(1, extent))
            rest /= max(1, extent)
        }
        return position.reversed()
    }
}
