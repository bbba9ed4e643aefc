import VAERuntime

/// The options that say what data a command works on, and how they become a data set.
struct DataOptions: Sendable {
    private let training: [DataSource]
    private let test: [DataSource]
    private let holdout: Double?
    private let limit: Int?
    private let orientation: ExampleOrientation?

    /// The table of options.
    static let specifications: [OptionSpecification] = [
        OptionSpecification(
            "data", "[x=]FILE",
            "file or folder with the data, for a variable or for the only one; "
                + "IDX, NPY, NPZ, CSV, text, MATLAB, CIFAR-10, also gzipped", isRepeatable: true),
        OptionSpecification("test", "[x=]FILE", "file or folder with the test data", isRepeatable: true),
        OptionSpecification("holdout", "SHARE", "the share of the examples to test on instead of training: 0.1"),
        OptionSpecification(
            "examples", "N|rows|columns",
            "use at most N examples; or say whether the rows or the columns of a square matrix are the examples",
            isRepeatable: true),
    ]

    /// Takes the options apart.
    ///
    /// - Throws: `UsageError`.
    init(_ arguments: Arguments) throws(UsageError) {
        training = arguments.all("data").map { DataSource(argument: $0) }
        test = arguments.all("test").map { DataSource(argument: $0) }
        holdout = try arguments.number("holdout", in: 0...1)
        var limit: Int?
        var orientation: ExampleOrientation?
        for text in arguments.all("examples") {
            if let number = Int(text), number > 0, limit == nil {
                limit = number
            } else if let way = ExampleOrientation(rawValue: text), orientation == nil {
                orientation = way
            } else {
                throw UsageError(
                    "'--examples' takes a number from 1 on, 'rows' or 'columns', found '\(text)'")
            }
        }
        self.limit = limit
        self.orientation = orientation
    }

    /// Whether files were named.
    var hasFiles: Bool { !training.isEmpty || !test.isEmpty }

    /// Reads the data and binds it to a model's variables.
    ///
    /// - Parameters:
    ///   - variables: what has to be bound.
    ///   - source: the built-in data that is used where no file is named.
    ///   - seed: of what is held out.
    /// - Throws: `DataError`; `UsageError` if there is no data.
    func load(
        _ variables: [VariableSpecification], source: String?, seed: UInt64, model: String
    ) throws -> Dataset {
        if training.isEmpty && test.isEmpty, let source { return try builtIn(source, variables, seed: seed) }
        guard let first = training.first ?? test.first else {
            throw UsageError("\(model) needs data: --data FILE, or --data NAME=FILE for each of its variables")
        }
        _ = first
        return try Dataset(
            training: training.isEmpty ? test : training, test: training.isEmpty ? [] : test, variables: variables,
            orientation: orientation, holdout: holdout, limit: limit, seed: seed)
    }

    private func builtIn(_ name: String, _ variables: [VariableSpecification], seed: UInt64) throws -> Dataset {
        throw CommandError("no built-in data '\(name)' yet")
    }
}

extension ModelDescription {
    /// Data variables and conditions, as data is bound to them.
    var specifications: [VariableSpecification] {
        data.map { VariableSpecification($0, role: .data) } + givens.map { VariableSpecification($0, role: .given) }
    }

    /// Latents, as data is bound to them.
    var latentSpecifications: [VariableSpecification] {
        latents.map { VariableSpecification($0, role: .data) }
            + givens.map { VariableSpecification($0, role: .given) }
    }
}

extension VariableSpecification {
    /// A model's variable.
    init(_ variable: ModelDescription.Variable, role: Role) {
        let support: Support =
            switch variable.support {
            case .real: .real
            case .positive: .positive
            case .unit: .unit
            case .binary: .binary
            case .byte: .byte
            case .count: .count
            case .category(let kinds): .category(kinds)
            }
        var binarization: Binarization?
        for transform in variable.transforms {
            switch transform {
            case .binarizeStochastic: binarization = .stochastic
            case .binarizeThreshold: binarization = .threshold
            }
        }
        self.init(variable.name, role: role, support: support, shape: variable.shape, binarization: binarization)
    }
}
