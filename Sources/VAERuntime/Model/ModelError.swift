/// What can be wrong with a call of a model: the words say what was expected, what was found, and what to do.
public enum ModelError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The model has no such entry point.
    case missingEntry(String, model: String)
    /// The model has no such alternative.
    case unknownAlternative(String, model: String, expected: [String])
    /// A variable has no value.
    case missingInput(String, expected: [String])
    /// A value for a variable that there is not.
    case unknownInput(String, expected: [String])
    /// A row of the wrong length.
    case wrongColumns(String, expected: Int, found: Int)
    /// Not as many numbers as some rows have.
    case wrongCount(String, rows: Int, columns: Int, found: Int)
    /// Variables with different numbers of rows.
    case wrongRows(String, expected: Int, found: Int)
    /// Rows that are not all of the same length.
    case raggedRows(row: Int, expected: Int, found: Int)
    /// Nothing to work on.
    case noRows(entry: String)
    /// More examples than can be numbered.
    case tooManyRows(Int)
    /// A scalar that the entry point needs and nobody set.
    case missingScalar(String, entry: String)
    /// An output that the entry point should have.
    case missingOutput(String, entry: String)
    /// A result that a query does not keep.
    case unknownResult(String, expected: [String])
    /// An output with one number for the whole batch, asked of a call that needs several batches.
    case notPerExample(String, entry: String)
    /// A training step, asked of a model whose parameters others may be reading.
    case changesParameters(entry: String)
    /// A model without a prior that was never trained.
    case noPrior(model: String)
    /// A number outside what makes sense.
    case wrongArgument(String, expected: String, found: String)
    /// The system has no such amount of memory.
    case outOfMemory(bytes: Int)

    /// The message for a person.
    public var description: String {
        switch self {
        case .missingEntry(let entry, let model):
            "model \(model) has no entry point '\(entry)': it was built by another version of the compiler; build it again"
        case .unknownAlternative(let name, let model, let expected):
            expected.isEmpty
                ? "model \(model) has no alternatives to choose from, found '\(name)'"
                : "model \(model) has no alternative '\(name)': expected one of \(list(expected))"
        case .missingInput(let name, let expected):
            "no value for '\(name)': expected values for \(list(expected))"
        case .unknownInput(let name, let expected):
            "a value for '\(name)', which is not an input here: expected \(list(expected))"
        case .wrongColumns(let name, let expected, let found):
            "'\(name)' takes \(expected) numbers for each example, found \(found)"
        case .wrongCount(let name, let rows, let columns, let found):
            "'\(name)' takes \(rows) × \(columns) numbers, found \(found)"
        case .wrongRows(let name, let expected, let found):
            "'\(name)' has \(found) rows, and the others have \(expected): each example needs a row of every variable"
        case .raggedRows(let row, let expected, let found):
            "row \(row) has \(found) numbers, and the rows before it have \(expected)"
        case .noRows(let entry):
            "no rows for '\(entry)': expected at least one"
        case .tooManyRows(let found):
            "\(found) rows are more than can be numbered: expected at most \(UInt32.max); split them"
        case .missingScalar(let name, let entry):
            "no value for the number '\(name)' of entry point '\(entry)'"
        case .missingOutput(let name, let entry):
            "entry point '\(entry)' gives no '\(name)': the model was built by another version of the compiler; build it again"
        case .unknownResult(let name, let expected):
            "no result '\(name)' here: expected \(list(expected))"
        case .notPerExample(let name, let entry):
            "'\(name)' of entry point '\(entry)' is one number for a batch: expected no more rows than one batch"
        case .changesParameters(let entry):
            "entry point '\(entry)' changes the parameters, which copies of the model share: train with a Trainer"
        case .noPrior(let model):
            """
            model \(model) declares no prior, and no codes of training data were kept for its encoder, so there is \
            nothing to sample from: train it, or declare a prior for its latents (codes of more than \
            \(CodeDistribution.mostDimensions) numbers are not kept)
            """
        case .wrongArgument(let name, let expected, let found):
            "\(name): expected \(expected), found \(found)"
        case .outOfMemory(let bytes):
            "no memory for \(bytes) bytes: ask for fewer examples at a time, or choose a smaller model or batch"
        }
    }
}

/// Names for a message: 'x', 'y' and 'z'.
func list(_ names: [String]) -> String {
    let quoted: [String] = names.map { "'\($0)'" }
    guard let last = quoted.last else { return "none" }
    if quoted.count == 1 { return last }
    return quoted.dropLast().joined(separator: ", ") + " and " + last
}
