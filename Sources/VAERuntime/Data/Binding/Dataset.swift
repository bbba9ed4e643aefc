/// The values of one variable for a number of examples, one row each.
public struct VariableRows: Equatable, Sendable {
    /// The variable's name in the model.
    public let name: String
    /// The extents of one example; empty for a scalar.
    public let shape: [Int]
    /// How many examples there are.
    public let count: Int
    /// `count` rows of `rowLength` elements. Bytes stay bytes: a byte b stands for the number b · `scale`.
    public let elements: DataElements
    /// What a byte is multiplied by: 1/255 for pixels of `unit` data, otherwise 1. Floats are meant as they are.
    public let scale: Float

    /// Makes rows from elements that are a whole number of rows.
    public init(name: String, shape: [Int], count: Int, elements: DataElements, scale: Float = 1) {
        precondition(elements.count == count * shape.reduce(1, *), "the elements must fill the rows")
        self.name = name
        self.shape = shape
        self.count = count
        self.elements = elements
        self.scale = scale
    }

    /// How many numbers one example has.
    public var rowLength: Int { shape.reduce(1, *) }

    /// The numbers of one example.
    public func row(_ index: Int) -> [Float] {
        let range: Range<Int> = (index * rowLength)..<((index + 1) * rowLength)
        switch elements {
        case .bytes(let bytes): return bytes[range].map { Float($0) * scale }
        case .floats(let floats): return Array(floats[range])
        }
    }

    /// The rows at the given indices, in their order.
    public func selecting(_ indices: some Collection<Int>) -> VariableRows {
        let length: Int = rowLength
        func rows<Element>(_ source: [Element]) -> [Element] {
            var result: [Element] = []
            result.reserveCapacity(indices.count * length)
            for index in indices { result.append(contentsOf: source[(index * length)..<((index + 1) * length)]) }
            return result
        }
        let selected: DataElements =
            switch elements {
            case .bytes(let bytes): .bytes(rows(bytes))
            case .floats(let floats): .floats(rows(floats))
            }
        return VariableRows(name: name, shape: shape, count: indices.count, elements: selected, scale: scale)
    }
}

/// Examples with a value for each of a model's variables.
public struct Examples: Equatable, Sendable {
    /// How many examples there are.
    public let count: Int
    /// The rows of each variable, `count` each, in the order of the model.
    public let variables: [VariableRows]
    /// The kind of each example, for colouring and for classifiers, where the data has it.
    public let labels: [Int]?

    /// Makes examples whose variables and labels all have the same count.
    public init(variables: [VariableRows], labels: [Int]? = nil) {
        let count: Int = variables.first?.count ?? labels?.count ?? 0
        precondition(variables.allSatisfy { $0.count == count }, "all variables must have as many rows")
        precondition(labels?.count ?? count == count, "there must be as many labels as examples")
        self.count = count
        self.variables = variables
        self.labels = labels
    }

    /// The rows of the variable of a name.
    public subscript(name: String) -> VariableRows? {
        variables.first { $0.name == name }
    }

    /// The examples at the given indices, in their order.
    public func selecting(_ indices: some Collection<Int>) -> Examples {
        Examples(
            variables: variables.map { $0.selecting(indices) },
            labels: labels.map { labels in indices.map { labels[$0] } })
    }

    /// The first examples, at most `limit`.
    public func prefix(_ limit: Int) -> Examples {
        limit >= count ? self : selecting(0..<max(0, limit))
    }
}

/// Data bound to a model: what it is trained on and, where there is one, what it is tested on.
public struct Dataset: Equatable, Sendable {
    /// The examples to train on.
    public var training: Examples
    /// The examples to evaluate on, disjoint from the others.
    public var test: Examples?
    /// The names of the kinds that labels stand for, where they are known.
    public var labelNames: [String]?
    /// Where the data comes from, for messages and captions.
    public var source: String

    /// Makes a data set.
    public init(training: Examples, test: Examples? = nil, labelNames: [String]? = nil, source: String) {
        self.training = training
        self.test = test
        self.labelNames = labelNames
        self.source = source
    }

    /// Moves a random part of the training examples to the test part. Both keep the order of the examples.
    ///
    /// - Parameters:
    ///   - fraction: the share to hold out, above 0 and below 1.
    ///   - seed: the same seed holds out the same examples.
    /// - Throws: `DataError` if either part would be empty.
    public func holdingOut(_ fraction: Double, seed: UInt64) throws(DataError) -> Dataset {
        guard fraction > 0, fraction < 1 else {
            throw DataError(source, expected: "a held-out share above 0 and below 1", found: "\(fraction)")
        }
        let count: Int = training.count
        let held: Int = max(1, Int((Double(count) * fraction).rounded()))
        guard held < count else {
            throw DataError(
                source, expected: "examples left to train on after holding out \(held)", found: "\(count) in all",
                advice: "Hold out a smaller share.")
        }
        let order: [Int] = EpochOrder(count: count, seed: seed, stream: .holdout).indices(epoch: 0)
        var result: Dataset = self
        result.test = training.selecting(order[..<held].sorted())
        result.training = training.selecting(order[held...].sorted())
        return result
    }
}
