/// Data that is made and not read, so that every model has something to train on.
public enum BuiltInData: String, Sendable, CaseIterable {
    /// Drawn digits, 28×28 pixels.
    case digits
    /// Networks of three kinds, 2278 edges.
    case networks
    /// Shaded bodies on a floor, pictures of any size from 32×32 to 128×128 pixels, in colour or grey.
    case scenes

    /// How many training examples there are unless a person says otherwise; of large pictures there are fewer.
    ///
    /// - Parameter size: how many numbers an example has.
    public func defaultCount(size: Int) -> Int {
        switch self {
        case .digits: 10_000
        case .networks: 300
        case .scenes: max(4000, min(10_000, 40_960_000 / max(1, size)))
        }
    }

    /// The names of the kinds that the labels stand for.
    public var labelNames: [String] {
        switch self {
        case .digits: (0..<10).map { "\($0)" }
        case .networks: Networks.Kind.allCases.map(\.name)
        case .scenes: Scenes.Kind.allCases.map(\.name)
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
        let size: Int = variables.filter { $0.role == .data }.map(\.size).max() ?? 1
        let training: Int = count ?? defaultCount(size: size)
        // As with files, what is made must fit in half of the memory.
        let most: Int = DataFile.defaultLimit / max(4096, size)
        guard training <= most, testCount ?? 0 <= most else {
            throw DataError(
                name, expected: "at most \(most) examples", found: "\(max(training, testCount ?? 0))",
                advice: "Ask for fewer.")
        }
        let test: Int = testCount ?? (self == .networks ? training : (training + 4) / 5)
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
        case .scenes:
            let (side, channels): (Int, Int) = try pictureExtents(variables)
            let (pixels, labels): ([UInt8], [Int]) = Scenes.draw(count, side: side, channels: channels, seed: seed)
            tensor = DataTensor(shape: [count, channels, side, side], elements: .bytes(pixels))
            kinds = labels
        }
        var binder = Binder(variables, orientation: .rows, part: .training)
        let labels = DataTensor(shape: [count], elements: .bytes(kinds.map { UInt8($0) }))
        try binder.add(tensor, labels: labels, named: name)
        return try binder.examples(source: name)
    }

    /// The side and the channels of the pictures that the only data variable holds, as extents or as a flat length.
    private func pictureExtents(_ variables: [VariableSpecification]) throws(DataError) -> (side: Int, channels: Int) {
        guard let variable = variables.first(where: { $0.role == .data }) else { return (Scenes.sides.lowerBound, 3) }
        for channels in [1, 3] where variable.size.isMultiple(of: channels) {
            let side = Int(Double(variable.size / channels).squareRoot().rounded())
            let shapes: [[Int]] = [[channels, side, side], [side, side], [channels * side * side]]
            if Scenes.sides.contains(side), channels * side * side == variable.size, shapes.contains(variable.shape) {
                return (side, channels)
            }
        }
        throw DataError(
            name,
            expected:
                "a variable of square pictures with \(Scenes.sides.lowerBound) to \(Scenes.sides.upperBound) "
                + "pixels a side, unit[3, 64, 64] in colour or unit[1, 64, 64] in grey, for example",
            found: "\(variable)", advice: "Change its extents in the model.")
    }
}
