import Foundation
import VAECommandLine
import VAERuntime

/// Columns of numbers as CSV: a line of names, then a line for each example.
struct Table {
    private var names: [String] = []
    private var parts: [Batch] = []

    /// How many rows there are.
    var count: Int { parts.first?.count ?? 0 }

    /// Appends the columns of a result: `z.mean.0`, `z.mean.1`, …, or the name alone for one column.
    mutating func add(_ name: String, _ batch: Batch) {
        let columns: Int = batch.columns
        names += columns == 1 ? [name] : (0..<columns).map { "\(name).\($0)" }
        parts.append(batch)
    }

    /// Appends a column of whole numbers.
    mutating func add(_ name: String, _ integers: [Int]) {
        let values: [Float] = integers.map { Float($0) }
        guard let batch = try? Batch(.floats(values), count: values.count, shape: []) else { return }
        names.append(name)
        parts.append(batch)
    }

    /// Calls `body` with one line after another. Numbers are as short as they can be and still read back as the same bits.
    private func forEachLine(_ body: (String) throws -> Void) throws {
        try body(names.joined(separator: ",") + "\n")
        for row in 0..<count {
            var fields: [String] = []
            for part in parts {
                for value in part[row] {
                    let isWhole: Bool = value == value.rounded() && abs(value) < 1e7
                    fields.append(isWhole ? String(Int(value)) : "\(value)")
                }
            }
            try body(fields.joined(separator: ",") + "\n")
        }
    }

    /// Writes the file.
    ///
    /// - Throws: `DataError` if it cannot be written.
    func write(to url: URL) throws { try TextFile.write(to: url, forEachLine) }
}
