/// How the examples of a matrix lie, where its extents do not tell.
public enum ExampleOrientation: String, Sendable, CaseIterable {
    /// Each row is an example.
    case rows
    /// Each column is an example.
    case columns
}

/// Finds out which axis of an array counts the examples, and brings the array to one row per example in the order of
/// the variable's extents.
enum Arrangement {
    /// Brings a tensor to the extents [examples, size of the variable].
    ///
    /// - Throws: `DataError` that states both sizes if they do not fit, and that asks for the orientation if both axes do.
    static func rows(
        _ tensor: DataTensor, of variable: VariableSpecification, orientation: ExampleOrientation?, file: String,
        array: String?
    ) throws(DataError) -> DataTensor {
        let place: DataError.Place? = array.map { .array($0) }
        guard tensor.elements.count > 0 else {
            throw DataError(
                file, place, expected: "at least one example", found: "none (extents \(tensor.shape))",
                advice: "The data is empty.")
        }
        let shape: [Int] = tensor.shape
        let size: Int = variable.size
        var fits: [(orientation: ExampleOrientation, order: [Int])] = []
        if let first: Int = shape.first, tensor.elements.count == first * size {
            fits.append((.rows, Array(shape.indices)))
        }
        if shape.count > 1, let last: Int = shape.last, tensor.elements.count == last * size {
            fits.append((.columns, [shape.count - 1] + Array(0..<(shape.count - 1))))
        }
        // Where all of it is one example, or every example one number, both readings are the same.
        let isSame: Bool = tensor.elements.count == size || shape.allSatisfy { $0 == 1 }
        if let orientation, fits.count > 1, !isSame { fits.removeAll { $0.orientation != orientation } }
        // Only a matrix leaves a doubt: arrays of more axes have the examples first, wherever that fits.
        if fits.count > 1, !isSame, shape.count == 2 {
            throw DataError(
                file, place, expected: "extents that tell examples from values of \(variable)",
                found: "\(shape), which fits both ways",
                advice: "Say whether the examples are rows or columns.")
        }
        guard let fit = fits.first else {
            if tensor.elements.count == size, fitting(shape, to: variable.shape) != nil {
                return tensor.reshaped([1, size])
            }
            throw DataError(
                file, place, expected: "examples of \(size) values for \(variable)", found: "extents \(shape)",
                advice: shape.count > 2
                    ? "Give --resize if these are pictures, or change the extents in the model."
                    : "Change the extents in the model, or the data.")
        }
        let ordered: DataTensor = tensor.permuted(fit.order)
        let features: [Int] = Array(ordered.shape.dropFirst())
        guard let featureOrder: [Int] = fitting(features, to: variable.shape) else {
            throw DataError(
                file, place, expected: "examples of extents \(variable.shape) for \(variable)",
                found: "examples of extents \(features)", advice: "Change the extents in the model, or the data.")
        }
        let arranged: DataTensor = ordered.permuted([0] + featureOrder.map { $0 + 1 })
        return arranged.reshaped([ordered.shape[0], size])
    }

    /// The order of the axes of `features` that makes them the `wanted` extents, or nil. Axes of one element do not
    /// count; a flat side takes the other's order; pictures with channels last are turned to channels first.
    private static func fitting(_ features: [Int], to wanted: [Int]) -> [Int]? {
        let identity: [Int] = Array(features.indices)
        let given: [Int] = features.filter { $0 != 1 }
        let target: [Int] = wanted.filter { $0 != 1 }
        if given == target || given.count <= 1 || target.count <= 1 { return identity }
        guard features.count == 3, wanted.count == 3, [features[2], features[0], features[1]] == wanted else {
            return nil
        }
        return [2, 0, 1]
    }
}
