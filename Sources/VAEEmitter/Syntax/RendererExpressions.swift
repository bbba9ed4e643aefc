// How expressions are printed: on one line where they fit, otherwise broken at the outermost brackets or operator.
extension Renderer {
    /// The expression on one line.
    static func flat(_ expression: SwiftExpression) -> String {
        switch expression {
        case .name(let name): return name.rendered
        case .this: return "self"
        case .integer(let value): return integer(value)
        case .word(let value): return "0x" + String(value, radix: 16, uppercase: true)
        case .float(let value): return Literal.float(value)
        case .double(let value): return Literal.double(value)
        case .string(let text): return Literal.string(text)
        case .boolean(let value): return value ? "true" : "false"
        case .none: return "nil"
        case .member(let base, let name): return "\(operand(base)).\(memberName(name))"
        case .implicitMember(let name): return ".\(memberName(name))"
        case .type(let type): return type.rendered
        case .call(let function, let arguments):
            return operand(function) + "(" + arguments.map { argument($0) }.joined(separator: ", ") + ")"
        case .index(let base, let index): return "\(operand(base))[\(flat(index))]"
        case .binary(let left, let operation, let right):
            let space: String = operation == .upTo ? "" : " "
            return side(left, of: operation, isLeft: true) + space + operation.rawValue + space
                + side(right, of: operation, isLeft: false)
        case .conditional(let condition, let yes, let no):
            return "\(part(condition)) ? \(part(yes)) : \(part(no))"
        case .prefix(let sign, let value): return sign.rawValue + operand(value)
        case .address(let name): return "&" + name.rendered
        case .attempt(let value): return "try " + flat(value)
        case .array(let elements): return "[" + elements.map { flat($0) }.joined(separator: ", ") + "]"
        case .dictionary(let entries):
            if entries.isEmpty { return "[:]" }
            return "[" + entries.map { "\(flat($0.key)): \(flat($0.value))" }.joined(separator: ", ") + "]"
        case .closure(let parameters, let body):
            return "{ " + head(parameters) + flat(body) + " }"
        }
    }

    /// The lines of an expression between a prefix and a suffix, indentation included.
    static func layOut(_ expression: SwiftExpression, prefix: String, suffix: String, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        let whole: String = prefix + flat(expression) + suffix
        if indent + whole.count <= width { return [space + whole] }
        let inner: Int = indent + step
        switch expression {
        case .call(let function, let arguments) where !arguments.isEmpty:
            let items: [Item] = arguments.map { argument in
                Item(prefix: argument.label.map { label($0) + ": " } ?? "", expression: argument.value)
            }
            return [space + prefix + operand(function) + "("] + fill(items, close: ")" + suffix, indent: inner)
        case .array(let elements) where !elements.isEmpty:
            let items: [Item] = elements.map { Item(prefix: "", expression: $0) }
            return [space + prefix + "["] + list(items, indent: inner) + [space + "]" + suffix]
        case .dictionary(let entries) where !entries.isEmpty:
            let items: [Item] = entries.map { Item(prefix: flat($0.key) + ": ", expression: $0.value) }
            return [space + prefix + "["] + list(items, indent: inner) + [space + "]" + suffix]
        case .binary(let left, let operation, let right) where operation != .upTo:
            let isBare: Bool = side(left, of: operation, isLeft: true) == flat(left)
            let open: [String] =
                isBare
                ? layOut(left, prefix: prefix, suffix: "", indent: indent)
                : [space + prefix + side(left, of: operation, isLeft: true)]
            let second: String = operation.rawValue + " " + side(right, of: operation, isLeft: false) + suffix
            return open + [String(repeating: " ", count: inner) + second]
        case .conditional(let condition, let yes, let no):
            let spaces = String(repeating: " ", count: inner)
            return [space + prefix + part(condition), spaces + "? " + part(yes), spaces + ": " + part(no) + suffix]
        case .attempt(let value):
            return layOut(value, prefix: prefix + "try ", suffix: suffix, indent: indent)
        case .member(let base, let name):
            return layOut(base, prefix: prefix, suffix: "." + memberName(name) + suffix, indent: indent)
        case .closure(let parameters, let body):
            let open: String = space + prefix + "{ " + head(parameters)
            let trimmed: String = open.hasSuffix(" ") ? String(open.dropLast()) : open
            return [trimmed] + layOut(body, prefix: "", suffix: "", indent: inner) + [space + "}" + suffix]
        default:
            return [space + whole]
        }
    }

    // MARK: - Parts

    private struct Item {
        var prefix: String
        var expression: SwiftExpression
        var flat: String { prefix + Renderer.flat(expression) }
    }

    /// Items on as few lines as they need; `close` follows the last.
    private static func fill(_ items: [Item], close: String, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        var lines: [String] = []
        var line = ""
        for (index, item): (Int, Item) in items.enumerated() {
            let end: String = index + 1 < items.count ? "," : close
            let piece: String = item.flat + end
            if !line.isEmpty && indent + line.count + 1 + piece.count > width {
                lines.append(space + line)
                line = ""
            }
            if line.isEmpty && indent + piece.count > width {
                lines += layOut(item.expression, prefix: item.prefix, suffix: end, indent: indent)
            } else {
                line += line.isEmpty ? piece : " " + piece
            }
        }
        if !line.isEmpty { lines.append(space + line) }
        return lines
    }

    /// Items in brackets of their own: short ones on as few lines as they need, calls and lists one on each line.
    private static func list(_ items: [Item], indent: Int) -> [String] {
        let isPlain: Bool = items.allSatisfy { item in
            switch item.expression {
            case .call, .array, .dictionary, .closure: false
            default: item.prefix.isEmpty
            }
        }
        if isPlain { return fill(items, close: ",", indent: indent) }
        let end: String = items.count > 1 ? "," : ""
        return items.flatMap { layOut($0.expression, prefix: $0.prefix, suffix: end, indent: indent) }
    }

    private static func argument(_ argument: SwiftExpression.Argument) -> String {
        (argument.label.map { label($0) + ": " } ?? "") + flat(argument.value)
    }

    /// Every keyword but these may be a label as it is.
    static func label(_ name: Identifier) -> String {
        ["inout", "var", "let"].contains(name.text) ? "`\(name.text)`" : name.text
    }

    /// After a dot every keyword but these may stand as it is; literals of the emitter mean them as they are.
    private static func memberName(_ name: Identifier) -> String {
        ["self", "Self", "Type", "Protocol", "init"].contains(name.text) ? name.text : name.rendered
    }

    private static func head(_ parameters: [Identifier?]) -> String {
        if parameters.isEmpty { return "" }
        return parameters.map { $0?.rendered ?? "_" }.joined(separator: ", ") + " in "
    }

    private static func part(_ expression: SwiftExpression) -> String {
        if case .conditional = expression { return "(\(flat(expression)))" }
        return flat(expression)
    }

    /// The expression where a call or a member follows.
    private static func operand(_ expression: SwiftExpression) -> String {
        switch expression {
        case .binary, .conditional, .prefix, .attempt, .closure: "(\(flat(expression)))"
        case .integer(let value) where value < 0: "(\(value))"
        case .type(.any), .type(.metatype), .type(.optional), .type(.function): "(\(flat(expression)))"
        default: flat(expression)
        }
    }

    private static func side(_ expression: SwiftExpression, of operation: SwiftExpression.Operator, isLeft: Bool)
        -> String
    {
        switch expression {
        case .binary(_, let inner, _):
            let same: Bool = inner.precedence == operation.precedence
            let fits: Bool = same ? isLeft && operation.isAssociativeToTheLeft : inner.precedence > operation.precedence
            return fits ? flat(expression) : "(\(flat(expression)))"
        case .conditional, .attempt: return "(\(flat(expression)))"
        case .integer(let value) where value < 0 && !isLeft: return "(\(value))"
        default: return flat(expression)
        }
    }

    /// Digits in groups of three from five digits on.
    private static func integer(_ value: Int) -> String {
        let digits = String(value.magnitude)
        if digits.count < 5 { return String(value) }
        var result = ""
        for (index, digit): (Int, Character) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { result += "_" }
            result.append(digit)
        }
        return (value < 0 ? "-" : "") + result
    }
}
