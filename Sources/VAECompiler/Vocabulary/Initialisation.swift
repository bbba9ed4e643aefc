import Foundation
import VAEGraph
import VAELanguage

/// A word that says how a weight starts.
struct Initialisation: Sendable {
    /// What is known of the weight.
    struct Query: Sendable {
        /// How many inputs feed an output.
        let fanIn: Int
        /// How many outputs an input feeds.
        let fanOut: Int
        /// The word's arguments.
        let settings: Settings
    }

    /// What the checker and the reference page know.
    let signature: Signature
    /// How the slot starts.
    let initial: @Sendable (Query) -> ParameterTable.Initial

    /// The initialisations of the language.
    static let all: [Initialisation] = [
        // Glorot and Bengio 2010, equation 16.
        Initialisation(
            signature: Signature("xavierUniform", .initialisation, summary: "Uniform within ±√(6 / (in + out))"),
            initial: xavierUniform),
        Initialisation(
            signature: Signature("xavierNormal", .initialisation, summary: "Normal, σ = √(2 / (in + out))"),
            initial: { .normal(scale: (2 / Double($0.fanIn + $0.fanOut)).squareRoot()) }),
        // He et al. 2015, section 2.2.
        Initialisation(
            signature: Signature("heUniform", .initialisation, summary: "Uniform within ±√(6 / in)"), initial: heUniform
        ),
        Initialisation(
            signature: Signature("heNormal", .initialisation, summary: "Normal, σ = √(2 / in)"),
            initial: { .normal(scale: (2 / Double($0.fanIn)).squareRoot()) }),
        Initialisation(
            signature: Signature(
                "normal", .initialisation, summary: "Normal with mean 0",
                parameters: [.init("scale", .number(0...1000), default: "0.01", positional: true, summary: "σ")]),
            initial: { .normal(scale: $0.settings.number("scale")) }),
        Initialisation(
            signature: Signature("zeros", .initialisation, summary: "Zero"), initial: { _ in .constant(0) }),
    ]

    @Sendable private static func xavierUniform(_ query: Query) -> ParameterTable.Initial {
        .uniform(bound: (6 / Double(query.fanIn + query.fanOut)).squareRoot())
    }

    @Sendable private static func heUniform(_ query: Query) -> ParameterTable.Initial {
        .uniform(bound: (6 / Double(query.fanIn)).squareRoot())
    }
}
