import VAECommandLine
import VAERuntime

/// The options that say what data a command works on, and how they become a data set.
struct DataOptions: Sendable {
    private let training: [DataSource]
    private let test: [DataSource]
    private let holdout: Double?
    private let limit: Int?
    private let orientation: ExampleOrientation?
    private let resizes: Bool

    /// The table of options.
    static let specifications: [OptionSpecification] = [
        OptionSpecification(
            "data", "[x=]FILE",
            "file or folder with the data, for a variable or for the only one; "
                + "IDX, NPY, NPZ, CSV, text, MATLAB, CIFAR-10, also gzipped; PNG, PGM and PPM pictures",
            isRepeatable: true),
        OptionSpecification("test", "[x=]FILE", "file or folder with the test data", isRepeatable: true),
        OptionSpecification("holdout", "SHARE", "the share of the examples to test on instead of training: 0.1"),
        OptionSpecification(
            "examples", "N|rows|columns",
            "use at most N examples; or say whether the rows or the columns of a square matrix are the examples",
            isRepeatable: true),
        OptionSpecification(
            "resize", nil, "resize pictures of another size, and crop what stands out around the middle"),
    ]

    /// The options that say where codes come from.
    static var forCodes: [OptionSpecification] { specifications.filter { ["data", "examples"].contains($0.name) } }

    /// Takes the options apart; a command need not have all of them.
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
        resizes = arguments.has("resize")
    }

    /// Whether files were named.
    var hasFiles: Bool { !training.isEmpty || !test.isEmpty }

    /// The data that a model is trained on, bound to its variables; the model's built-in data where no file is named.
    ///
    /// - Parameter seed: of what is held out, and of what is built in.
    /// - Throws: `DataError`; `UsageError` if there is no data.
    func load(_ call: ModelCall, seed: UInt64) throws -> Dataset {
        guard !training.isEmpty || test.isEmpty else {
            throw UsageError("'--test' alone gives nothing to train on: name the training data with --data")
        }
        return try load(call, seed: seed, limits: true)
    }

    private func load(_ call: ModelCall, seed: UInt64, limits: Bool) throws -> Dataset {
        let description: ModelDescription = call.description
        if !hasFiles, let name = description.training.source {
            return try builtIn(name, description, count: limits ? limit : nil, seed: seed)
        }
        guard hasFiles else {
            let names: [String] = description.specifications.map(\.name)
            let way: String =
                names.count == 1 ? "--data FILE" : names.map { "--data \($0)=FILE" }.joined(separator: " ")
            throw UsageError("\(description.name) needs data: \(way)")
        }
        let sources: [DataSource] = training.isEmpty ? test : training
        call.console.say("reading \(sources.map(\.path).joined(separator: ", "))")
        return try Dataset(
            training: sources, test: training.isEmpty ? [] : test, variables: description.specifications,
            orientation: orientation, resizes: resizes, holdout: holdout, limit: limits ? limit : nil, seed: seed)
    }

    /// The examples that a trained model is asked about: those of the test part where there is one, at most as many as
    /// `--examples` says.
    ///
    /// - Throws: as `load`.
    func evaluated(_ call: ModelCall, seed: UInt64, atMost most: Int? = nil) throws -> (Examples, Dataset) {
        let dataset: Dataset = try load(call, seed: seed, limits: false)
        let examples: Examples = dataset.test ?? dataset.training
        call.console.say("using \(dataset.test == nil ? "all" : "the test part's") examples of \(dataset.source)")
        return (examples.prefix(limit ?? most ?? examples.count), dataset)
    }

    /// Rows for a model's latents, and for its conditions but those that are known.
    ///
    /// - Throws: as `load`.
    func codes(_ call: ModelCall, known: Set<String>) throws -> Examples {
        let wanted: [VariableSpecification] = call.description.latentSpecifications.filter { !known.contains($0.name) }
        guard !training.isEmpty else {
            let names: [String] = wanted.map(\.name)
            throw UsageError("decode needs values for \(names.joined(separator: ", ")): --data NAME=FILE")
        }
        let dataset = try Dataset(
            training: training, test: [], variables: wanted, orientation: orientation, limit: limit)
        return dataset.training
    }

    private func builtIn(_ name: String, _ model: ModelDescription, count: Int?, seed: UInt64) throws -> Dataset {
        guard let source = BuiltInData(rawValue: name) else {
            let names: String = BuiltInData.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("\(model.name) names the built-in data '\(name)', and there is only \(names)")
        }
        let dataset: Dataset = try source.dataset(variables: model.specifications, count: count, seed: seed)
        guard let holdout else { return dataset }
        return try Dataset(
            training: dataset.training, labelNames: dataset.labelNames, source: dataset.source
        ).holdingOut(holdout, seed: seed)
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
