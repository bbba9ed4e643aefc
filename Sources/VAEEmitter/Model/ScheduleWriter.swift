import VAEGraph

/// Writes plans as values of the runtime's `EntryPoint`: inputs, results, and the kernels phase by phase.
struct ScheduleWriter {
    /// The plans, all for one target.
    let plans: [Plan]
    /// How each plan's kernels are called.
    let uses: [[KernelLibrary.Use]]
    /// The instruction set.
    let target: Target

    /// One static constant for each plan, and what makes it.
    func entryPoints(names: [Identifier]) throws -> [SwiftDeclaration] {
        try plans.indices.flatMap { index in
            let plan: Plan = plans[index]
            return SwiftDeclaration.made(
                names[index], "EntryPoint", try entryPoint(plan, uses[index]),
                "`\(plan.name)`: an arena of \(plan.arenaSize) floats for up to \(plan.batch) rows.")
        }
    }

    private func entryPoint(_ plan: Plan, _ uses: [KernelLibrary.Use]) throws -> [SwiftStatement] {
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
        var arguments: [SwiftExpression.Argument] = [
            .labelled("name", .string(plan.name)), .labelled("batch", .integer(plan.batch)),
            .labelled("arenaSize", .integer(plan.arenaSize)), .labelled("inputs", .array(inputs)),
            .labelled("scalars", .array(scalars)), .labelled("outputs", .array(outputs)),
            .labelled("phases", "phases"),
        ]
        var statements: [SwiftStatement] = SwiftStatement.list("phases", of: .array("ScheduledKernel"), phases)
        let probes: [SwiftExpression] = try self.probes(plan)
        if !probes.isEmpty {
            statements += SwiftStatement.list("probes", of: .member("EntryPoint", "Probe"), probes)
            arguments.append(.labelled("probes", "probes"))
        }
        return statements + [.result(.call("EntryPoint", arguments))]
    }

    /// Values inside a training step, to find where it went wrong.
    private func probes(_ plan: Plan) throws -> [SwiftExpression] {
        guard plan.name == "trainStep" || plan.name.hasPrefix("trainStep@") else { return [] }
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
