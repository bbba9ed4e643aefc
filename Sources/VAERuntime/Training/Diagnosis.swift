/// A step that went wrong.
struct Failure {
    /// The bound that it gave.
    var bound: Float
    /// What was done before it.
    var position: TrainingPosition
    /// Which of the alternatives it trained, or would have.
    var arm: Int
    /// The pulls before it, from the first step on.
    var pulls: [Pull]
}

extension Trainer {
    /// Finds the first number that was not finite: goes back to the safe point, does the steps from there again, and the
    /// last one phase by phase. Steps are reproducible to the bit, so it happens again.
    func diagnose(_ failure: Failure, from safe: SafePoint) throws -> TrainingDiverged {
        let (bound, failed): (Float, TrainingPosition) = (failure.bound, failure.position)
        var result = TrainingDiverged(
            model: model.description.name, epoch: epochNumber, step: failed.step + 1, bound: bound, place: .unknown,
            value: bound, rate: model.description.training.rate.value(epoch: position.epoch))
        var parameters: ParameterStore = safe.parameters
        var replay: TrainingPosition = safe.position
        try withRunners { runners, team in
            try parameters.withMutableTable { table in
                while replay.step < failed.step {
                    let arm: Int = failure.pulls.indices.contains(replay.step) ? failure.pulls[replay.step].arm : 0
                    _ = runners[arm].step(replay, on: team, table: table)
                    replay.step += 1
                    replay.stepOfEpoch += 1
                }
            }
            if let found = parameters.firstNonFinite() {
                result.place = .slot(name: found.slot.name, position: found.position)
                result.value = found.value
                return
            }
            guard replay.stepOfEpoch < stepsOfEpoch else { return }
            let runner: StepRunner = runners[failure.arm]
            let entry: EntryPoint = runner.frame.entry
            try parameters.withMutableTable { table in
                let rows: Int = runner.choose(replay)
                let context = runner.frame.prepared(table: table, rows: rows, noise: runner.noise(replay))
                for phase in entry.phases.indices {
                    withUnsafePointer(to: context) { team.run(KernelSchedule([entry.phases[phase]]), context: $0) }
                    for probe in entry.probes where probe.phase == phase {
                        guard let found = probe.place.firstNonFinite(context) else { continue }
                        result.place = .value(name: probe.place.name, line: probe.line, position: found.position)
                        result.value = found.value
                        return
                    }
                }
                for output in entry.outputs {
                    guard let found = output.firstNonFinite(context) else { continue }
                    result.place = .value(name: output.name, line: 0, position: found.position)
                    result.value = found.value
                    return
                }
            }
        }
        return result
    }
}

extension EntryPoint.Output {
    /// The first element that is not finite after a run.
    fileprivate func firstNonFinite(_ context: KernelContext) -> (position: [Int], value: Float)? {
        let rows: Int = context.rows
        let place = Strided(
            shape: axes.map { $0.value(rows: rows) }, strides: strides.map { $0.value(rows: rows) }, offset: offset)
        let found = place.firstNonFinite(in: isInTable ? context.table : context.arena)
        return found.map { (place.position(of: $0.index), $0.value) }
    }
}
