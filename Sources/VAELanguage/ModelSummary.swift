/// The table of a checked model: every layer with its shapes and what it learns. `vaec check --verbose` prints it.
public struct ModelSummary: Sendable {
    /// One layer or function, or a tensor that the model declares with `parameter`.
    public struct Row: Hashable, Sendable {
        /// The path in the parameter table; unique except for uses of one shared layer.
        public var path: String
        /// The word; `parameter` for a declared tensor.
        public var word: String
        /// The shapes of its inputs.
        public var inputs: [[Int]]
        /// The shape of its result.
        public var output: [Int]
        /// What it learns, in PyTorch's layout, by the names of the parameter table.
        public var learned: [LearnedTensor]
        /// Whether an earlier row has the same path and so the same parameters.
        public var isRepeated: Bool
        /// Where it stands.
        public var range: SourceRange

        /// The number of elements it learns; 0 when an earlier row counts them.
        public var parameterCount: Int {
            isRepeated ? 0 : learned.reduce(0) { $0 + ($1.shape.elementCount ?? 0) }
        }
    }

    /// A learned tensor under its full name: `encoder.h.dense.weight`.
    public struct LearnedTensor: Hashable, Sendable {
        /// The name in the parameter table.
        public var name: String
        /// The shape in PyTorch's layout.
        public var shape: [Int]
    }

    /// A parameter of a distribution that the compiler keeps within bounds.
    public struct Clamp: Hashable, Sendable {
        /// Block, variable and label: `encoder.z.logVariance`.
        public var path: String
        /// The bounds; the gradient is zero outside.
        public var bounds: ClosedRange<Double>
    }

    /// The clamped parameters of distributions, in the order of the computation.
    public private(set) var clamps: [Clamp] = []
    /// The rows in the order of the computation: declared parameters, priors, encoders, decoders.
    public private(set) var rows: [Row] = []
    private let words: WordIndex

    /// The table of a model that was checked with the same vocabulary.
    public init(_ model: Model, vocabulary: [Signature]) {
        words = WordIndex(vocabulary)
        for parameter in model.parameters {
            let tensor = LearnedTensor(name: parameter.learnedName, shape: parameter.shape)
            rows.append(
                Row(
                    path: parameter.learnedName, word: "parameter", inputs: [], output: parameter.shape,
                    learned: [tensor], isRepeated: false, range: parameter.range))
        }
        var seen: Set<String> = []
        for latent in model.latents {
            if let prior = latent.prior { add(prior, "prior." + latent.name, &seen) }
        }
        let encoders: [(String, Block)] = model.encoders.map { ("encoder", $0) }
        for (kind, block) in encoders + model.decoders.map({ ("decoder", $0) }) {
            let path: String = block.name.map { kind + "." + $0 } ?? kind
            for statement in block.statements {
                switch statement.kind {
                case .local(_, _, let value), .point(_, let value): add(value, &seen)
                case .distributed(let name, let distribution): add(distribution, path + "." + name, &seen)
                }
            }
        }
    }

    /// The number of elements of all learned tensors.
    public var parameterCount: Int { rows.reduce(0) { $0 + $1.parameterCount } }

    private mutating func add(_ distribution: DistributionExpression, _ path: String, _ seen: inout Set<String>) {
        let signature: Signature? = words.find(distribution.name, [.distribution])
        let labels: [String] = signature?.parameters.map(\.label) ?? distribution.arguments.keys.sorted()
        for label in labels {
            guard case .tensor(let value)? = distribution.arguments[label] else { continue }
            add(value, &seen)
            if let clamp = signature?.parameters.first(where: { $0.label == label })?.clamp, !value.isNumber {
                clamps.append(Clamp(path: path + "." + label, bounds: clamp))
            }
        }
    }

    private mutating func add(_ expression: Expression, _ seen: inout Set<String>) {
        switch expression.kind {
        case .number, .variable, .local, .pipelineInput: break
        case .negation(let operand): add(operand, &seen)
        case .binary(_, let left, let right):
            add(left, &seen)
            add(right, &seen)
        case .application(let application): add(application, expression, &seen)
        }
    }

    private mutating func add(_ application: Application, _ expression: Expression, _ seen: inout Set<String>) {
        for input in application.inputs { add(input, &seen) }
        for (_, argument) in application.arguments.sorted(by: { $0.key < $1.key }) {
            switch argument {
            case .tensor(let inner), .pipeline(let inner): add(inner, &seen)
            default: break
            }
        }
        let word: Signature? = words.find(application.name, [.layer, .function, .combination])
        let query = Signature.ShapeQuery(
            inputs: application.inputs.map(\.shape), arguments: application.arguments,
            supports: application.inputs.map(\.support))
        let learned: [LearnedTensor] = (word?.learnedTensors(query) ?? []).map { tensor in
            LearnedTensor(name: application.path + "." + tensor.suffix, shape: tensor.shape)
        }
        rows.append(
            Row(
                path: application.path, word: application.name, inputs: application.inputs.map(\.shape),
                output: expression.shape, learned: learned, isRepeated: !seen.insert(application.path).inserted,
                range: expression.range))
    }

    // MARK: Text

    /// The table as text: columns for path, shapes and parameters, and the total; ends with a newline.
    public func render() -> String {
        var cells: [[String]] = [["layer", "input", "output", "parameters"]]
        for row in rows {
            let inputs: String = row.inputs.map(\.cell).joined(separator: " ")
            let count: String = row.isRepeated && !row.learned.isEmpty ? "shared" : row.parameterCount.cell
            cells.append([row.path, inputs, row.output.cell, count])
        }
        cells.append(["total", "", "", parameterCount.cell])
        let widths: [Int] = (0..<4).map { column in cells.reduce(0) { max($0, $1[column].count) } }
        let lines: [String] = cells.map { row in
            let left: [String] = (0..<3).map { row[$0].padded(to: widths[$0]) }
            let line: String = (left + [row[3].leftPadded(to: widths[3], with: " ")]).joined(separator: "  ")
            return line.trimmingEnd()
        }
        let clamped: [String] = clamps.map {
            "\($0.path) is kept from \($0.bounds.lowerBound.text) to \($0.bounds.upperBound.text)"
        }
        return (lines + clamped).joined(separator: "\n") + "\n"
    }
}

extension Array where Element == Int {
    /// A shape in a table; a scalar is `[]`.
    fileprivate var cell: String { "[" + map(String.init).joined(separator: ", ") + "]" }
}

extension Int {
    /// A count in a table, in groups of three digits; empty for none.
    fileprivate var cell: String {
        guard self != 0 else { return "" }
        var groups: [String] = []
        var rest: Int = self
        while rest >= 1000 {
            groups.insert(String(rest % 1000).leftPadded(to: 3, with: "0"), at: 0)
            rest /= 1000
        }
        return ([String(rest)] + groups).joined(separator: "_")
    }
}
