import VAEGraph

/// The comment above a kernel: what it computes, from which lines of the model, and what was fused into it.
struct KernelComment {
    /// The kernel.
    let kernel: Kernel

    /// The comment for a kernel that these entry points share.
    func text(plans: [String]) -> String {
        var lines: [String] = [headline]
        if !origins.isEmpty { lines.append(origins) }
        if let fused { lines.append(fused) }
        lines.append("Used by " + plans.joined(separator: ", ") + ".")
        return lines.joined(separator: "\n")
    }

    private var domain: String { (kernel.rows + [kernel.columns]).map(\.description).joined(separator: " × ") }

    private var headline: String {
        switch kernel.work {
        case .fetch: return "`\(kernel.name)`: the rows of the call, \(domain)."
        case .elementwise: return "`\(kernel.name)`: a loop over \(domain)."
        case .contraction(let product):
            let kind: String = product.reading == .alongDepth ? "dot products" : "a matrix product"
            return "`\(kernel.name)`: \(kind), \(domain), over a depth of \(product.depth)."
        case .image(let image):
            let (from, to): (String, String) = (text(image.image), text(image.result))
            switch image.function {
            case .convolve(let convolution) where convolution.result == .output:
                return "`\(kernel.name)`: a convolution, \(from) to \(to), window \(text(image.window))."
            case .convolve(let convolution) where convolution.result == .input, .spread(let convolution):
                return "`\(kernel.name)`: a transposed convolution, \(to) to \(from), window \(text(image.window))."
            case .convolve:
                return "`\(kernel.name)`: weights of a convolution, \(from) to \(to), window \(text(image.window))."
            case .pool(_, .sum), .pool(_, .atMaximum):
                return "`\(kernel.name)`: pooling, \(from) to \(to), window \(text(image.window))."
            case .pool(_, .spread), .pool(_, .fromMaximum):
                return "`\(kernel.name)`: back from pooling, \(to) to \(from), window \(text(image.window))."
            }
        case .reduction(let reduction):
            let axes: String = reduction.axes.map(\.description).joined(separator: " × ")
            let words: [String] = reduction.terms.map { $0.reduction == .sum ? "sum" : "maximum" }
            return "`\(kernel.name)`: \(words.joined(separator: ", ")) over \(axes) for each of \(domain)."
        }
    }

    private func text(_ size: ImageWork.Size) -> String { "\(size.height) × \(size.width) × \(size.channels)" }

    private func text(_ window: Window) -> String { "\(window.vertical.size) × \(window.horizontal.size)" }

    /// `Line 12: encoder.h; line 13: encoder.z.mean.dense.`
    private var origins: String {
        var parts: [String] = []
        var lines: [Int: [String]] = [:]
        for origin: Origin in kernel.origins where !(lines[origin.line, default: []].contains(origin.name)) {
            lines[origin.line, default: []].append(origin.name)
        }
        for line: Int in lines.keys.sorted() {
            let names: String = (lines[line] ?? []).map { "`\($0)`" }.joined(separator: ", ")
            parts.append(line > 0 ? "line \(line): \(names)" : names)
        }
        guard let first: String = parts.first else { return "" }
        let text: String = ([first.prefix(1).uppercased() + first.dropFirst()] + parts.dropFirst()).joined(
            separator: "; ")
        return text + "."
    }

    /// What the body does, as a list of functions in the order of the instructions.
    private var fused: String? {
        var names: [String] = []
        for instruction: Instruction in kernel.body.instructions {
            let name: String?
            switch instruction {
            case .load, .constant, .source, .column: name = nil
            case .noise(let noise, _, _): name = "\(noise.kind.rawValue) noise `\(noise.stream)`"
            case .unary(let function, _): name = function.words
            case .binary(let function, _, _): name = function.words
            case .multiplyAdd: name = "multiply-add"
            case .divideByRoot: name = "divide by a root"
            case .compare(let comparison, _, _): name = comparison.words
            case .select: name = "select"
            }
            if let name, !names.contains(name) { names.append(name) }
        }
        let sums: [String] = kernel.body.stores.compactMap { store in
            switch store.target {
            case .elements: nil
            case .sumOverColumns: "sums over columns"
            case .sumOverRows: "sums over rows"
            }
        }
        for sum: String in sums where !names.contains(sum) { names.append(sum) }
        return names.isEmpty ? nil : "Fused: " + names.joined(separator: ", ") + "."
    }
}

extension UnaryFunction {
    /// Its name in words.
    fileprivate var words: String {
        switch self {
        case .squareRoot: "square root"
        case .logarithmOfOnePlus: "log(1 + x)"
        case .exponentialMinusOne: "exp(x) − 1"
        default: rawValue
        }
    }
}

extension BinaryFunction {
    /// Its name in words.
    fileprivate var words: String { rawValue }
}

extension Comparison {
    /// Its name in words.
    fileprivate var words: String {
        switch self {
        case .less: "less than"
        case .lessOrEqual: "at most"
        case .equal: "equal"
        case .notEqual: "not equal"
        }
    }
}
