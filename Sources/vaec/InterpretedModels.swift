import VAECommands
import VAECompiler
import VAEGraph
import VAEInterpreter
import VAERuntime

extension ModelSource {
    /// Models from text, run by the interpreter.
    static let interpreted = ModelSource(
        positional: PositionalSpecification("FILE", "a model file; - for standard input"),
        options: [
            OptionSpecification("set", "NAME=VALUE", "a new value for a 'let' of the model", isRepeatable: true)
        ]
    ) { call in
        let settings: [String: Double] = try modelSettings(call.arguments)
        let path: String = call.arguments.positionals.first ?? "-"
        let file = try ModelFile(path, settings: settings, console: call.console)
        let target: Target = .host
        let planned: PlannedModel = try file.compiled(PipelineOptions(target: target)).planned
        return try interpret(
            plans: planned.plans, table: planned.table,
            description: ModelDescription(planned.description, instructionSet: target.name))
    }
}

extension ModelDescription {
    /// The compiler's description as the runtime wants it.
    init(_ description: Description, instructionSet: String) {
        let training: Description.Training = description.training
        self.init(
            name: description.name, documentation: description.documentation,
            data: description.data.map { Variable($0) }, givens: description.givens.map { Variable($0) },
            latents: description.latents.map { Variable($0) }, hasPrior: description.hasPrior,
            training: Training(
                optimizer: training.optimizer, rate: Schedule(training.rate),
                divergenceWeight: training.divergenceWeight.map { Schedule($0) } ?? .constant(1), batch: training.batch,
                epochs: training.epochs, seed: training.seed, clipNorm: training.clipNorm, source: training.source),
            sourceHash: description.sourceHash, instructionSet: instructionSet)
    }
}

extension ModelDescription.Variable {
    fileprivate init(_ variable: Description.Variable) {
        let support: ModelDescription.Support =
            switch variable.support {
            case .real: .real
            case .positive: .positive
            case .unit: .unit
            case .binary: .binary
            case .byte: .byte
            case .count: .count
            case .category(let kinds): .category(kinds)
            }
        let transforms: [ModelDescription.Transform] = variable.transforms.compactMap { use in
            guard use.name == "binarize" else { return nil }
            return use.choices["method"] == "threshold" ? .binarizeThreshold : .binarizeStochastic
        }
        self.init(variable.name, support, shape: variable.shape, transforms: transforms)
    }
}

extension ModelDescription.Schedule {
    fileprivate init(_ schedule: VAECompiler.Schedule) {
        switch schedule {
        case .constant(let value): self = .constant(value)
        case .ramp(let from, let to, let epochs): self = .ramp(from: from, to: to, epochs: epochs)
        case .cosine(let from, let to, let epochs): self = .cosine(from: from, to: to, epochs: epochs)
        case .step(let from, let factor, let every): self = .step(from: from, factor: factor, every: every)
        }
    }
}
