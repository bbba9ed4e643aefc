import VAEGraph

/// A nested type for the results of a query: one property for each variable, one in it for each thing that is said of it.
struct ResultStructure {
    /// The name of the type.
    let name: Identifier
    /// The entry point the results come from.
    let entry: String
    /// What it is, for its documentation.
    let summary: String
    /// The results by variable, in order.
    let variables: [Variable]

    /// What is said of a variable.
    struct Variable {
        /// The variable.
        var name: String
        /// The results: the name after the dot, nil for the variable's own value, and the whole name.
        var results: [(part: String?, name: String)]
    }

    /// A structure for results with these names: `z.mean`, `z.logVariance`, `z`.
    init(_ name: Identifier, entry: String, summary: String, results: [String]) {
        self.name = name
        self.entry = entry
        self.summary = summary
        var variables: [Variable] = []
        for result: String in results {
            let parts: [Substring] = result.split(separator: ".", maxSplits: 1)
            let variable = String(parts.first ?? "")
            let part: String? = parts.count > 1 ? String(parts[1]) : nil
            if let index: Int = variables.firstIndex(where: { $0.name == variable }) {
                variables[index].results.append((part, result))
            } else {
                variables.append(Variable(name: variable, results: [(part, result)]))
            }
        }
        self.variables = variables
    }

    /// The declaration of the type.
    var declaration: SwiftDeclaration {
        var members: [SwiftDeclaration] = []
        var types: [SwiftDeclaration] = []
        var assignments: [SwiftStatement] = []
        var properties = Scope()
        var typeNames = Scope()
        for variable: Variable in variables {
            let property: Identifier = properties.name(Identifier(variable.name).asMember)
            let type: Identifier = typeNames.name(Identifier(Identifier(variable.name).capitalised, suffix: "Values"))
            members.append(
                .property(
                    .init(
                        access: .public, name: property, type: .named(type), storage: .variable(nil),
                        documentation: "What is known of `\(variable.name)`.")))
            types.append(self.type(type, of: variable))
            assignments.append(
                .assign(.member(.this, property), .attempt(.call(.type(.named(type)), [.plain("results")]))))
        }
        members.append(.function(initialiser(assignments)))
        return .type(
            .init(
                kind: .structure, access: .public, name: name, conformances: ["Sendable"], documentation: summary,
                members: members + types))
    }

    private func type(_ name: Identifier, of variable: Variable) -> SwiftDeclaration {
        var members: [SwiftDeclaration] = []
        var assignments: [SwiftStatement] = []
        var scope = Scope()
        for result: (part: String?, name: String) in variable.results {
            let property: Identifier = scope.name(result.part.map { Identifier($0).asMember } ?? "value")
            members.append(
                .property(
                    .init(
                        access: .public, name: property, type: "Batch", storage: .variable(nil),
                        documentation: documentation(of: result.part, variable.name))))
            let value: SwiftExpression = .call(
                .member("results", "result"), [.plain(.string(result.name)), .labelled("of", .string(entry))])
            assignments.append(.assign(.member(.this, property), .attempt(value)))
        }
        members.append(.function(initialiser(assignments)))
        return .type(
            .init(
                kind: .structure, access: .public, name: name, conformances: ["Sendable"],
                documentation: "What is known of `\(variable.name)`, a row for each example.", members: members))
    }

    private func initialiser(_ assignments: [SwiftStatement]) -> SwiftDeclaration.Function {
        .init(
            access: .fileprivate, name: .initializer,
            parameters: [.init(label: nil, name: "results", type: .dictionary(key: "String", value: "Batch"))],
            isThrowing: true, body: assignments)
    }

    private func documentation(of part: String?, _ variable: String) -> String {
        switch part {
        case nil: "The value: the mean, or the code itself."
        case "mean": "The mean of `\(variable)`."
        case "sample": "A value of `\(variable)` drawn from its distribution."
        case "logits": "The logarithm of the odds that an element of `\(variable)` is one."
        case let part?: "`\(part)` of the distribution of `\(variable)`."
        }
    }
}

extension Identifier {
    /// The name with an underscore where a member of that name would mean something else.
    var asMember: Identifier {
        ["init", "self", "Self", "Type", "Protocol"].contains(text) ? Identifier(self, suffix: "_") : self
    }
}
