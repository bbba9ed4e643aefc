extension EntryPoint {
    /// The output of that name.
    ///
    /// - Throws: `ModelError.missingOutput` if there is none.
    func output(_ name: String) throws(ModelError) -> Output {
        guard let output = outputs.first(where: { $0.name == name }) else {
            throw ModelError.missingOutput(name, entry: self.name)
        }
        return output
    }

    /// The outputs of these names, in the entry point's order; nil for all.
    ///
    /// - Throws: `ModelError.missingOutput` if there is none of some name.
    func outputs(named names: [String]?) throws(ModelError) -> [Output] {
        guard let names else { return outputs }
        for name in names { _ = try output(name) }
        return outputs.filter { names.contains($0.name) }
    }
}

extension EntryPoint.Output {
    /// The axis that counts the examples; nil where the output is one value for a batch.
    var exampleAxis: Int? {
        guard let axis = axes.firstIndex(where: \.isBatch), axes[axis] == Count(1, isBatch: true),
            axes.lastIndex(where: \.isBatch) == axis
        else { return nil }
        return axis
    }

    /// The extents of what stands there for each example, or for the batch.
    ///
    /// - Parameter rows: of the call.
    func shape(rows: Int) -> [Int] {
        var shape: [Int] = axes.map { $0.value(rows: rows) }
        if let exampleAxis { shape.remove(at: exampleAxis) }
        return shape
    }

    /// Where the elements stand after a call of so many rows, example after example.
    func place(rows: Int) -> Strided {
        var extents: [Int] = axes.map { $0.value(rows: rows) }
        var strides: [Int] = self.strides.map { $0.value(rows: rows) }
        if let exampleAxis, exampleAxis > 0 {
            extents.insert(extents.remove(at: exampleAxis), at: 0)
            strides.insert(strides.remove(at: exampleAxis), at: 0)
        }
        return Strided(shape: extents, strides: strides, offset: offset)
    }
}
