import VAEGraph
import VAELanguage

@testable import VAECompiler

/// An optimizer on one parameter of one element, fed a list of gradients, evaluated by the reference.
struct OptimizerProbe {
    let optimizer: Optimizer
    let settings: [String: Double]

    /// The parameter after each step, from 1, at a rate.
    func path(rate: Double, gradients: [Double], clipNorm: Double? = nil) throws -> [Double] {
        let arguments: [String: Argument] = settings.mapValues { .number($0) }
        let settings = Settings(arguments: arguments, signature: optimizer.signature)
        let builder = GraphBuilder(name: "step")
        let step = OptimizerStep(
            rate: builder.scalar("rate"), count: builder.slot("count", shape: .scalar) + 1, settings: settings)
        let moments: [Tensor] = (0..<optimizer.moments(settings)).map { builder.slot("m\($0)", shape: .scalar) }
        let before = ParameterStep(
            value: builder.slot("p", shape: .scalar), gradient: builder.scalar("gradient"), moments: moments)
        let after: ParameterUpdate = optimizer.update(step)(before)
        builder.assign("p", after.value)
        builder.assign("count", step.count)
        for (number, moment) in after.moments.enumerated() { builder.assign("m\(number)", moment) }

        var bindings = Reference.Bindings(batch: 1)
        bindings.slots = ["p": [1], "count": [0], "m0": [0], "m1": [0]]
        bindings.scalars["rate"] = rate
        return try gradients.map { gradient in
            bindings.scalars["gradient"] = gradient
            let results = try Reference.run(builder.graph, bindings)
            bindings.slots.merge(results.assignments) { _, new in new }
            return bindings.slots["p"]?[0] ?? .nan
        }
    }
}
