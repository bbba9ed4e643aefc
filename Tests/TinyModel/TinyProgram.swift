import VAERuntime

/// Makes the program of `TinyModel`, with variations that tests need.
public enum TinyProgram {
    /// Numbers in an example.
    public static let columns = 4
    /// Numbers in a code.
    public static let codes = 2
    /// The largest batch.
    public static let batch = 8

    /// The program.
    ///
    /// - Parameters:
    ///   - rate: of the optimizer; above 2 training diverges.
    ///   - hasPrior: whether the model can be sampled untrained.
    ///   - meanName: the name of a slot, to make programs whose tables differ.
    public static func make(
        name: String = "TinyModel", rate: Double = 0.05, hasPrior: Bool = true, meanName: String = "decoder.mean"
    ) -> Program {
        let description = ModelDescription(
            name: name, documentation: "Four numbers around a learned mean.",
            data: [ModelDescription.Variable("x", .real, shape: [columns])], givens: [],
            latents: [ModelDescription.Variable("z", .real, shape: [codes])], hasPrior: hasPrior,
            training: ModelDescription.Training(
                optimizer: "momentum", rate: .constant(rate), divergenceWeight: .ramp(from: 0, to: 1, epochs: 2),
                batch: batch, epochs: 3, seed: 0),
            sourceHash: 1, instructionSet: "any")
        let table = TableLayout(
            slots: [
                TableLayout.Slot(
                    meanName, kind: .parameter, shape: [2, 2], strides: [1, 2], offset: Place.mean,
                    initial: .uniform(bound: 0.5)),
                TableLayout.Slot(
                    "optimizer.momentum", kind: .moment, shape: [columns], strides: [1], offset: Place.momentum,
                    initial: .constant(0)),
            ], size: 16)
        return Program(
            description: description, entries: Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0) }),
            table: table, engine: "compiled")
    }

    /// Offsets in the table and in the arena.
    enum Place {
        static let mean = 0, momentum = 8
        static let rate = 0, weight = 1, temperature = 2, means = 4
        static let first = 16, second = 16 + 8 * batch, third = 16 + 16 * batch
    }

    private static let entries: [EntryPoint] = [
        entry(
            "trainStep", scalars: [("rate", Place.rate), ("weight", Place.weight)],
            outputs: zip(["objective", "bound", "reconstruction", "divergence"], 0...).map { name, index in
                EntryPoint.Output(name, axes: [], strides: [], offset: Place.means + index)
            }, kernel: TinyKernels.trainStep,
            probes: [
                EntryPoint.Probe(phase: 0, line: 7, place: perRow("decoder.x", Place.first, columns: columns))
            ]),
        entry(
            "bound",
            outputs: [
                perRow("bound", Place.first), perRow("reconstruction", Place.second),
                perRow("divergence", Place.third),
            ], kernel: TinyKernels.bound),
        entry("logWeights", outputs: [perRow("logWeight", Place.first)], kernel: TinyKernels.logWeights),
        entry(
            "encode",
            outputs: [
                perRow("z.mean", Place.first, columns: codes), perRow("z.logVariance", Place.second, columns: codes),
                perRow("z", Place.first, columns: codes),
            ], kernel: TinyKernels.encode),
        entry(
            "decode", input: ("z", codes), outputs: [perRow("x.mean", Place.first, columns: columns)],
            kernel: TinyKernels.decode),
        entry(
            "reconstruct", outputs: [perRow("x.mean", Place.first, columns: columns)],
            kernel: TinyKernels.reconstruct),
        entry(
            "sample", input: nil, scalars: [("temperature", Place.temperature)],
            outputs: [
                perRow("x.mean", Place.first, columns: columns), perRow("z", Place.second, columns: codes),
                perRow("x.sample", Place.first, columns: columns),
            ], kernel: TinyKernels.sample),
    ]

    /// An output with a row for each example, eight floats apart.
    private static func perRow(_ name: String, _ offset: Int, columns: Int? = nil) -> EntryPoint.Output {
        let axes: [Count] = [Count(1, isBatch: true)] + (columns.map { [Count($0)] } ?? [])
        let strides: [Count] = [Count(8)] + (columns == nil ? [] : [Count(1)])
        return EntryPoint.Output(name, axes: axes, strides: strides, offset: offset)
    }

    private static func entry(
        _ name: String, input: (String, Int)? = ("x", columns), scalars: [(String, Int)] = [],
        outputs: [EntryPoint.Output], kernel: @escaping KernelFunction, probes: [EntryPoint.Probe] = []
    ) -> EntryPoint {
        EntryPoint(
            name: name, batch: batch, arenaSize: 16 + 24 * batch + 16,
            inputs: input.map { [EntryPoint.Input($0.0, columns: $0.1)] } ?? [],
            scalars: scalars.map { EntryPoint.Scalar($0.0, offset: $0.1) }, outputs: outputs,
            phases: [[ScheduledKernel(kernel, rowTasks: Count(1), columnTasks: Count(1))]], probes: probes)
    }
}
