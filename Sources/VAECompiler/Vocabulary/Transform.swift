import VAEGraph
import VAELanguage

/// A step between the stored values of a data set and the variable that the model is about.
struct Transform: Sendable {
    /// What the checker and the reference page know.
    let signature: Signature
    /// Appends its nodes.
    let lower: @Sendable (Field, Settings, _ variable: String, GraphBuilder) -> Field

    /// Zeros and ones from values in [0, 1]: drawn anew in each epoch of training with the value as probability of 1,
    /// and once for all in evaluation; or 1 from ½ on.
    static let binarize = Transform(
        signature: Signature(
            "binarize", .transform,
            summary: "1 with the value as probability, anew in each epoch of training and once for all in evaluation "
                + "(`stochastic`), or 1 from ½ on (`threshold`)",
            parameters: [
                .init(
                    "method", .choice(["stochastic", "threshold"]), default: "stochastic", positional: true,
                    summary: "how zeros and ones are made")
            ], range: .binary)
    ) { field, settings, variable, builder in
        let (one, zero): (Tensor, Tensor) = (builder.constant(1), builder.constant(0))
        return field.map { value in
            if settings.choice("method") == "threshold" {
                return builder.constant(0.5).compare(.lessOrEqual, value).select(one, zero)
            }
            let noise = Noise(.uniform, stream: variable + ".binarize", clock: .epoch)
            return builder.noise(noise, shape: value.shape).compare(.less, value).select(one, zero)
        }
    }
}
