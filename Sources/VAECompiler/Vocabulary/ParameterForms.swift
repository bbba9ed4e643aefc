import Foundation
import VAEGraph
import VAELanguage

/// One parameter of a distribution in all the forms people write it in: a spread as `scale`, `logScale`, `variance` or
/// `logVariance`. Any form can be had from any other.
struct ParameterForms: Sendable {
    /// One form.
    struct Form: Sendable {
        /// The label with its support, for the checker.
        let parameter: Signature.Parameter
    }

    /// From one form to another.
    struct Conversion: Hashable, Sendable {
        /// The label that was given.
        let given: String
        /// The label that is wanted.
        let wanted: String
    }

    /// The forms, of which exactly one is given.
    let forms: [Form]
    /// All conversions between two forms that differ.
    let conversions: [Conversion: @Sendable (Tensor) -> Tensor]

    /// The form of that label.
    func form(_ label: String) -> Form? { forms.first { $0.parameter.label == label } }

    /// A parameter with a single form.
    static func single(_ label: String, default text: String?, support: Support = .real, summary: String) -> Self {
        let parameter = Signature.Parameter(label, .tensor, default: text, support: support, summary: summary)
        return ParameterForms(forms: [Form(parameter: parameter)], conversions: [:])
    }

    /// Where the distribution lies.
    static let location = single("mean", default: "0", summary: "where it lies, μ")

    /// How wide the distribution is, σ, for families whose variance people speak of.
    ///
    /// A log-variance is kept within [−30, 20] and a log-scale within half of that: the gradient is zero outside.
    static let scaleOrVariance = ParameterForms(
        forms: [
            form("scale", .positive, "how wide it is, σ"),
            form("logScale", .real, "log σ", clamp: -15...10),
            form("variance", .positive, "σ²"),
            form("logVariance", .real, "log σ²", clamp: -30...20),
        ],
        conversions: [
            Conversion(given: "scale", wanted: "logScale"): { log($0) },
            Conversion(given: "scale", wanted: "variance"): { square($0) },
            Conversion(given: "scale", wanted: "logVariance"): { log($0) * 2 },
            Conversion(given: "logScale", wanted: "scale"): { exp($0) },
            Conversion(given: "logScale", wanted: "variance"): { exp($0 * 2) },
            Conversion(given: "logScale", wanted: "logVariance"): { $0 * 2 },
            Conversion(given: "variance", wanted: "scale"): { sqrt($0) },
            Conversion(given: "variance", wanted: "logScale"): { log($0) * 0.5 },
            Conversion(given: "variance", wanted: "logVariance"): { log($0) },
            Conversion(given: "logVariance", wanted: "scale"): { exp($0 * 0.5) },
            Conversion(given: "logVariance", wanted: "logScale"): { $0 * 0.5 },
            Conversion(given: "logVariance", wanted: "variance"): { exp($0) },
        ])

    /// How wide the distribution is, b, where only the scale has a name.
    static let scale = ParameterForms(
        forms: [
            form("scale", .positive, "how wide it is, b"),
            form("logScale", .real, "log b", clamp: -15...10),
        ],
        conversions: [
            Conversion(given: "scale", wanted: "logScale"): { log($0) },
            Conversion(given: "logScale", wanted: "scale"): { exp($0) },
        ])

    /// A probability λ. Probabilities of exactly 0 and 1 are moved by 2⁻²³, about what a 32-bit number tells from them,
    /// so that their logarithms are finite.
    static let probability = ParameterForms(
        forms: [
            form("logits", .real, "log(λ / (1 − λ))"),
            form("probs", .unit, "the probability λ"),
        ],
        conversions: [
            Conversion(given: "logits", wanted: "probs"): { sigmoid($0) },
            Conversion(given: "probs", wanted: "logits"): { probability in
                // A sigmoid is undone exactly: loss and gradient are then those of logits.
                let node: Node = probability.node
                if node.operation == .unary(.sigmoid) { return probability.builder.tensor(node.operands[0]) }
                let p: Tensor = probability.clamped(exp2(-23), 1 - exp2(-23))
                return log(p) - (-p).apply(.logarithmOfOnePlus)
            },
        ])

    private static func form(
        _ label: String, _ support: Support, _ summary: String, clamp: ClosedRange<Double>? = nil
    ) -> Form {
        Form(parameter: .init(label, .tensor, support: support, clamp: clamp, summary: summary))
    }
}

/// The parameters of a distribution in a graph: those given, read in any form, all of the shape in which they are used.
struct DistributionParameters {
    /// What was given, in the form it was given in, limits applied.
    let given: [String: Field]
    /// The parameters of the family.
    let family: [ParameterForms]
    /// The graph they are in.
    let builder: GraphBuilder
    /// Repeats a field over the axes in which all parameters are used.
    let align: (Field) -> Tensor

    /// The parameter of that label. Conversions are made before the value is repeated.
    subscript(_ label: String) -> Tensor {
        if let field = given[label] { return align(field) }
        for forms in family where forms.form(label) != nil {
            for (known, field) in given.sorted(by: { $0.key < $1.key }) {
                if let convert = forms.conversions[.init(given: known, wanted: label)] {
                    return align(field.map(convert))
                }
            }
        }
        builder.note("the parameter \(label) is asked for, and \(given.keys.sorted()) are known")
        return builder.constant(0)
    }
}
