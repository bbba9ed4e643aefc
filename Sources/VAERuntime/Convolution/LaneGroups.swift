// Groups of channels that are no whole vectors: lanes of one vector read different channels. Rarely used, so each lane's
// number is fetched by itself; the order of the sums is that of whole groups.

/// For each lane of a vector of channels, where its group's channels begin in a place of the source.
@frozen @usableFromInline struct LaneGroups {
    @usableFromInline var starts: IntegerVector

    @inlinable
    init(_ column: Int, perGroup: Int, groups: Int, depth: Int) {
        starts = IntegerVector(repeating: 0)
        for lane in 0..<vectorWidth {
            // Lanes past the last channel repeat the last group, so that nothing is read outside.
            let group: Int = min((column &+ lane) / perGroup, groups &- 1)
            starts[lane] = Int32(truncatingIfNeeded: group &* depth)
        }
    }

    /// Channel `k` of each lane's group at a place.
    @inlinable @inline(__always)
    func load(_ place: UnsafePointer<Float>, _ k: Int) -> Vector {
        var result = Vector(repeating: 0)
        for lane in 0..<vectorWidth { result[lane] = place[Int(starts[lane]) &+ k] }
        return result
    }
}

/// One place of some images, one vector of channels.
@inlinable @inline(never)
func putLanes<E: ImageEpilogue>(
    _ p: RunOperands, _ groups: LaneGroups, _ images: Range<Int>, _ column: Int, row: Int, _ epilogue: inout E
) {
    var local: E = epilogue
    for image in images {
        var sum = Vector(repeating: 0)
        for run in UnsafeBufferPointer(start: p.runs, count: p.runCount) {
            let place: UnsafePointer<Float> = p.source + (image &* p.imageStride &+ run.source)
            for k in 0..<run.count {
                let weights: Vector = .load(p.weights + ((run.weights &+ k) &* p.weightStride &+ column))
                sum = Vector.multiplyAdd(groups.load(place, k), weights, sum)
            }
        }
        let at: Int = row &+ image &- images.lowerBound
        local.put(p.place, image, at, column, sum)
    }
    epilogue = local
}
