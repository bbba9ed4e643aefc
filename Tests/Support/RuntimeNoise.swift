import VAEGraph
import VAERuntime

/// The noise that the runtime draws for a call, in Double: what the reference is given to be compared with it.
///
/// - Parameter examples: the example of each row.
package func runtimeNoise(_ key: NoiseKey, examples: [UInt32]) -> Reference.NoiseSource {
    { noise, row, element in
        let place = NoiseRow(
            example: examples[row], clock: noise.clock == .step ? key.step : key.epoch,
            stream: VAERuntime.Noise.streamNumber(noise.stream), seed: key.seed)
        return noise.kind == .normal
            ? VAERuntime.Noise.normalReference(place, column: element)
            : VAERuntime.Noise.uniformReference(place, column: element)
    }
}
