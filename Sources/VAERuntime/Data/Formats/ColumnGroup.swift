/// Columns of a table of text that belong together by their names: `z.0`, `z.1`, … are `z`, as the tables are written that
/// `encode` and `sample` leave; any other name is a group of one column.
struct ColumnGroup: Equatable, Sendable {
    /// The name without the numbers.
    let name: String
    /// Where they stand, one behind the other.
    let columns: Range<Int>

    /// The groups of a table with several columns of these names.
    static func groups(of names: [String]) -> [ColumnGroup] {
        guard names.count > 1 else { return [] }
        var groups: [ColumnGroup] = []
        var start: Int = 0
        while start < names.count {
            var end: Int = start + 1
            var name: String = names[start]
            if name.hasSuffix(".0") {
                name.removeLast(2)
                while end < names.count, names[end] == "\(name).\(end - start)" { end += 1 }
            }
            groups.append(ColumnGroup(name: name, columns: start..<end))
            start = end
        }
        return groups
    }

    /// The columns as a table of their own.
    func tensor(of table: DataTensor) -> DataTensor {
        let (rows, width): (Int, Int) = (table.shape[0], table.shape[1])
        let all: [Float] = table.elements.floats
        var values: [Float] = []
        values.reserveCapacity(rows * columns.count)
        for row in 0..<rows { values += all[(row * width + columns.lowerBound)..<(row * width + columns.upperBound)] }
        return DataTensor(shape: [rows, columns.count], elements: .floats(values))
    }
}
