/// Data that is made and not read, so that every model has something to train on.
public enum BuiltInData: String, Sendable, CaseIterable {
    /// Drawn digits, 28×28 pixels.
    case digits
    /// Networks of three kinds, 2278 edges.
    case networks

    /// How many training examples there are unless a person says otherwise.
    public var defaultCount: Int {
        switch self {
        case .digits: 10_000
        case .networks: 300
        }
    }

    /// The names of the kinds that the labels stand for.
    public var labelNames: [String] {
        switch self {
        case .digits: (0..<10).map { "\($0)" }
        case .networks: Networks.Kind.allCases.map(\.name)
        }
    }

    /// Makes training and test examples and binds them to a model's variables: the pictures or networks to the only data
    /// variable, the labels to a `given` scalar category.
    ///
    /// - Parameters:
    ///   - count: the number of training examples, `defaultCount` if nil.
    ///   - testCount: the number of test examples, which are drawn with another seed; a fifth of the training examples,
    ///     or as many for networks, if nil.
    /// - Throws: `DataError` if the variables do not fit.
    public func dataset(
        variables: [VariableSpecification], count: Int? = nil, testCount: Int? = nil, seed: UInt64
    ) throws -> Dataset {
        let training: Int = count ?? defaultCount
        // As with files, what is made must fit in half of the memory.
        let most: Int = DataFile.defaultLimit / 4096
        guard training <= most, testCount ?? 0 <= most else {
            throw DataError(
                name, expected: "at most \(most) examples", found: "\(max(training, testCount ?? 0))",
                advice: "Ask for fewer.")
        }
        let test: Int = testCount ?? (self == .digits ? (training + 4) / 5 : training)
        guard training > 0, test >= 0 else {
            throw DataError(name, expected: "at least one example", found: "\(min(training, test))")
        }
        return Dataset(
            training: try examples(variables, training, seed: seed),
            test: test == 0 ? nil : try examples(variables, test, seed: ~seed), labelNames: labelNames, source: name)
    }

    /// The name for messages and captions.
    private var name: String { "built-in data \(rawValue)" }

    private func examples(_ variables: [VariableSpecification], _ count: Int, seed: UInt64) throws -> Examples {
        let tensor: DataTensor
        let kinds: [Int]
        switch self {
        case .digits:
            let (pixels, labels): ([UInt8], [Int]) = Digits.draw(count, seed: seed)
            tensor = DataTensor(shape: [count] + Digits.shape, elements: .bytes(pixels))
            kinds = labels
        case .networks:
            let (edges, labels): ([UInt8], [Int]) = Networks.draw(count, seed: seed)
            tensor = DataTensor(shape: [count, Networks.edges], elements: .bytes(edges))
            kinds = labels
        }
        var binder = Binder(variables, orientation: .rows, part: .training)
        let labels = DataTensor(shape: [count], elements: .bytes(kinds.map { UInt8($0) }))
        try binder.add(tensor, labels: labels, named: name)
        return try binder.examples(source: name)
    }
}
