import VAECompiler
import VAEGraph
import VAELanguage

/// Writes the values that make up a model's `Program`: its description, the layout of its parameter table and its entry
/// points with their schedules.
struct ProgramWriter {
    /// What is known of the model beside its kernels.
    let description: Description
    /// Its plans, one for each entry point.
    let plans: [Plan]
    /// Where parameters lie.
    let table: TablePlan
    /// How each plan's kernels are called.
    let uses: [[KernelLibrary.Use]]
    /// The instruction set.
    let target: Target

    /// The members of the enumeration `Plans`.
    func members() throws -> [SwiftDeclaration] {
        var scope = Scope(taken: ["program", "description", "table"])
        let names: [Identifier] = plans.map { scope.name(Identifier($0.name).uncapitalised) }
        let entries: [SwiftExpression.Entry] = zip(plans, names).map { plan, name in
            SwiftExpression.Entry(key: .string(plan.name), value: .name(name))
        }
        let program: SwiftExpression = .call(
            "Program",
            [
                .labelled("description", "description"), .labelled("entries", .dictionary(entries)),
                .labelled("table", "table"), .labelled("engine", .string("compiled")),
            ])
        var result: [SwiftDeclaration] = [
            property("program", "Program", program, "The whole model."),
            property("description", "ModelDescription", descriptionValue, "Everything about the model beside its kernels."),
            property(
                "table", "TableLayout", tableValue,
                "Where parameters and the optimizer's state lie: \(table.size) floats in all."),
        ]
        for (index, plan): (Int, Plan) in plans.enumerated() {
            let text = "`\(plan.name)`: an arena of \(plan.arenaSize) floats for up to \(plan.batch) rows."
            result.append(property(names[index], "EntryPoint", try entryPoint(plan, uses[index]), text))
        }
        return result
    }

    private func property(
        _ name: Identifier, _ type: SwiftType, _ value: SwiftExpression, _ documentation: String
    ) -> SwiftDeclaration {
        .property(
            .init(isStatic: true, name: name, type: type, storage: .constant(value), documentation: documentation))
    }

    // MARK: - The description

    private var descriptionValue: SwiftExpression {
        .call(
            "ModelDescription",
            [
                .labelled("name", .string(description.name)),
                .labelled("documentation", .string(description.documentation)),
                .labelled("data", .array(description.data.map(variable))),
                .labelled("givens", .array(description.givens.map(variable))),
                .labelled("latents", .array(description.latents.map(variable))),
                .labelled("hasPrior", .boolean(description.hasPrior)),
                .labelled("training", training(description.training)),
                .labelled("sourceHash", .word(description.sourceHash)),
                .labelled("instructionSet", .string(target.name)),
            ])
    }

    private func variable(_ variable: Description.Variable) -> SwiftExpression {
        var arguments: [SwiftExpression.Argument] = [
            .plain(.string(variable.name)), .plain(support(variable.support)),
            .labelled("shape", .array(variable.shape.map { .integer($0) })),
        ]
        let transforms: [SwiftExpression] = variable.transforms.compactMap { transform in
            guard transform.name == "binarize" else { return nil }
            let isThreshold: Bool = transform.choices.values.contains("threshold")
            return .implicitMember(isThreshold ? "binarizeThreshold" : "binarizeStochastic")
        }
        if !transforms.isEmpty { arguments.append(.labelled("transforms", .array(transforms))) }
        return .call(.member("ModelDescription", "Variable"), arguments)
    }

    private func support(_ support: Support) -> SwiftExpression {
        switch support {
        case .real: .implicitMember("real")
        case .positive: .implicitMember("positive")
        case .unit: .implicitMember("unit")
        case .binary: .implicitMember("binary")
        case .byte: .implicitMember("byte")
        case .count: .implicitMember("count")
        case .category(let count): .call(.implicitMember("category"), [.plain(.integer(count))])
        }
    }

    private func training(_ training: Description.Training) -> SwiftExpression {
        var arguments: [SwiftExpression.Argument] = [
            .labelled("optimizer", .string(training.optimizer)),
            .labelled("rate", schedule(training.rate)),
            .labelled("divergenceWeight", schedule(training.divergenceWeight ?? .constant(1))),
            .labelled("batch", .integer(training.batch)),
            .labelled("epochs", .integer(training.epochs)),
            .labelled("seed", .word(training.seed)),
        ]
        if let norm: Double = training.clipNorm { arguments.append(.labelled("clipNorm", .double(norm))) }
        if let source: String = training.source { arguments.append(.labelled("source", .string(source))) }
        return .call(.member("ModelDescription", "Training"), arguments)
    }

    private func schedule(_ schedule: Schedule) -> SwiftExpression {
        func call(_ name: Identifier, _ arguments: KeyValuePairs<Identifier, Double>) -> SwiftExpression {
            .call(.implicitMember(name), arguments.map { .labelled($0.key, .double($0.value)) })
        }
        switch schedule {
        case .constant(let value): return .call(.implicitMember("constant"), [.plain(.double(value))])
        case .ramp(let from, let to, let epochs): return call("ramp", ["from": from, "to": to, "epochs": epochs])
        case .cosine(let from, let to, let epochs): return call("cosine", ["from": from, "to": to, "epochs": epochs])
        case .step(let from, let factor, let every):
            return call("step", ["from": from, "factor": factor, "every": every])
        }
    }

    // MARK: - The parameter table

    private var tableValue: SwiftExpression {
        .call(
            "TableLayout",
            [.labelled("slots", .array(table.placements.map(slot))), .labelled("size", .integer(table.size))])
    }

    private func slot(_ placement: TablePlan.Placement) -> SwiftExpression {
        let slot: ParameterTable.Slot = placement.slot
        let strides: [Int] = slot.logicalAxes.map { placement.strides[$0] }
        let kind: Identifier =
            switch slot.kind {
            case .parameter: "parameter"
            case .moment: "moment"
            case .statistic: "statistic"
            }
        return .call(
            .member("TableLayout", "Slot"),
            [
                .plain(.string(slot.name)), .labelled("kind", .implicitMember(kind)),
                .labelled("shape", .array(slot.logicalShape.map { .integer($0) })),
                .labelled("strides", .array(strides.map { .integer($0) })),
                .labelled("offset", .integer(placement.offset)), .labelled("initial", initial(slot.initial)),
            ])
    }

    private func initial(_ initial: ParameterTable.Initial) -> SwiftExpression {
        switch initial {
        case .constant(let value): .call(.implicitMember("constant"), [.plain(.double(value))])
        case .uniform(let bound): .call(.implicitMember("uniform"), [.labelled("bound", .double(bound))])
        case .normal(let scale): .call(.implicitMember("normal"), [.labelled("scale", .double(scale))])
        }
    }

    // MARK: - Entry points

    private func entryPoint(_ plan: Plan, _ uses: [KernelLibrary.Use]) throws -> SwiftExpression {
        let inputs: [SwiftExpression] = plan.inputs.map { input in
            .call(
                .member("EntryPoint", "Input"),
                [.plain(.string(input.name)), .labelled("columns", .integer(input.columns))])
        }
        let scalars: [SwiftExpression] = try plan.scalars.map { scalar in
            let buffer: Buffer = try self.buffer(scalar.buffer, of: plan)
            return .call(
                .member("EntryPoint", "Scalar"),
                [.plain(.string(scalar.name)), .labelled("offset", .integer(buffer.offset))])
        }
        let outputs: [SwiftExpression] = try plan.outputs.map { try output($0, of: plan) }
        let phases: [SwiftExpression] = plan.phases.map { phase in
            .array(phase.map { scheduled(plan.kernels[$0], uses[$0], largestBatch: plan.batch) })
        }
        return .call(
            "EntryPoint",
            [
                .labelled("name", .string(plan.name)), .labelled("batch", .integer(plan.batch)),
                .labelled("arenaSize", .integer(plan.arenaSize)), .labelled("inputs", .array(inputs)),
                .labelled("scalars", .array(scalars)), .labelled("outputs", .array(outputs)),
                .labelled("phases", .array(phases)),
                .labelled("probes", .array(try probes(plan))),
            ])
    }

    /// Values inside the training step, to find where it went wrong.
    private func probes(_ plan: Plan) throws -> [SwiftExpression] {
        guard plan.name == "trainStep" else { return [] }
        return try plan.probes.map { probe in
            .call(
                .member("EntryPoint", "Probe"),
                [
                    .labelled("phase", .integer(probe.phase)), .labelled("line", .integer(probe.line)),
                    .labelled("place", try output(probe.value, of: plan)),
                ])
        }
    }

    private func buffer(_ index: Int, of plan: Plan) throws -> Buffer {
        guard plan.buffers.indices.contains(index) else {
            throw EmissionError(plan.name, "there is no buffer \(index)")
        }
        return plan.buffers[index]
    }

    private func output(_ output: Plan.Output, of plan: Plan) throws -> SwiftExpression {
        let buffer: Buffer = try self.buffer(output.location.buffer, of: plan)
        var arguments: [SwiftExpression.Argument] = [
            .plain(.string(output.name)),
            .labelled("axes", .array(output.shape.axes.map(count))),
            .labelled("strides", .array(output.location.strides.map(count))),
            .labelled("offset", .integer(buffer.offset + output.location.offset)),
        ]
        if buffer.storage == .table { arguments.append(.labelled("isInTable", .boolean(true))) }
        return .call(.member("EntryPoint", "Output"), arguments)
    }

    private func scheduled(_ kernel: Kernel, _ use: KernelLibrary.Use, largestBatch: Int) -> SwiftExpression {
        let offsets: [SwiftExpression.Argument] = use.offsets.map { .plain(.integer($0)) }
        let call: SwiftExpression = .call(
            .member("Kernels", use.function), [.plain("raw"), .plain("task")] + offsets)
        return .call(
            "ScheduledKernel",
            [
                .plain(.closure(parameters: ["raw", nil, "task"], body: call)),
                .labelled("rowTasks", count(kernel.rowTasks(largestBatch: largestBatch))),
                .labelled("columnTasks", count(kernel.columnTasks)),
            ])
    }

    private func count(_ extent: Extent) -> SwiftExpression {
        var arguments: [SwiftExpression.Argument] = [.plain(.integer(extent.factor))]
        if extent.isBatch { arguments.append(.labelled("isBatch", .boolean(true))) }
        if extent.block != 1 { arguments.append(.labelled("block", .integer(extent.block))) }
        return .call("Count", arguments)
    }
}
