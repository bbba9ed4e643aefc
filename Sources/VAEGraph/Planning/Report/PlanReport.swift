/// A plan as a report for people: kernel by kernel what it does, what was fused into it, what it costs and how it is
/// divided, then the memory it takes.
public struct PlanReport: Sendable {
    private let plan: Plan

    /// A report.
    public init(_ plan: Plan) {
        self.plan = plan
    }

    /// The text; ends with a newline.
    public var text: String {
        var rows: [[String]] = [
            ["phase", "kernel", "rows x columns", "tile", "tasks", "Mflop", "KB", "flop/byte", "fused"]
        ]
        var total: KernelCost = .zero
        for (phase, range) in plan.phases.enumerated() {
            for kernel in plan.kernels[range] {
                let cost: KernelCost = kernel.cost(batch: plan.batch)
                total = total + cost
                rows.append(row(kernel, cost, phase))
            }
        }
        rows.append(["", "total", "", "", "", mega(total.flops), kilo(total.bytes), ratio(total), ""])
        var lines: [String] = [
            "\(plan.name): \(plan.kernels.count) kernels in \(plan.phases.count) phases, batch \(plan.batch), \(plan.target.name)"
        ]
        lines += PlanReport.table(rows)
        lines.append(
            "arena \(plan.arenaSize * 4) bytes, \(plan.sizeWithoutReuse * 4) without reuse; "
                + "largest live set \(plan.largestLiveSet * 4) bytes")
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ kernel: Kernel, _ cost: KernelCost, _ phase: Int) -> [String] {
        let domain: String = "\(kernel.rowCount(batch: plan.batch)) x \(kernel.columns.count(batch: plan.batch))"
        var depth: String = ""
        if case .contraction(let product) = kernel.work { depth = " x \(product.depth.count(batch: plan.batch))" }
        if case .image(let image) = kernel.work, case .convolve = image.function {
            let points: Int = kernel.rowCount(batch: plan.batch) * kernel.columns.count(batch: plan.batch)
            depth = " x \(image.terms(batch: plan.batch) / max(points, 1))"
        }
        let columns: String = kernel.columnBlock.map(String.init) ?? "all"
        // The lines of the model that were joined into the kernel, each once.
        var fused: [String] = []
        for origin in kernel.origins {
            let text: String = origin.line > 0 ? "\(origin.name):\(origin.line)" : origin.name
            if !fused.contains(text) { fused.append(text) }
        }
        return [
            "\(phase)", "\(kernel.title) \(kernel.name)", domain + depth, "\(kernel.rowBlock) x \(columns)",
            "\(kernel.taskCount(batch: plan.batch))", mega(cost.flops), kilo(cost.bytes), ratio(cost),
            fused.joined(separator: ", "),
        ]
    }

    private func mega(_ count: Int) -> String { fixed(Double(count) / 1e6, 3) }
    private func kilo(_ bytes: Int) -> String { fixed(Double(bytes) / 1024, 1) }
    private func ratio(_ cost: KernelCost) -> String { fixed(cost.intensity, 1) }

    /// A number with so many decimals.
    private func fixed(_ value: Double, _ decimals: Int) -> String {
        let scale: Double = (0..<decimals).reduce(1) { product, _ in product * 10 }
        let scaled = Int((value * scale).rounded())
        let digits = String(scaled % Int(scale))
        let fraction: String = String(repeating: "0", count: decimals - digits.count) + digits
        return "\(scaled / Int(scale)).\(fraction)"
    }

    /// Columns as wide as their widest cell; the last as wide as it likes.
    private static func table(_ rows: [[String]]) -> [String] {
        let widths: [Int] = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line: String = " "
            for (column, cell) in row.enumerated() {
                line += " " + cell
                if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 1) }
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
