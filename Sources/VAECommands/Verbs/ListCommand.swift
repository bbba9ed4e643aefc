import VAECommandLine
import VAERuntime

/// `vae list`: the compiled models.
enum ListCommand {
    static func command(_ models: [any VAEModel.Type]) -> Command {
        let specification = CommandSpecification(
            "list", summary: "List the compiled models",
            options: [OptionSpecification("json", nil, "print results as JSON")])
        return Command(specification) { call in
            let programs: [Program] = models.map { $0.program }
                .sorted { $0.description.name < $1.description.name }
            if call.arguments.has("json") {
                call.console.print(JSON.array(programs.map(json)).text)
            } else {
                for program in programs { describe(program, call.console) }
            }
        }
    }

    private static func describe(_ program: Program, _ console: Console) {
        let description: ModelDescription = program.description
        console.print(description.name)
        let lines: [Substring] = description.documentation.split(separator: "\n")
        if let first = lines.first { console.print("    \(first)") }
        let variables: [String] =
            description.data.map { "data \($0.text)" } + description.givens.map { "given \($0.text)" }
            + description.latents.map { "latent \($0.text)" }
        console.print("    " + variables.joined(separator: ", "))
        if let policy = description.training.selection {
            let names: [String] = description.alternatives.map(\.name)
            console.print("    alternatives \(names.joined(separator: ", ")), chosen by \(policy.text)")
        }
        let training: ModelDescription.Training = description.training
        var line: String = "    \(program.parameterCount) parameters; \(training.optimizer), batch \(training.batch), "
        line += "\(training.epochs) epochs"
        if let source = training.source { line += "; built-in data: \(source)" }
        console.print(line)
    }

    private static func json(_ program: Program) -> JSON {
        let description: ModelDescription = program.description
        func variables(_ all: [ModelDescription.Variable]) -> JSON {
            .array(
                all.map { variable in
                    [
                        "name": .string(variable.name), "support": .string(variable.support.text),
                        "shape": .array(variable.shape.map { .integer($0) }),
                    ]
                })
        }
        return [
            "name": .string(description.name), "documentation": .string(description.documentation),
            "data": variables(description.data), "givens": variables(description.givens),
            "latents": variables(description.latents),
            "alternatives": .array(description.alternatives.map { .string($0.name) }),
            "parameters": .integer(program.parameterCount),
            "batch": .integer(description.training.batch), "epochs": .integer(description.training.epochs),
            "source": description.training.source.map { .string($0) } ?? .null,
            "instructionSet": .string(description.instructionSet),
        ]
    }
}

extension Program {
    /// How many numbers are learned.
    var parameterCount: Int {
        table.slots.filter { $0.kind == .parameter }.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }
}

extension ModelDescription.Variable {
    /// As the language writes it: `x: unit[1, 28, 28]`.
    var text: String { "\(name): \(support.text)" + (shape.isEmpty ? "" : "\(shape)") }
}

extension ModelDescription.Support {
    /// As the language writes it.
    var text: String {
        if case .category(let kinds) = self { return "category(\(kinds))" }
        return "\(self)"
    }
}
