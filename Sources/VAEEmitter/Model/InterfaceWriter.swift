import VAECompiler
import VAEGraph
import VAELanguage

/// Writes the public type of a model: typed names on top of what every model can do.
struct InterfaceWriter {
    /// What is known of the model beside its kernels.
    let description: Description
    /// Its plans, one for each entry point.
    let plans: [Plan]
    /// The type's name.
    let name: Identifier

    /// The declaration of the type.
    func declaration() -> SwiftDeclaration {
        var members: [SwiftDeclaration] = [
            .property(
                .init(
                    access: .public, isStatic: true, name: "program", type: "Program",
                    storage: .computed([.result(.member("Plans", "program"))]), documentation: "The compiled program.")),
            .property(
                .init(
                    access: .public, name: "instance", type: "ModelInstance", storage: .variable(nil),
                    documentation: "The program with its parameters.")),
            .function(
                .init(
                    access: .public, name: .initializer,
                    parameters: [.init(label: "instance", name: "instance", type: "ModelInstance")],
                    body: [.assign(.member(.this, "instance"), "instance")],
                    documentation: "The model with these parameters.")),
        ]
        members += queries
        let documentation: String =
            description.documentation.isEmpty
            ? "The model `\(description.name)`." : description.documentation
        return .type(
            .init(
                kind: .structure, access: .public, name: name, conformances: ["VAEModel", "Sendable"],
                documentation: documentation, members: members))
    }

    private func plan(_ name: String) -> Plan? { plans.first { $0.name == name } }

    /// The results of a query that every alternative gives.
    private func results(_ plan: Plan) -> [String] {
        let others: [Plan] = plans.filter { $0.name.hasPrefix(plan.name + "@") }
        return plan.outputs.map(\.name).filter { name in
            others.allSatisfy { other in other.outputs.contains { $0.name == name } }
        }
    }

    private var queries: [SwiftDeclaration] {
        [bound(), encode(), decode(), reconstruct(), sample(), logLikelihood()].flatMap { $0 }
    }

    // MARK: - Queries

    private func bound() -> [SwiftDeclaration] {
        guard let plan: Plan = plan("bound") else { return [] }
        let text: String =
            description.hasPointCodes
            ? "The logarithm of the likelihood of each example given its code, in nats."
            : "The evidence lower bound of each example and its parts, in nats."
        return [
            query(
                "bound", plan, more: [seed], result: "Bound", text,
                notes: [("seed", "where the noise of the latents starts; it is keyed by the example's number.")]
            ) { inputs in
                .attempt(.call(.member("instance", "bound"), [.plain(inputs), .labelled("seed", "seed")]))
            }
        ]
    }

    private func encode() -> [SwiftDeclaration] {
        guard let plan: Plan = plan("encode") else { return [] }
        let structure = ResultStructure(
            "Posterior", entry: plan.name,
            summary: description.hasPointCodes
                ? "The codes of some examples." : "The parameters of the approximate posterior of some examples.",
            results: results(plan))
        let text: String =
            description.hasPointCodes ? "The code of each example." : "The approximate posterior of each example."
        return [
            query("encode", plan, result: "Posterior", text) { inputs in
                .call("Posterior", [.plain(.attempt(.call(.member("instance", "encode"), [.plain(inputs)])))])
            }, structure.declaration,
        ]
    }

    private func decode() -> [SwiftDeclaration] {
        guard let plan: Plan = plan("decode") else { return [] }
        let structure = ResultStructure(
            "Likelihood", entry: plan.name, summary: "The parameters of the likelihood at some latents.",
            results: results(plan))
        return [
            query("decode", plan, result: "Likelihood", "The likelihood of the data given latents.") { inputs in
                .call("Likelihood", [.plain(.attempt(.call(.member("instance", "decode"), [.plain(inputs)])))])
            }, structure.declaration,
        ]
    }

    private func reconstruct() -> [SwiftDeclaration] {
        guard let plan: Plan = plan("reconstruct") else { return [] }
        let structure = ResultStructure(
            "Reconstruction", entry: plan.name, summary: "The mean of the likelihood at the mean of the posterior.",
            results: results(plan))
        return [
            query(
                "reconstruct", plan, result: "Reconstruction",
                "The mean of the likelihood at the mean of the posterior of each example."
            ) { inputs in
                .call(
                    "Reconstruction", [.plain(.attempt(.call(.member("instance", "reconstruct"), [.plain(inputs)])))])
            }, structure.declaration,
        ]
    }

    /// Models without a prior are sampled by decoding codes, so their samples are what `decode` gives, and the codes.
    private func sample() -> [SwiftDeclaration] {
        guard let plan: Plan = plan("sample") ?? plan("decode") else { return [] }
        let isDrawn: Bool = plan.name == "sample"
        let latents: Set<String> = Set(description.latents.map(\.name))
        let codes: [String] = isDrawn ? [] : description.latents.map(\.name)
        let structure = ResultStructure(
            "Sample", entry: plan.name, summary: "Drawn latents and the data at them.",
            results: codes + results(plan))
        let givens: [Plan.Input] = plan.inputs.filter { !latents.contains($0.name) }
        let count = SwiftDeclaration.Function.Parameter(label: nil, name: "count", type: "Int")
        let temperature = SwiftDeclaration.Function.Parameter(
            label: "temperature", name: "temperature", type: "Float", defaultValue: .integer(1))
        let text: String =
            isDrawn
            ? "Draws latents from the prior and gives the data at each."
            : "Draws latents from the Gaussian fitted to the codes of the training data and gives the data at each."
        let notes: [(String, String)] = [
            ("count", "how many; the i-th depends on the seed and i alone."),
            ("temperature", "what the deviations of the latents are multiplied by."),
        ]
        return [
            query(
                "sample", inputs: givens, first: [count], more: [temperature, seed], result: "Sample", text,
                notes: notes + [("seed", "where the noise starts.")]
            ) { inputs in
                var arguments: [SwiftExpression.Argument] = [
                    .plain("count"), .labelled("temperature", "temperature"), .labelled("seed", "seed"),
                ]
                if !givens.isEmpty { arguments.append(.labelled("givens", inputs)) }
                return .call("Sample", [.plain(.attempt(.call(.member("instance", "sample"), arguments)))])
            }, structure.declaration,
        ]
    }

    private func logLikelihood() -> [SwiftDeclaration] {
        guard let plan: Plan = plan("logWeights") else { return [] }
        let samples = SwiftDeclaration.Function.Parameter(label: "samples", name: "samples", type: "Int")
        return [
            query(
                "logLikelihood", plan, more: [samples, seed], result: .array("Double"),
                "The logarithm of the marginal likelihood of each example, in nats, by importance sampling from the "
                    + "posterior.",
                notes: [
                    ("samples", "how many draws; the estimate's expectation grows with it towards the true value."),
                    ("seed", "where the noise starts."),
                ]
            ) { inputs in
                .attempt(
                    .call(
                        .member("instance", "logLikelihood"),
                        [.plain(inputs), .labelled("samples", "samples"), .labelled("seed", "seed")]))
            }
        ]
    }

    // MARK: - Parts

    private var seed: SwiftDeclaration.Function.Parameter {
        .init(label: "seed", name: "seed", type: "UInt64", defaultValue: .integer(0))
    }

    private func query(
        _ name: Identifier, _ plan: Plan, more: [SwiftDeclaration.Function.Parameter] = [], result: SwiftType,
        _ text: String, notes: [(String, String)] = [], body: (SwiftExpression) -> SwiftExpression
    ) -> SwiftDeclaration {
        query(name, inputs: plan.inputs, first: [], more: more, result: result, text, notes: notes, body: body)
    }

    private func query(
        _ name: Identifier, inputs: [Plan.Input], first: [SwiftDeclaration.Function.Parameter],
        more: [SwiftDeclaration.Function.Parameter], result: SwiftType, _ text: String, notes: [(String, String)],
        body: (SwiftExpression) -> SwiftExpression
    ) -> SwiftDeclaration {
        let others: [SwiftDeclaration.Function.Parameter] = first + more
        var locals = Scope(taken: ["self", "instance"] + others.map(\.name.text))
        var labels = Scope(taken: others.compactMap { $0.label?.text })
        var parameters: [SwiftDeclaration.Function.Parameter] = []
        var entries: [SwiftExpression.Entry] = []
        var lines: [String] = []
        for variable: Description.Variable in variables(of: inputs) {
            let identifier = Identifier(variable.name)
            let local: Identifier = locals.name(identifier)
            let label: Identifier = labels.name(identifier)
            parameters.append(.init(label: label, name: local, type: "Batch"))
            entries.append(.init(key: .string(variable.name), value: .name(local)))
            lines.append("  - \(local.text): \(variable.words).")
        }
        let firstNotes: [(String, String)] = notes.filter { note in first.contains { $0.name.text == note.0 } }
        let lastNotes: [(String, String)] = notes.filter { note in !first.contains { $0.name.text == note.0 } }
        lines = firstNotes.map { "  - \($0.0): \($0.1)" } + lines + lastNotes.map { "  - \($0.0): \($0.1)" }
        let documentation: String =
            text + "\n\n" + (lines.isEmpty ? "" : "- Parameters:\n" + lines.joined(separator: "\n") + "\n")
            + "- Throws: `ModelError` if the rows do not fit."
        return .function(
            .init(
                access: .public, name: .function(name), parameters: first + parameters + more, isThrowing: true,
                result: result, body: [.result(hoistingTry(body(.dictionary(entries))))], documentation: documentation))
    }

    /// `try` to the left of everything, as it is usually written.
    private func hoistingTry(_ expression: SwiftExpression) -> SwiftExpression {
        if case .call(let function, let arguments) = expression, arguments.count == 1,
            case .attempt(let inner) = arguments[0].value
        {
            return .attempt(.call(function, [.init(label: arguments[0].label, value: inner)]))
        }
        return expression
    }

    /// The variables that an entry point is given, in the order of the model.
    private func variables(of inputs: [Plan.Input]) -> [Description.Variable] {
        let all: [Description.Variable] = description.data + description.latents + description.givens
        return all.filter { variable in inputs.contains { $0.name == variable.name } }
    }
}

extension Description.Variable {
    /// What its rows are, for a person.
    fileprivate var words: String {
        let count: Int = shape.reduce(1, *)
        let extents: String = shape.count > 1 ? " (\(shape.map(String.init).joined(separator: " × ")))" : ""
        let rows: String = count == 1 ? "a number for each example" : "rows of \(count) numbers\(extents)"
        switch support {
        case .real: return rows
        case .positive: return rows + " greater than zero"
        case .unit: return rows + " from 0 to 1"
        case .binary: return rows + ", each 0 or 1"
        case .byte: return rows + ", whole and from 0 to 255"
        case .count: return rows + ", whole and not negative"
        case .category(let count): return rows + ", whole and from 0 to \(count - 1)"
        }
    }
}
