import VAEGraph
import VAELanguage

/// What is maximised, and what is reported beside it.
struct ObjectiveValue {
    /// What is maximised: a scalar.
    let objective: Tensor
    /// The parts of the bound.
    let terms: BoundTerms
}

extension Lowering {
    /// The objective of the model on the bound data: encoder, decoder, and how they are weighed.
    mutating func objective() throws(LoweringError) -> ObjectiveValue {
        let terms: BoundTerms = try boundTerms()
        let word: Objective = try vocabulary.objective(model.objective)
        let settings = Settings(model.objective, word.signature)
        let value: Tensor = try at(model.objective.range, "objective") { lowering throws(LoweringError) in
            let value: Tensor = word.value(terms, settings, lowering.builder)
            guard let prior = lowering.model.training.weightPrior else { return value }
            let logDensity: Tensor = try lowering.logDensityOfWeights(prior)
            return value + logDensity / lowering.builder.scalar("exampleCount")
        }
        return ObjectiveValue(objective: value, terms: terms)
    }

    /// The parts of the bound on the bound data, with the samples and the divergence that the objective asks for.
    mutating func boundTerms() throws(LoweringError) -> BoundTerms {
        let encoding: Encoding = try encode(.drawn)
        let decoding: Decoding = try decode(.known)
        let signature: Signature = try vocabulary.objective(model.objective).signature
        let call: Call = Settings(model.objective, signature).givenCall("divergence") ?? Call("analytic")
        return try terms(encoding, decoding, divergence: vocabulary.divergence(call))
    }

    /// The gradient of the loss with respect to every learned slot of the graph, in the order of the table.
    func gradients(of loss: Tensor) -> [(slot: ParameterTable.Slot, gradient: Tensor)] {
        var result: [(slot: ParameterTable.Slot, gradient: Tensor)] = []
        for slot in table.slots where slot.kind == .parameter {
            guard let value = slots[slot.name] else { continue }
            builder.origin = Origin(line: slot.origin.line, name: slot.name)
            result.append((slot, loss.gradient(withRespectTo: value)))
        }
        return result
    }

    /// Clips the gradients and assigns to every learned slot and to the optimizer's what the optimizer makes of them;
    /// running statistics follow the batch.
    mutating func update(
        _ gradients: [(slot: ParameterTable.Slot, gradient: Tensor)]
    ) throws(LoweringError) {
        for (slot, value) in statistics { builder.assign(slot, value) }
        let call: Call = model.training.optimizer
        let optimizer: Optimizer = try vocabulary.optimizer(call)
        let settings = Settings(call, optimizer.signature)
        builder.origin = Origin(line: line(call.range), name: "optimizer")
        let scale: Tensor? = model.training.clipNorm == nil ? nil : clipping(gradients.map(\.gradient))
        let rate: Tensor = builder.scalar("rate")
        var updates: [String: (ParameterStep) -> ParameterUpdate] = [:]
        for (slot, gradient) in gradients {
            guard let value = slots[slot.name] else { continue }
            let counter: String = counts?.name(for: slot.name) ?? StepCounts.common
            if updates[counter] == nil {
                builder.origin = Origin(line: line(call.range), name: "optimizer")
                let count: Tensor = optimizer.countsSteps ? nextCount(counter) : builder.constant(0)
                updates[counter] = optimizer.update(OptimizerStep(rate: rate, count: count, settings: settings))
            }
            guard let update = updates[counter] else { continue }
            builder.origin = Origin(line: slot.origin.line, name: slot.name)
            var moments: [Tensor] = []
            for number in 0..<optimizer.moments(settings) {
                moments.append(
                    self.slot(
                        slot.name + ".moment\(number + 1)", kind: .moment, shape: slot.shape,
                        logicalAxes: slot.logicalAxes, initial: .constant(0)))
            }
            let clipped: Tensor = scale.map { gradient * $0 } ?? gradient
            let after = update(ParameterStep(value: value, gradient: clipped, moments: moments))
            builder.assign(slot.name, after.value)
            for (number, moment) in after.moments.enumerated() {
                builder.assign(slot.name + ".moment\(number + 1)", moment)
            }
        }
    }

    /// The number of this step among those that a slot counts, from 1, which the slot is assigned.
    private mutating func nextCount(_ name: String) -> Tensor {
        let count: Tensor = slot(name, kind: .moment, shape: [], initial: .constant(0)) + 1
        builder.assign(name, count)
        return count
    }

    /// What all gradients are multiplied by, so that their Euclidean norm together is at most the scalar `clipNorm`
    /// (Pascanu, Mikolov and Bengio 2013, algorithm 1).
    private func clipping(_ gradients: [Tensor]) -> Tensor {
        var sum: Tensor = builder.constant(0)
        for gradient in gradients { sum = sum + square(gradient).sum() }
        let norm: Tensor = sqrt(sum)
        let largest: Tensor = builder.scalar("clipNorm")
        return largest.compare(.less, norm).select(largest / norm, builder.constant(1))
    }

    /// log p(θ) over the weights and biases of all layers; tensors declared by `parameter` are not among them.
    private mutating func logDensityOfWeights(_ prior: DistributionExpression) throws(LoweringError) -> Tensor {
        var sum: Tensor = builder.constant(0)
        for slot in table.slots where slot.kind == .parameter && !declaredSlots.contains(slot.name) {
            guard let value = slots[slot.name] else { continue }
            let distribution = try lower(prior, shape: slot.shape, name: "weightPrior")
            sum = sum + distribution.logDensity(of: Field(value, leading: 0), leadingAxes).tensor.sum()
        }
        return sum
    }
}
