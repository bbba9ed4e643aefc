/// How tensors lie in memory, and how views are expressed in strides.
enum Layout {
    /// Floats in a cache line; rows of matrices start on one whatever the vector's width.
    static let line = 16

    /// A row's length with its padding: whole cache lines, and no multiple of 2 KB, where rows would fall on the same
    /// cache sets.
    static func paddedRow(_ count: Int) -> Int {
        let padded = (count + line - 1) / line * line
        return padded % 512 == 0 ? padded + line : padded
    }

    /// The strides of a new buffer: what follows the last batch axis (or the first axis, where there is none) is one
    /// padded row, so that splitting and joining those axes is a view.
    static func strides(of shape: Shape) -> [Extent] {
        let axes = shape.axes
        guard !axes.isEmpty else { return [] }
        let lastRowAxis = axes.lastIndex { $0.isBatch } ?? 0
        var strides: [Extent] = Array(repeating: .one, count: axes.count)
        var inner = 1
        for axis in stride(from: axes.count - 1, to: lastRowAxis, by: -1) {
            strides[axis] = Extent(inner)
            inner *= axes[axis].factor
        }
        var outer = lastRowAxis == axes.count - 1 ? Extent.one : Extent(paddedRow(inner))
        for axis in stride(from: lastRowAxis, through: 0, by: -1) {
            strides[axis] = outer
            // Two batches never multiply: `obstacleToPlanning` has refused shapes with the batch inside twice.
            if axis > 0 { outer = Extent.product(outer, axes[axis]) ?? outer }
        }
        return strides
    }

    /// The strides of a buffer without padding, elements in row-major order.
    static func contiguous(_ shape: Shape) -> [Extent] {
        var strides: [Extent] = []
        var step = Extent.one
        for axis in shape.axes.reversed() {
            strides.insert(step, at: 0)
            step = Extent.product(step, axis) ?? step
        }
        return strides
    }

    /// The strides of a copy of a tensor under another shape, and of its elements under the old shape: rows are padded as
    /// those of any new buffer where strides of the old shape can say it.
    static func copied(from old: Shape, to new: Shape) -> (new: [Extent], old: [Extent]) {
        let padded = strides(of: new)
        if let inside = reshaped(padded, from: new, to: old) { return (padded, inside) }
        return (contiguous(new), contiguous(old))
    }

    /// Whether all axes but the first are contiguous, as kernels of images read them; of matrices the rows.
    static func isDense(_ strides: [Extent], _ shape: Shape) -> Bool {
        var step = Extent.one
        for axis in shape.axes.indices.dropFirst().reversed() {
            if shape.axes[axis] != .one && strides[axis] != step { return false }
            guard let next = Extent.product(step, shape.axes[axis]) else { return false }
            step = next
        }
        return true
    }

    /// The strides of a slot in the table, where slots beside it widen its rows.
    static func strides(ofSlot name: String, shape: Shape, table: ParameterTable) -> [Extent] {
        guard let group = table.group(of: name), let last = shape.axes.indices.last else { return strides(of: shape) }
        var whole = shape
        whole.axes[last] = Extent(group.slots.reduce(0) { $0 + (table[$1]?.shape.last ?? 1) })
        return strides(of: whole)
    }

    /// The floats that a new buffer of the shape takes for the largest batch, whole cache lines.
    static func size(of shape: Shape, batch: Int) -> Int {
        guard let axis = shape.axes.first else { return line }
        let strides = strides(of: shape)
        let count = axis.count(batch: batch) * strides[0].count(batch: batch)
        return (max(count, 1) + line - 1) / line * line
    }

    /// The strides of the same elements under another shape; nil where padding or order stands between.
    static func reshaped(_ strides: [Extent], from old: Shape, to new: Shape) -> [Extent]? {
        let source = zip(old.axes, strides).filter { $0.0 != .one }
        var result: [Extent] = Array(repeating: Extent(0), count: new.axes.count)
        let targets = new.axes.indices.filter { new.axes[$0] != .one }
        var place = 0
        var from = 0
        while from < source.count {
            // Take axes on both sides until they hold as many elements.
            var oldEnd = from + 1
            var newEnd = place + 1
            guard place < targets.count else { return nil }
            var oldSize = Shape([source[from].0]).size
            var newSize = Shape([new.axes[targets[place]]]).size
            while oldSize != newSize {
                let oldIsSmaller =
                    oldSize.factor < newSize.factor
                    || (oldSize.factor == newSize.factor && oldSize.batches < newSize.batches)
                if oldIsSmaller && oldEnd < source.count || newEnd >= targets.count {
                    guard oldEnd < source.count else { return nil }
                    oldSize = Shape(source[from...oldEnd].map(\.0)).size
                    oldEnd += 1
                } else {
                    newSize = Shape(targets[place...newEnd].map { new.axes[$0] }).size
                    newEnd += 1
                }
            }
            for axis in from..<(oldEnd - 1) {
                let joined = Extent.product(source[axis + 1].1, source[axis + 1].0)
                if joined != source[axis].1 { return nil }
            }
            var step = source[oldEnd - 1].1
            for axis in targets[place..<newEnd].reversed() {
                result[axis] = step
                guard let next = Extent.product(step, new.axes[axis]) else {
                    if axis != targets[place] { return nil }
                    break
                }
                step = next
            }
            from = oldEnd
            place = newEnd
        }
        return place == targets.count ? result : nil
    }
}

extension Location {
    /// The location of a view's result, given that of its operand; nil where the view cannot be expressed in strides.
    func viewed(by operation: Operation, from old: Shape, to new: Shape) -> Location? {
        var result = self
        switch operation {
        case .reshape:
            guard let strides = Layout.reshaped(strides, from: old, to: new) else { return nil }
            result.strides = strides
        case .permute(let permutation):
            result.strides = permutation.map { strides[$0] }
        case .broadcast(let axes):
            result.strides = Array(repeating: Extent(0), count: new.rank)
            for (axis, target) in axes.enumerated() { result.strides[target] = strides[axis] }
        case .slice(let axis, let start):
            if start == 0 { return self }
            guard !strides[axis].isBatch else { return nil }
            result.offset += start * strides[axis].factor
        default:
            return nil
        }
        return result
    }
}
