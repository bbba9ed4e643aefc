// The mistakes of statistics and numerics that people really make, found on the checked model.

extension Checker {
    /// Warns of a model that is surely or perhaps not the one that was meant.
    mutating func lint() {
        for block in model.encoders { lint(block, isEncoder: true) }
        for block in model.decoders { lint(block, isEncoder: false) }
        for latent in model.latents {
            if let prior = latent.prior { lint(prior, [:]) }
        }
        lintWidth()
    }

    private mutating func lint(_ block: Block, isEncoder: Bool) {
        var locals: [Int: Expression] = [:]
        var reach = Reach()
        for statement in block.statements {
            switch statement.kind {
            case .local(_, let index, let value):
                lint(value, locals)
                locals[index] = value
                reach.define(local: index, value)
            case .distributed(let name, let distribution):
                for (_, argument) in distribution.arguments.sorted(by: { $0.key < $1.key }) {
                    if case .tensor(let value) = argument {
                        lint(value, locals)
                        reach.define(variable: name, value)
                    }
                }
            case .point(let name, let value):
                lint(value, locals)
                reach.define(variable: name, value)
            }
        }
        if isEncoder {
            lintEncoder(block, reach)
        } else {
            lintDecoder(block, reach)
        }
    }

    private mutating func lint(_ distribution: DistributionExpression, _ locals: [Int: Expression]) {
        for (_, argument) in distribution.arguments.sorted(by: { $0.key < $1.key }) {
            if case .tensor(let value) = argument { lint(value, locals) }
        }
    }

    /// Looks at every application in an expression.
    private mutating func lint(_ expression: Expression, _ locals: [Int: Expression]) {
        switch expression.kind {
        case .number, .variable, .local, .pipelineInput: break
        case .negation(let operand): lint(operand, locals)
        case .binary(_, let left, let right):
            lint(left, locals)
            lint(right, locals)
        case .application(let application):
            lintPair(expression, application, locals)
            for input in application.inputs { lint(input, locals) }
            for (_, argument) in application.arguments.sorted(by: { $0.key < $1.key }) {
                if case .pipeline(let inner) = argument { lint(inner, locals) }
                if case .tensor(let inner) = argument { lint(inner, locals) }
            }
        }
    }

    /// A layer and the one that feeds it: two affine maps, or a bias before a normalisation.
    private mutating func lintPair(
        _ expression: Expression, _ application: Application, _ locals: [Int: Expression]
    ) {
        guard let word = words.find(application.name, [.layer]), var input = application.inputs.first else { return }
        while case .local(let index) = input.kind, let value = locals[index] { input = value }
        guard case .application(let before) = input.kind, let first = words.find(before.name, [.layer]),
            let source = before.inputs.first
        else { return }
        if word.isAffine, first.isAffine {
            let width: Int = input.shape.elementCount ?? 0
            let ends: Int = min(source.shape.elementCount ?? 0, expression.shape.elementCount ?? 0)
            // Where both are full matrices, and the space between is no narrower than the ends, nothing is gained.
            let isCertain: Bool =
                width >= ends && isFullMatrix(first, before, input.shape)
                && isFullMatrix(word, application, expression.shape)
            diagnostics.add(
                isCertain
                    ? .stackedAffine(first.name, word.name, there: input.range, at: expression.range)
                    : .affineFactors(first.name, word.name, there: input.range, at: expression.range))
        }
        if word.cancelsBias, first.addsBias, before.addsBias,
            // `dense(8, 4, 4)` has a bias for each element, and only the mean of each channel is subtracted.
            first.hasBiasPerChannel || input.shape.count == 1
        {
            let insertion: (Int, String)? = biasInsertion(input.range)
            diagnostics.add(.cancelledBias(first.name, word.name, insertion: insertion, at: input.range))
        }
    }

    /// Whether a layer learns as many weights as its input has elements times its output: any linear map.
    private func isFullMatrix(_ word: Signature, _ application: Application, _ output: [Int]) -> Bool {
        guard let weight = word.learnedTensors(query(application)).first, let input = application.inputs.first,
            let inputs = input.shape.elementCount, let outputs = output.elementCount
        else { return false }
        let (full, isOverflow) = inputs.multipliedReportingOverflow(by: outputs)
        return !isOverflow && weight.shape.elementCount == full
    }

    private func query(_ application: Application) -> Signature.ShapeQuery {
        Signature.ShapeQuery(
            inputs: application.inputs.map(\.shape), arguments: application.arguments,
            supports: application.inputs.map(\.support))
    }

    /// Where `bias: false` would be written in the call at a range; nil when it is said there otherwise.
    private func biasInsertion(_ range: SourceRange) -> (Int, String)? {
        let text: String = source.text(in: range)
        guard !text.contains("bias") else { return nil }
        guard text.hasSuffix(")") else { return (range.upper, "(bias: false)") }
        return (range.upper - 1, text.hasSuffix("()") ? "bias: false" : ", bias: false")
    }

    // MARK: What depends on what

    private mutating func lintEncoder(_ block: Block, _ reach: Reach) {
        let data: Set<String> = Set(model.data.map(\.name))
        guard !block.statements.isEmpty, reach.variables.values.allSatisfy({ data.isDisjoint(with: $0) }) else {
            return
        }
        let facts: BlockFacts? = blockFacts.first { $0.isEncoder && $0.name == block.name }
        diagnostics.add(.encoderIgnoresData(at: facts?.headRange ?? block.range))
    }

    private mutating func lintDecoder(_ block: Block, _ reach: Reach) {
        let data: [String] = model.data.map(\.name)
        let reached: Set<String> = data.reduce(into: []) { $0.formUnion(reach.variables[$1] ?? []) }
        let facts: BlockFacts? = blockFacts.first { !$0.isEncoder && $0.name == block.name }
        let ignored: [String] = model.latents.map(\.name).filter { !reached.contains($0) }
        if !ignored.isEmpty { diagnostics.add(.latentIgnored(ignored, at: facts?.headRange ?? block.range)) }
    }

    private mutating func lintWidth() {
        let latents: Int = model.latents.reduce(0) { $0 + ($1.shape.elementCount ?? 0) }
        let data: Int = model.data.reduce(0) { $0 + ($1.shape.elementCount ?? 0) }
        if latents > data, let first = model.latents.first {
            diagnostics.add(.latentWiderThanData(latents, data, at: first.range))
        }
    }
}

/// Which variables each variable and local of a block depends on, through locals and through samples.
struct Reach {
    private(set) var variables: [String: Set<String>] = [:]
    private var locals: [Int: Set<String>] = [:]

    /// Records the value of a local.
    mutating func define(local index: Int, _ value: Expression) { locals[index] = dependencies(value) }

    /// Adds what a variable's value or a parameter of its distribution depends on.
    mutating func define(variable name: String, _ value: Expression) {
        variables[name, default: []].formUnion(dependencies(value))
    }

    private func dependencies(_ expression: Expression) -> Set<String> {
        switch expression.kind {
        case .number, .pipelineInput: return []
        case .variable(let name): return variables[name, default: []].union([name])
        case .local(let index): return locals[index] ?? []
        case .negation(let operand): return dependencies(operand)
        case .binary(_, let left, let right): return dependencies(left).union(dependencies(right))
        case .application(let application):
            var result: Set<String> = []
            for input in application.inputs { result.formUnion(dependencies(input)) }
            for argument in application.arguments.values {
                switch argument {
                case .tensor(let inner), .pipeline(let inner): result.formUnion(dependencies(inner))
                default: break
                }
            }
            return result
        }
    }
}

extension Application {
    /// Whether the layer adds its bias, given that its kind has one.
    var addsBias: Bool {
        if case .boolean(false)? = arguments["bias"] { return false }
        return true
    }
}
