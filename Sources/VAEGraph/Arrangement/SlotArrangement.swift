extension ParameterTable.Slot {
    /// Gives the slot the shape that it has in an arrangement; checkpoints see no difference.
    mutating func arrange(_ arrangement: Arrangement) {
        precondition(order == nil, "the slot \(name) is arranged twice")
        // The pieces of each axis of the new shape, and for each axis of the old one those that it is made of.
        let pieces: [[Int]]
        let axes: [[Int]]
        switch arrangement {
        case .plain: return
        case .image:
            pieces = [[shape[0]], [shape[2]], [shape[3]], [shape[1]]]
            axes = [[0], [3], [1], [2]]
        case .flat(let axis, let channels):
            pieces = shape.indices.map { $0 == axis ? [shape[$0] / channels, channels] : [shape[$0]] }
            axes = shape.indices.map { $0 < axis ? [$0] : $0 == axis ? [axis + 1, axis] : [$0 + 1] }
        case .weights(isTurned: false, _):
            pieces = [[shape[2], shape[3], shape[1]], [shape[0]]]
            axes = [[3], [2], [0], [1]]
        case .weights(isTurned: true, let groups):
            pieces = [[shape[2], shape[3], shape[0] / groups], [groups, shape[1]]]
            axes = [[3, 2], [4], [0], [1]]
        }
        order = Order(pieces: pieces, logical: logicalAxes.map { axes[$0] })
        shape = pieces.map { $0.reduce(1, *) }
    }
}
