/// Chooses among the arrays of a file the one that holds a variable, or the labels.
struct ArrayChoice {
    /// Which part of the data is looked for; the arrays of a file with both are told apart by their names.
    enum Part: String {
        case training = "train"
        case test = "test"
    }

    /// The file.
    let data: DataFile
    /// The part that is wanted.
    let part: Part

    /// The names that arrays of labels have in published files.
    private static let labelNames: [String] = ["labels", "label", "y", "targets", "target", DataFile.labels]

    /// Whether the file keeps a training and a test part apart by names such as `x_train` and `x_test`; columns of a table
    /// have one part.
    var hasTestPart: Bool {
        data.format != .text
            && data.arrays.contains { $0.name?.hasSuffix("_test") ?? false || $0.name?.hasPrefix("test_") ?? false }
    }

    /// The array with the variable's own name in this part, if there is one. Columns of a table count if they are as many as
    /// the variable has numbers: `x` may as well be the first of several coordinates.
    func named(_ variable: VariableSpecification) -> Int? {
        named(variable.name).flatMap { index in
            data.format == .text && data.arrays[index].shape?.last != variable.size ? nil : index
        }
    }

    /// The array of a name in this part, if there is one.
    private func named(_ name: String) -> Int? {
        // `x` alone is the training part where the file has a test part, and everything where it has not.
        let plain: [String] = part == .training || !hasTestPart ? [name] : []
        let candidates: [String] = ["\(name)_\(part.rawValue)", "\(part.rawValue)_\(name)"] + plain
        for candidate in candidates {
            if let index: Int = data.arrays.firstIndex(where: { $0.name == candidate }) { return index }
        }
        return nil
    }

    /// The array of labels in this part, if there is one; never one that is already `used`, nor a column of a table that is
    /// used as a whole.
    func labels(besides used: Set<Int>) -> Int? {
        if data.format == .text, used.contains(0) { return nil }
        for name in Self.labelNames {
            if let index: Int = named(name), !used.contains(index) { return index }
        }
        return nil
    }

    /// The array that a person asked for by name.
    func asked(_ name: String) throws(DataError) -> Int {
        if let index: Int = data.arrays.firstIndex(where: { $0.name == name }) { return index }
        throw DataError(
            data.file, expected: "an array named \(name.quoted)", found: inventory,
            advice: "Name one of those that are there.")
    }

    /// The array for a variable that none is named for: the only one, or the only one whose extents fit.
    func fitting(_ variable: VariableSpecification) throws(DataError) -> Int {
        if data.arrays.count == 1 { return 0 }
        if data.format == .cifar { return variable.role == .data ? 0 : 1 }
        let numeric: [Int] = data.arrays.indices.filter { data.arrays[$0].shape != nil }
        if numeric.count == 1 { return numeric[0] }
        // Of a table the whole, unless columns of one name are what fits.
        if data.format == .text {
            let fits: [Int] = numeric.filter { data.arrays[$0].shape?.last == variable.size }
            return fits.contains(0) || fits.count != 1 ? 0 : fits[0]
        }
        let size: Int = variable.size
        let fits: [Int] = numeric.filter { index in
            guard let shape: [Int] = data.arrays[index].shape, let first: Int = shape.first, let last: Int = shape.last,
                let count: Int = elementCount(of: shape), count > 0, size > 0
            else { return false }
            return count % size == 0 && (first == count / size || last == count / size)
        }
        if fits.count == 1 { return fits[0] }
        throw DataError(
            data.file, expected: "one array for \(variable)",
            found: fits.isEmpty ? "none that fits among \(inventory)" : inventory,
            advice: "Say which with \(variable.name)=FILE#NAME.")
    }

    /// The arrays and their extents in words.
    private var inventory: String {
        let shown: [String] = data.arrays.prefix(12).map { array in
            "\((array.name ?? "").quoted) \(array.shape.map { "\($0)" } ?? "(not numbers)")"
        }
        let more: String = data.arrays.count > 12 ? " and \(data.arrays.count - 12) more" : ""
        return shown.isEmpty ? "no arrays" : shown.joined(separator: ", ") + more
    }
}
