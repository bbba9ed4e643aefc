/// The text forms of a graph: lines for people and tests, dot for drawing.
public struct Printer: Sendable {
    /// What is printed.
    public let graph: Graph

    /// A printer of that graph.
    public init(_ graph: Graph) { self.graph = graph }

    /// The operation of a node with its settings: `slice(axis: 1, start: 20)`.
    public func operation(_ value: Value) -> String { Printer.text(graph[value].operation) }

    /// One line per node, output and assignment, the same for the same graph:
    /// `%12 = multiply %10, %11 : [batch, 20]  // line 14 encoder.z`.
    public var text: String {
        var lines: [String] = ["graph \(graph.name)"]
        for index in graph.nodes.indices { lines.append(line(Value(index))) }
        for output in graph.outputs { lines.append("output \(output.name) = %\(output.value.index)") }
        for assignment in graph.assignments { lines.append("assign \(assignment.slot) = %\(assignment.value.index)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The line of one node.
    public func line(_ value: Value) -> String {
        let node = graph[value]
        let operands = node.operands.map { "%\($0.index)" }.joined(separator: ", ")
        let shape = node.type == .mask ? "mask \(node.shape)" : "\(node.shape)"
        let right = operands.isEmpty ? "" : " \(operands)"
        return "%\(value.index) = \(operation(value))\(right) : \(shape)\(comment(node.origin))"
    }

    private func comment(_ origin: Origin) -> String {
        let name = origin.name.split(whereSeparator: \.isNewline).joined(separator: " ")
        if origin.line == 0 { return name.isEmpty || name == graph.name ? "" : "  // \(name)" }
        return name.isEmpty ? "  // line \(origin.line)" : "  // line \(origin.line) \(name)"
    }
}

extension Printer {
    static func text(_ operation: Operation) -> String {
        switch operation {
        case .input(let name): "input(\(name))"
        case .slot(let name): "slot(\(name))"
        case .constant(let number): "constant(\(number))"
        case .scalar(let name): "scalar(\(name))"
        case .batch: "batch"
        case .noise(let noise): "noise(\(noise.kind), \(noise.stream), each \(noise.clock))"
        case .index: "index"
        case .unary(let function): function.rawValue
        case .binary(let function): function.rawValue
        case .compare(let comparison): comparison.rawValue
        case .select: "select"
        case .stopGradient: "stopGradient"
        case .reshape: "reshape"
        case .permute(let permutation): "permute(\(list(permutation)))"
        case .broadcast(let axes): axes.isEmpty ? "broadcast" : "broadcast(to axes \(list(axes)))"
        case .slice(let axis, let start): "slice(axis \(axis), from \(start))"
        case .pad(let axis, let before, let after): "pad(axis \(axis), before \(before), after \(after))"
        case .concat(let axis): "concat(axis \(axis))"
        case .reduce(let reduction, let axes): "\(reduction)(axes \(list(axes)))"
        case .contract(false, false): "contract"
        case .contract(true, false): "contract(aT, b)"
        case .contract(false, true): "contract(a, bT)"
        case .contract(true, true): "contract(aT, bT)"
        case .convolve(let convolution): text(convolution)
        case .pool(let window, let pooling): "pool(\(pooling), \(text(window)))"
        case .gradient: "gradient"
        }
    }

    private static func text(_ convolution: Convolution) -> String {
        let groups: String = convolution.groups == 1 ? "" : ", \(convolution.groups) groups"
        let turned: String = convolution.isTurned ? ", turned" : ""
        let parts: String = convolution.parts == 1 ? "" : ", \(convolution.parts) parts"
        return "convolve(\(convolution.result), \(text(convolution.window))\(groups)\(turned)\(parts))"
    }

    /// `4x4, stride 2, padding 1`; of what differs between the axes both, of padding that differs between the sides all.
    static func text(_ window: Window) -> String {
        let (v, h) = (window.vertical, window.horizontal)
        func pair(_ a: Int, _ b: Int) -> String { a == b ? "\(a)" : "\(a)x\(b)" }
        var parts: [String] = ["\(v.size)x\(h.size)"]
        if v.stride != 1 || h.stride != 1 { parts.append("stride \(pair(v.stride, h.stride))") }
        if v.dilation != 1 || h.dilation != 1 { parts.append("dilation \(pair(v.dilation, h.dilation))") }
        if window.layout == .channelsLast { parts.append("channels last") }
        if v.before != v.after || h.before != h.after {
            parts.append("padding \(v.before)+\(v.after)x\(h.before)+\(h.after)")
        } else if v.before != 0 || h.before != 0 {
            parts.append("padding \(pair(v.before, h.before))")
        }
        return parts.joined(separator: ", ")
    }

    private static func list(_ numbers: [Int]) -> String { numbers.map(String.init).joined(separator: ", ") }
}

// MARK: - Dot

extension Printer {
    /// The graph in Graphviz's language: leaves are boxes, results are ellipses drawn twice.
    public var dot: String {
        var lines: [String] = ["digraph \(quoted(graph.name)) {", "  rankdir=TB; node [shape=ellipse];"]
        for (index, node) in graph.nodes.enumerated() {
            let label = "%\(index) \(operation(Value(index)))\n\(node.shape)"
            let shape = node.operands.isEmpty ? ", shape=box" : ""
            lines.append("  n\(index) [label=\(quoted(label))\(shape)];")
            for (place, operand) in node.operands.enumerated() {
                let name = node.operands.count > 1 ? " [label=\"\(place)\"]" : ""
                lines.append("  n\(operand.index) -> n\(index)\(name);")
            }
        }
        for (place, output) in graph.outputs.enumerated() {
            lines.append("  o\(place) [label=\(quoted(output.name)), peripheries=2];")
            lines.append("  n\(output.value.index) -> o\(place);")
        }
        for (place, assignment) in graph.assignments.enumerated() {
            lines.append("  a\(place) [label=\(quoted(assignment.slot)), shape=box, peripheries=2];")
            lines.append("  n\(assignment.value.index) -> a\(place);")
        }
        return lines.joined(separator: "\n") + "\n}\n"
    }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"", "\\": result += "\\\(character)"
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result + "\""
    }
}
