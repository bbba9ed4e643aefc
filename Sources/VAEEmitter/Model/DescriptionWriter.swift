import VAECompiler
import VAEGraph
import VAELanguage

// A model's description as values of the runtime's `ModelDescription`.

extension Description {
    /// The whole description.
    func expression(target: Target) -> SwiftExpression {
        var arguments: [SwiftExpression.Argument] = [
            .labelled("name", .string(name)),
            .labelled("documentation", .string(documentation)),
            .labelled("data", .array(data.map(\.expression))),
            .labelled("givens", .array(givens.map(\.expression))),
            .labelled("latents", .array(latents.map(\.expression))),
        ]
        if training.selection != nil {
            arguments.append(.labelled("alternatives", .array(alternatives.map(\.expression))))
        }
        arguments += [
            .labelled("hasPrior", .boolean(hasPrior)),
            .labelled("training", training.expression),
            .labelled("sourceHash", .word(sourceHash)),
            .labelled("instructionSet", .string(target.name)),
        ]
        return .call("ModelDescription", arguments)
    }
}

extension Description.Alternative {
    /// The pair.
    fileprivate var expression: SwiftExpression {
        .call(
            .member("ModelDescription", "Alternative"),
            [
                .plain(.string(name)), .labelled("encoder", .integer(encoder)), .labelled("decoder", .integer(decoder)),
            ])
    }
}

extension Description.Selection {
    /// The policy with its constants, in the order of their labels.
    fileprivate var expression: SwiftExpression {
        let labels: [String] = constants.keys.sorted()
        if labels.isEmpty { return .implicitMember(Identifier(policy)) }
        return .call(
            .implicitMember(Identifier(policy)),
            labels.map { .labelled(Identifier($0), .double(constants[$0] ?? 0)) })
    }
}

extension Description.Variable {
    /// The variable.
    fileprivate var expression: SwiftExpression {
        var arguments: [SwiftExpression.Argument] = [
            .plain(.string(name)), .plain(support.expression),
            .labelled("shape", .array(shape.map { .integer($0) })),
        ]
        let transforms: [SwiftExpression] = transforms.compactMap { transform in
            guard transform.name == "binarize" else { return nil }
            let isThreshold: Bool = transform.choices.values.contains("threshold")
            return .implicitMember(isThreshold ? "binarizeThreshold" : "binarizeStochastic")
        }
        if !transforms.isEmpty { arguments.append(.labelled("transforms", .array(transforms))) }
        return .call(.member("ModelDescription", "Variable"), arguments)
    }
}

extension Support {
    /// The support.
    fileprivate var expression: SwiftExpression {
        switch self {
        case .real: .implicitMember("real")
        case .positive: .implicitMember("positive")
        case .unit: .implicitMember("unit")
        case .binary: .implicitMember("binary")
        case .byte: .implicitMember("byte")
        case .count: .implicitMember("count")
        case .category(let count): .call(.implicitMember("category"), [.plain(.integer(count))])
        }
    }
}

extension Description.Training {
    /// The training defaults.
    fileprivate var expression: SwiftExpression {
        var arguments: [SwiftExpression.Argument] = [
            .labelled("optimizer", .string(optimizer)),
            .labelled("rate", rate.expression),
            .labelled("divergenceWeight", (divergenceWeight ?? .constant(1)).expression),
            .labelled("batch", .integer(batch)),
            .labelled("epochs", .integer(epochs)),
            .labelled("seed", .word(seed)),
        ]
        if let clipNorm { arguments.append(.labelled("clipNorm", .double(clipNorm))) }
        if let source { arguments.append(.labelled("source", .string(source))) }
        if let selection { arguments.append(.labelled("selection", selection.expression)) }
        return .call(.member("ModelDescription", "Training"), arguments)
    }
}

extension Schedule {
    /// The schedule.
    fileprivate var expression: SwiftExpression {
        func call(_ name: Identifier, _ arguments: KeyValuePairs<Identifier, Double>) -> SwiftExpression {
            .call(.implicitMember(name), arguments.map { .labelled($0.key, .double($0.value)) })
        }
        switch self {
        case .constant(let value): return .call(.implicitMember("constant"), [.plain(.double(value))])
        case .ramp(let from, let to, let epochs): return call("ramp", ["from": from, "to": to, "epochs": epochs])
        case .cosine(let from, let to, let epochs): return call("cosine", ["from": from, "to": to, "epochs": epochs])
        case .step(let from, let factor, let every):
            return call("step", ["from": from, "factor": factor, "every": every])
        }
    }
}
