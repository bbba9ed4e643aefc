import VAEGraph

/// A tensor in a checkpoint's order as the graph sees it, and back.
extension ParameterTable.Slot {
    /// From the logical shape to the graph's.
    package func physical(_ logical: [Double]) -> [Double] { transpose(logical, back: false) }
    /// From the graph's shape to the logical.
    package func logical(_ physical: [Double]) -> [Double] { transpose(physical, back: true) }

    private func transpose(_ values: [Double], back: Bool) -> [Double] {
        guard logicalAxes == [1, 0] else { return values }
        let (rows, columns): (Int, Int) = back ? (shape[0], shape[1]) : (shape[1], shape[0])
        return (0..<values.count).map { place in values[place % rows * columns + place / rows] }
    }
}
