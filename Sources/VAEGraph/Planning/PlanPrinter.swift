extension Plan: CustomStringConvertible {
    /// The plan as text: buffers, then kernels by phase with their bodies. Stable, for golden tests and `vaec graph`.
    public var description: String {
        var lines: [String] = []
        lines.append("plan \(name) for \(target.name), batch \(batch)")
        lines.append("arena \(arenaSize) floats (\(sizeWithoutReuse) without reuse, \(largestLiveSet) live at most)")
        for (index, buffer) in buffers.enumerated() {
            lines.append("  b\(index) \(buffer.storage.rawValue)+\(buffer.offset) \(buffer.size)  \(buffer.name)")
        }
        for (phase, range) in phases.enumerated() {
            lines.append("phase \(phase)")
            for kernel in kernels[range] { lines += kernel.lines }
        }
        for output in outputs { lines.append("output \(output.name) \(output.shape) at \(output.location)") }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Location: CustomStringConvertible {
    /// `b3+20[512, 1]`
    public var description: String {
        let place = offset == 0 ? "b\(buffer)" : "b\(buffer)+\(offset)"
        return strides.isEmpty ? place : place + "[" + strides.map(\.description).joined(separator: ", ") + "]"
    }
}

extension Kernel {
    /// The kernel as text.
    fileprivate var lines: [String] {
        let axes = (rows + [columns]).map(\.description).joined(separator: " × ")
        let grid = "\(rowBlock) × " + (columnBlock.map(String.init) ?? "all")
        let comment = origins.map { $0.line > 0 ? "\($0.name):\($0.line)" : $0.name }.joined(separator: ", ")
        var result = ["  \(title) \(name)  \(axes) by \(grid)  // \(comment)"]
        switch work {
        case .fetch(let fetch): result.append("    input \(fetch.input) to \(fetch.destination)")
        case .elementwise: break
        case .contraction(let product):
            let marks: [Contraction.Reading: String] = [.turned: " turned", .alongDepth: "ᵀ"]
            let mark: String = marks[product.reading] ?? ""
            result.append("    s0 = Σ \(product.depth): \(product.left) · \(product.right)\(mark)")
        case .image: break
        case .reduction(let reduction):
            let axes = reduction.axes.map(\.description).joined(separator: " × ")
            for (index, term) in reduction.terms.enumerated() {
                let direction = reduction.isAlongColumns ? " along" : ""
                result.append("    s\(index) = \(term.reduction.rawValue) \(axes)\(direction): \(term.operand)")
            }
        }
        if case .image(let image) = work {
            let function: String = Printer.text(image.operation)
            result.append("    s0 = \(function): \(image.first), \(image.second)")
        }
        for (index, instruction) in body.instructions.enumerated() {
            result.append("    r\(index) = \(instruction.text)")
        }
        for store in body.stores {
            switch store.target {
            case .elements(let place, let overruns):
                result.append("    \(place) = r\(store.register)" + (overruns ? "" : " exactly"))
            case .sumOverColumns(let place): result.append("    \(place) += r\(store.register) over columns")
            case .sumOverRows(let place): result.append("    \(place) += r\(store.register) over rows")
            }
        }
        return result
    }

    /// What it does, in a word.
    public var title: String {
        switch work {
        case .fetch: "fetch"
        case .elementwise: "loop"
        case .contraction: "contraction"
        case .reduction: "reduction"
        case .image(let image):
            if case .pool = image.function { "pooling" } else { "convolution" }
        }
    }
}

extension Instruction {
    fileprivate var text: String {
        switch self {
        case .load(let location): "load \(location)"
        case .constant(let number): "\(number)"
        case .source(let index): "s\(index)"
        case .noise(let noise, let axis, let coefficients):
            "\(noise.kind.rawValue) \(noise.stream) by \(noise.clock.rawValue), row axis \(axis), columns \(coefficients)"
        case .column: "column"
        case .unary(let function, let a): "\(function.rawValue) r\(a)"
        case .binary(let function, let a, let b): "\(function.rawValue) r\(a), r\(b)"
        case .multiplyAdd(let a, let b, let c): "r\(a) * r\(b) + r\(c)"
        case .divideByRoot(let a, let b, let c): "r\(a) / (√r\(b) + r\(c))"
        case .compare(let comparison, let a, let b): "\(comparison.rawValue) r\(a), r\(b)"
        case .select(let a, let b, let c): "r\(a) ? r\(b) : r\(c)"
        }
    }
}
