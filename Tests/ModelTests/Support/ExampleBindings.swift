import PlanSamples
import TestSupport
import VAECompiler
import VAEGraph
import VAERuntime

/// Made-up numbers for everything that a model's graphs read, each of which a `Float` holds exactly.
struct ExampleBindings {
    /// Where the runtime's noise starts.
    static let key = NoiseKey.training(seed: 0x1234_5678_9ABC_DEF0, step: 3, epoch: 2)
    /// The example of each row.
    let examples: [UInt32]
    /// What the reference is given; its noise is the runtime's.
    let bindings: Reference.Bindings

    init(_ description: ModelDescription, table: ParameterTable, batch: Int) {
        var generator = SeededGenerator(seed: 7)
        var data = ExampleData(seed: 8)
        var bindings = Reference.Bindings(batch: batch)
        for variable in description.data + description.givens + description.latents {
            bindings.inputs[variable.name] = Batch(data.rows(of: variable, count: batch)).values.map { Double($0) }
        }
        for slot in table.slots {
            let count: Int = slot.shape.reduce(1, *)
            let numbers: [Double]
            switch (slot.kind, slot.initial) {
            // Moments of many steps: where they are as good as zero, the step of an optimizer hangs on the last digit.
            case (.moment, _): numbers = slot.shape.isEmpty ? [9] : generator.numbers(count, 0.1...1)
            case (_, .constant(let value)): numbers = generator.numbers(count, value - 0.1...value + 0.1)
            case (_, .uniform(let bound)): numbers = generator.numbers(count, -bound...bound)
            case (_, .normal(let scale)): numbers = generator.numbers(count, -2 * scale...2 * scale)
            }
            bindings.slots[slot.name] = numbers.map { Double(Float($0)) }
        }
        bindings.scalars = ["rate": 0.01, "weight": 0.75, "exampleCount": 50, "temperature": 0.875, "clipNorm": 1]
            .mapValues { Double(Float($0)) }
        let examples: [UInt32] = (0..<batch).map { UInt32($0 * 7919 % 60_000) }
        bindings.noise = runtimeNoise(ExampleBindings.key, examples: examples)
        self.examples = examples
        self.bindings = bindings
    }
}
