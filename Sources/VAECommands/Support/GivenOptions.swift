import VAECommandLine
import VAERuntime

/// Values of a model's conditions for what is drawn.
struct GivenOptions: Sendable {
    private let givens: [ModelDescription.Variable]
    private let values: [String: [Float]]

    /// The table of options.
    static let specifications: [OptionSpecification] = [
        OptionSpecification(
            "given", "NAME=VALUES", "values of a condition, separated by commas and repeated as needed: y=3",
            isRepeatable: true)
    ]

    /// The names of the conditions that values were given for.
    var names: Set<String> { Set(values.keys) }

    /// Takes `--given NAME=VALUES` apart.
    ///
    /// - Throws: `UsageError`.
    init(_ call: ModelCall) throws(UsageError) {
        givens = call.description.givens
        var values: [String: [Float]] = [:]
        for text in call.arguments.all("given") {
            let parts: [Substring] = text.split(separator: "=", maxSplits: 1)
            let names: [String] = givens.map(\.name)
            guard parts.count == 2 else { throw UsageError("'--given' takes NAME=VALUES, found '\(text)'") }
            guard let given = givens.first(where: { $0.name == parts[0] }) else {
                let all: String =
                    names.isEmpty ? "; the model has none" : "; the model has \(names.joined(separator: ", "))"
                throw UsageError("there is no condition '\(parts[0])'\(all)")
            }
            let support = VariableSpecification(given, role: .given).support
            let numbers: [Float] = parts[1].split(separator: ",").compactMap { Float($0) }
            guard !numbers.isEmpty, numbers.count == parts[1].split(separator: ",").count,
                numbers.count % max(1, given.count) == 0, numbers.allSatisfy({ support.contains($0) })
            else {
                throw UsageError(
                    "'--given \(text)': expected \(support.inWords) for each of the numbers of \(given.text), separated by "
                        + "commas")
            }
            values[given.name] = numbers
        }
        self.values = values
    }

    /// The values given, again and again for `count` examples.
    func stated(_ count: Int) throws -> [String: Batch] {
        try batches(count, of: givens.filter { values[$0.name] != nil }, fallback: nil)
    }

    /// A row for each of `count` examples: the values given, again and again; all kinds in turn where none are given.
    ///
    /// - Parameter fallback: examples whose conditions are used where no values are given.
    /// - Throws: `UsageError` for a condition without a value that is no category, without a fallback.
    func batches(_ count: Int, fallback: Examples? = nil) throws -> [String: Batch] {
        try batches(count, of: givens, fallback: fallback)
    }

    private func batches(
        _ count: Int, of givens: [ModelDescription.Variable], fallback: Examples?
    ) throws -> [String: Batch] {
        var result: [String: Batch] = [:]
        for given in givens {
            let columns: Int = given.count
            let rows: [Float]
            if let values = values[given.name] {
                rows = (0..<(count * columns)).map { values[$0 % values.count] }
            } else if case .category(let kinds) = given.support {
                rows = (0..<(count * columns)).map { Float($0 / columns % kinds) }
            } else if let known = fallback?[given.name], known.count > 0 {
                rows = (0..<count).flatMap { known.row($0 % known.count) }
            } else {
                throw UsageError("the model needs a value for \(given.text): --given \(given.name)=VALUES")
            }
            result[given.name] = try Batch(.floats(rows), count: count, shape: given.shape)
        }
        return result
    }
}
