/// Axes of two shapes of one size that correspond: a reshape maps the elements of each group of axes among themselves.
package struct AxisGroup: Hashable {
    /// Neighbouring axes before.
    package var from: Range<Int>
    /// Neighbouring axes after, with the same number of elements.
    package var to: Range<Int>

    /// The finest groups, in order: [6, batch, 4] to [2, 3, batch, 4] gives 6 to 2·3, batch to batch and 4 to 4.
    package static func groups(from: Shape, to: Shape) -> [AxisGroup] {
        var groups: [AxisGroup] = []
        var (i, j) = (0, 0)
        while i < from.rank && j < to.rank {
            var group = AxisGroup(from: i..<i + 1, to: j..<j + 1)
            while size(from, group.from) != size(to, group.to) {
                let isSmaller: Bool = precedes(size(from, group.from), size(to, group.to))
                if isSmaller && group.from.upperBound < from.rank {
                    group.from = i..<group.from.upperBound + 1
                } else if group.to.upperBound < to.rank {
                    group.to = j..<group.to.upperBound + 1
                } else {
                    group.from = i..<from.rank
                    break
                }
            }
            groups.append(group)
            (i, j) = (group.from.upperBound, group.to.upperBound)
        }
        // What is left over are axes of one element.
        guard let last = groups.last else { return [AxisGroup(from: 0..<from.rank, to: 0..<to.rank)] }
        groups[groups.count - 1] = AxisGroup(
            from: last.from.lowerBound..<from.rank, to: last.to.lowerBound..<to.rank)
        return groups
    }

    private static func size(_ shape: Shape, _ axes: Range<Int>) -> (factor: Int, batches: Int) {
        Shape(Array(shape.axes[axes])).size
    }

    private static func precedes(_ a: (factor: Int, batches: Int), _ b: (factor: Int, batches: Int)) -> Bool {
        a.batches != b.batches ? a.batches < b.batches : a.factor < b.factor
    }
}

extension Tensor {
    /// This broadcast in another shape as a broadcast again, if each group of axes either comes from its source or repeats.
    func reshapedBroadcast(to shape: Shape) -> Tensor? {
        guard let (source, axes) = broadcastSource else { return nil }
        if axes.isEmpty { return source.spread(to: shape) }
        var kept: [Int] = []
        for group in AxisGroup.groups(from: self.shape, to: shape) {
            let present: Int = group.from.count { axes.contains($0) }
            if present == group.from.count && present > 0 {
                kept += group.to
            } else if present > 0 {
                return nil
            }
        }
        let reshaped = Shape(kept.map { shape.axes[$0] })
        guard reshaped.size == source.shape.size else { return nil }
        return source.reshape(reshaped).broadcast(to: shape, axes: kept)
    }
}
