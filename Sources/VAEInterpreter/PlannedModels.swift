import VAECompiler
import VAEGraph
import VAERuntime

/// Makes a program that runs a model that the compiler planned for this build's instruction set (`Target.host`).
///
/// - Throws: `InterpretationError.wrongTarget` if a plan's vectors are not those of this build.
public func interpret(_ planned: PlannedModel) throws -> Program {
    try interpret(
        plans: planned.plans, table: planned.table,
        description: ModelDescription(planned.description, instructionSet: Target.host.name))
}

extension ModelDescription {
    /// The compiler's description as the runtime wants it.
    init(_ description: Description, instructionSet: String) {
        let training: Description.Training = description.training
        self.init(
            name: description.name, documentation: description.documentation,
            data: description.data.map { Variable($0) }, givens: description.givens.map { Variable($0) },
            latents: description.latents.map { Variable($0) },
            alternatives: training.selection == nil
                ? []
                : description.alternatives.map { Alternative($0.name, encoder: $0.encoder, decoder: $0.decoder) },
            hasPrior: description.hasPrior,
            training: Training(
                optimizer: training.optimizer, rate: Schedule(training.rate),
                divergenceWeight: training.divergenceWeight.map { Schedule($0) } ?? .constant(1), batch: training.batch,
                epochs: training.epochs, seed: training.seed, clipNorm: training.clipNorm, source: training.source,
                selection: training.selection.flatMap { SelectionPolicy($0.policy, constants: $0.constants) }),
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
