/// Lays out the parameter table: each slot a matrix of padded rows, or a part of the rows of one where slots are used
/// side by side (`ParameterTable.groups`).
public func planTable(_ table: ParameterTable) -> TablePlan {
    var placements: [String: TablePlan.Placement] = [:]
    var size = 0
    for slot in table.slots where placements[slot.name] == nil {
        let names = table.group(of: slot.name)?.slots ?? [slot.name]
        let parts = names.compactMap { table[$0] }
        let width = parts.reduce(0) { $0 + ($1.shape.last ?? 1) }
        var axes: [Extent] = slot.shape.map { Extent($0) }
        if !axes.isEmpty { axes[axes.count - 1] = Extent(width) }
        let shape = Shape(axes)
        let strides: [Int] = Layout.strides(of: shape).map(\.factor)
        var offset = size
        for part in parts {
            placements[part.name] = TablePlan.Placement(slot: part, offset: offset, strides: strides)
            offset += (part.shape.last ?? 1) * (strides.last ?? 1)
        }
        size += Layout.size(of: shape, batch: 1)
    }
    let ordered = table.slots.compactMap { placements[$0.name] }
    return TablePlan(placements: ordered, size: size + Layout.line)
}
