/// Prints syntax as text: 4 spaces, 120 columns, one way for each thing.
struct Renderer {
    /// Columns of a line.
    static let width = 120
    /// Spaces of one level.
    static let step = 4

    private var lines: [String] = []

    /// The text of a file.
    static func render(_ file: SwiftFile) -> String {
        var renderer = Renderer()
        renderer.comment(file.header, slashes: "// ", indent: 0)
        renderer.lines.append("")
        for module: Identifier in file.imports { renderer.lines.append("import \(module.rendered)") }
        for declaration: SwiftDeclaration in file.declarations {
            renderer.lines.append("")
            renderer.declaration(declaration, indent: 0)
        }
        return renderer.lines.joined(separator: "\n") + "\n"
    }

    /// The text of one declaration, for tests.
    static func render(_ declaration: SwiftDeclaration) -> String {
        var renderer = Renderer()
        renderer.declaration(declaration, indent: 0)
        return renderer.lines.joined(separator: "\n") + "\n"
    }

    /// The text of statements, for tests.
    static func render(_ statements: [SwiftStatement]) -> String {
        var renderer = Renderer()
        renderer.statements(statements, indent: 0)
        return renderer.lines.joined(separator: "\n") + "\n"
    }

    // MARK: - Declarations

    private mutating func declaration(_ declaration: SwiftDeclaration, indent: Int) {
        switch declaration {
        case .mark(let text):
            comment("MARK: - " + text, slashes: "// ", indent: indent)
        case .alias(let name, let type):
            line("typealias \(name.rendered) = \(type.rendered)", indent: indent)
        case .type(let type):
            self.type(type, indent: indent)
        case .property(let property):
            self.property(property, indent: indent)
        case .function(let function):
            self.function(function, indent: indent)
        }
    }

    private mutating func type(_ type: SwiftDeclaration.TypeDeclaration, indent: Int) {
        comment(type.documentation, slashes: "/// ", indent: indent)
        let conformances: String = type.conformances.map(\.rendered).joined(separator: ", ")
        let head: String = words([type.access.rawValue, type.kind.rawValue, type.name.rendered])
        line(head + (conformances.isEmpty ? "" : ": " + conformances) + " {", indent: indent)
        var previous: SwiftDeclaration?
        for member: SwiftDeclaration in type.members {
            if let previous, !Renderer.standTogether(previous, member) { lines.append("") }
            declaration(member, indent: indent + Renderer.step)
            previous = member
        }
        line("}", indent: indent)
    }

    private static func standTogether(_ a: SwiftDeclaration, _ b: SwiftDeclaration) -> Bool {
        guard case .property(let a) = a, case .property(let b) = b else { return false }
        if case .computed = a.storage { return false }
        if case .computed = b.storage { return false }
        return true
    }

    private mutating func property(_ property: SwiftDeclaration.Property, indent: Int) {
        comment(property.documentation, slashes: "/// ", indent: indent)
        let isConstant: Bool = if case .constant = property.storage { true } else { false }
        let introducer: String = isConstant ? "let" : "var"
        let isStatic: String = property.isStatic ? "static" : ""
        let head: String = words([property.access.rawValue, isStatic, introducer, property.name.rendered])
        let typed: String = head + (property.type.map { ": \($0.rendered)" } ?? "")
        switch property.storage {
        case .constant(nil), .variable(nil):
            line(typed, indent: indent)
        case .constant(let value?), .variable(let value?):
            lines += Renderer.layOut(value, prefix: typed + " = ", suffix: "", indent: indent)
        case .computed(let body):
            block(head: typed + " {", body, indent: indent, foldsResult: true)
        }
    }

    private mutating func function(_ function: SwiftDeclaration.Function, indent: Int) {
        comment(function.documentation, slashes: "/// ", indent: indent)
        if let inlining: SwiftDeclaration.Function.Inlining = function.inlining {
            line(inlining.rawValue, indent: indent)
        }
        if !function.isOptimized { line("@_optimize(none)", indent: indent) }
        let name: String
        switch function.name {
        case .initializer: name = "init"
        case .function(let identifier): name = "func " + identifier.rendered
        }
        let isStatic: String = function.isStatic ? "static" : ""
        let isMutating: String = function.isMutating ? "mutating" : ""
        let head: String = words([function.access.rawValue, isStatic, isMutating, name]) + "("
        let parameters: [String] = function.parameters.map(Renderer.parameter)
        var tail: String = ")" + (function.isThrowing ? " throws" : "")
        if let result: SwiftType = function.result { tail += " -> \(result.rendered)" }
        let flat: String = head + parameters.joined(separator: ", ") + tail + " {"
        if indent + flat.count <= Renderer.width {
            block(head: flat, function.body, indent: indent, foldsResult: true)
        } else {
            line(head, indent: indent)
            fill(parameters.map { $0 }, indent: indent + Renderer.step)
            block(head: tail + " {", function.body, indent: indent, foldsResult: false)
        }
    }

    private static func parameter(_ parameter: SwiftDeclaration.Function.Parameter) -> String {
        var text: String = parameter.name.rendered
        if parameter.label == nil { text = "_ " + text }
        if let label: Identifier = parameter.label, label != parameter.name {
            text = "\(Renderer.label(label)) \(text)"
        }
        text += ": " + parameter.type.rendered
        if let value: SwiftExpression = parameter.defaultValue { text += " = " + Renderer.flat(value) }
        return text
    }

    // MARK: - Statements

    private mutating func statements(_ statements: [SwiftStatement], indent: Int) {
        for statement: SwiftStatement in statements { self.statement(statement, indent: indent) }
    }

    private mutating func statement(_ statement: SwiftStatement, indent: Int) {
        switch statement {
        case .constant(let name, let type, let value):
            binding("let", name, type, value, indent: indent)
        case .variable(let name, let type, let value):
            binding("var", name, type, value, indent: indent)
        case .assign(let target, let value):
            lines += Renderer.layOut(value, prefix: Renderer.flat(target) + " = ", suffix: "", indent: indent)
        case .update(let target, let operation, let value):
            // Swift has no `&+=` on pointers and integers alike; wrapping updates are spelled out.
            if operation == .wrappingPlus || operation == .wrappingMinus || operation == .wrappingTimes {
                let sum = SwiftExpression.binary(target, operation, value)
                lines += Renderer.layOut(sum, prefix: Renderer.flat(target) + " = ", suffix: "", indent: indent)
            } else {
                let prefix: String = Renderer.flat(target) + " \(operation.rawValue)= "
                lines += Renderer.layOut(value, prefix: prefix, suffix: "", indent: indent)
            }
        case .expression(let value):
            lines += Renderer.layOut(value, prefix: "", suffix: "", indent: indent)
        case .forEach(let name, let range, let body):
            block(head: "for \(name?.rendered ?? "_") in \(Renderer.flat(range)) {", body, indent: indent)
        case .loop(let condition, let body):
            block(head: "while \(Renderer.flat(condition)) {", body, indent: indent)
        case .branch(let condition, let yes, let no):
            block(head: "if \(Renderer.flat(condition)) {", yes, indent: indent)
            if !no.isEmpty {
                lines.removeLast()
                block(head: "} else {", no, indent: indent)
            }
        case .scoped(let call, let name, let body):
            block(head: "\(Renderer.flat(call)) { \(name.rendered) in", body, indent: indent)
        case .result(let value):
            lines += Renderer.layOut(value, prefix: "return ", suffix: "", indent: indent)
        case .comment(let text):
            comment(text, slashes: "// ", indent: indent)
        }
    }

    private mutating func binding(
        _ word: String, _ name: Identifier, _ type: SwiftType?, _ value: SwiftExpression, indent: Int
    ) {
        let prefix: String = "\(word) \(name.rendered)" + (type.map { ": \($0.rendered)" } ?? "") + " = "
        lines += Renderer.layOut(value, prefix: prefix, suffix: "", indent: indent)
    }

    private mutating func block(head: String, _ body: [SwiftStatement], indent: Int, foldsResult: Bool = false) {
        if body.isEmpty {
            line(head + "}", indent: indent)
            return
        }
        // A body of one short result stands on the line of its head.
        if foldsResult, body.count == 1, case .result(let value) = body[0] {
            let text: String = "\(head) \(Renderer.flat(value)) }"
            if indent + text.count <= Renderer.width {
                line(text, indent: indent)
                return
            }
        }
        line(head, indent: indent)
        if foldsResult, body.count == 1, case .result(let value) = body[0] {
            lines += Renderer.layOut(value, prefix: "", suffix: "", indent: indent + Renderer.step)
        } else {
            statements(body, indent: indent + Renderer.step)
        }
        line("}", indent: indent)
    }

    // MARK: - Lines

    private mutating func comment(_ text: String, slashes: String, indent: Int) {
        for text: String in Literal.commentLines(text, width: Renderer.width - indent - slashes.count) {
            line(text.isEmpty ? String(slashes.dropLast()) : slashes + text, indent: indent)
        }
    }

    private mutating func line(_ text: String, indent: Int) {
        lines.append(String(repeating: " ", count: indent) + text)
    }

    /// Puts as many items on a line as there is room for, with commas between them.
    private mutating func fill(_ items: [String], indent: Int) {
        var text = ""
        for (index, item): (Int, String) in items.enumerated() {
            let piece: String = item + (index + 1 < items.count ? "," : "")
            if !text.isEmpty && indent + text.count + 1 + piece.count > Renderer.width {
                line(text, indent: indent)
                text = ""
            }
            text += text.isEmpty ? piece : " " + piece
        }
        if !text.isEmpty { line(text, indent: indent) }
    }

    private func words(_ words: [String]) -> String { words.filter { !$0.isEmpty }.joined(separator: " ") }
}
