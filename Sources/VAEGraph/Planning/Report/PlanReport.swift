/// A plan as a report for people: kernel by kernel what it does, what was fused into it, what it costs and how it is
/// divided, then the memory it takes.
public struct PlanReport: Sendable {
    private let plan: Plan
    private let measured: Measured?

    /// What the kernels took, and what the machine could do at most at that time.
    public struct Measured: Sendable {
        /// Seconds of each kernel in the order of the phases.
        public var seconds: [Double]
        /// Floating-point operations a second, in 10⁹.
        public var gigaflops: Double
        /// Bytes a second that a pass over memory reads and writes, in 10⁹.
        public var gigabytes: Double

        /// Times and limits.
        public init(seconds: [Double], gigaflops: Double, gigabytes: Double) {
            self.seconds = seconds
            self.gigaflops = gigaflops
            self.gigabytes = gigabytes
        }
    }

    /// A report.
    ///
    /// - Parameter measured: adds what each kernel took, its share of the step, and its roof: what bounds it, the units
    ///   that compute or the memory, and how many times longer than that bound it took.
    public init(_ plan: Plan, measured: Measured? = nil) {
        self.plan = plan
        self.measured = measured
    }

    /// The text; ends with a newline.
    public var text: String {
        var rows: [[String]] = [
            ["phase", "kernel", "rows x columns", "tile", "tasks", "Mflop", "KB", "flop/byte"]
                + (measured == nil ? [] : ["us", "share", "GFLOP/s", "bound by", "x bound"]) + ["fused"]
        ]
        var total: KernelCost = .zero
        for (phase, range) in plan.phases.enumerated() {
            for index in range {
                let kernel: Kernel = plan.kernels[index]
                let cost: KernelCost = kernel.cost(batch: plan.batch)
                total = total + cost
                var row: [String] = row(kernel, cost, phase)
                if let measured, measured.seconds.indices.contains(index) {
                    row.insert(contentsOf: times(measured.seconds[index], cost, measured), at: row.count - 1)
                }
                rows.append(row)
            }
        }
        var sum: [String] = ["", "total", "", "", "", mega(total.flops), kilo(total.bytes), ratio(total), ""]
        if let measured {
            sum.insert(contentsOf: times(measured.seconds.reduce(0, +), total, measured), at: sum.count - 1)
        }
        rows.append(sum)
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
        if case .image(let image) = kernel.work, case .convolve = image.operation {
            let points: Double = product([kernel.rowCount(batch: plan.batch), kernel.columns.count(batch: plan.batch)])
            depth = " x " + fixed((image.terms(batch: plan.batch) / max(points, 1)).rounded(.down), 0)
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

    /// The columns of what was measured.
    private func times(_ seconds: Double, _ cost: KernelCost, _ measured: Measured) -> [String] {
        let all: Double = measured.seconds.reduce(0, +)
        let computing: Double = cost.flops / measured.gigaflops / 1e9
        let moving: Double = cost.bytes / measured.gigabytes / 1e9
        let bound: Double = max(computing, moving)
        return [
            fixed(seconds * 1e6, 1), fixed(all > 0 ? 100 * seconds / all : 0, 1) + "%",
            fixed(seconds > 0 ? cost.flops / seconds / 1e9 : 0, 0),
            computing >= moving ? "compute" : "memory", fixed(bound > 0 ? seconds / bound : 0, 1),
        ]
    }

    private func mega(_ count: Double) -> String { fixed(count / 1e6, 3) }
    private func kilo(_ bytes: Double) -> String { fixed(bytes / 1024, 1) }
    private func ratio(_ cost: KernelCost) -> String { fixed(cost.intensity, 1) }

    /// A number with so many decimals.
    private func fixed(_ value: Double, _ decimals: Int) -> String {
        let scale: Double = (0..<decimals).reduce(1) { product, _ in product * 10 }
        guard abs(value * scale) < 1e18 else { return "\(value)" }
        let scaled = Int((value * scale).rounded())
        let digits = String(scaled % Int(scale))
        if decimals == 0 { return String(scaled) }
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
