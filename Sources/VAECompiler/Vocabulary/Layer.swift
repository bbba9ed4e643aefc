import VAEGraph
import VAELanguage

/// A word applied to tensors (a layer, an elementwise function, a combination) and all there is about it.
struct Layer: Sendable {
    /// What it means for how the layer before it should start.
    enum Role: Sendable {
        /// Of the relu family: what feeds it starts with `heUniform`.
        case rectifier
        /// Keeps its input's distribution or order: looks through to the next.
        case transparent
        /// Neither.
        case other
    }

    /// What the checker and the reference page know.
    let signature: Signature
    /// What it means for the initialisation of what feeds it.
    let role: Role
    /// Appends its nodes.
    let lower: @Sendable (LayerCall, inout Lowering) throws(LoweringError) -> Field

    /// A word with its lowering.
    init(
        _ signature: Signature, role: Role = .other,
        lower: @escaping @Sendable (LayerCall, inout Lowering) throws(LoweringError) -> Field
    ) {
        self.signature = signature
        self.role = role
        self.lower = lower
    }

    /// An elementwise function of one tensor: f(x).
    init(
        function name: String, _ formula: String, range: Support = .real, parameters: [Signature.Parameter] = [],
        role: Role = .other, _ function: @escaping @Sendable (Tensor, Settings) -> Tensor
    ) {
        signature = Signature(name, .function, summary: formula, parameters: parameters, range: range)
        self.role = role
        lower = { call, _ throws(LoweringError) in call.input.map { function($0, call.settings) } }
    }
}

/// One use of a layer: what it is applied to and with which settings.
struct LayerCall {
    /// The tensor inputs, the piped one first.
    let inputs: [Field]
    /// The supports of the inputs.
    let supports: [Support]
    /// The arguments by label.
    let settings: Settings
    /// Where its parameters live.
    let path: String
    /// Its per-example result, as the checker found it.
    let shape: [Int]
    /// Where it stands.
    let range: SourceRange

    /// The piped input.
    var input: Field { inputs[0] }

    /// What the rules of the signature are asked.
    var query: Signature.ShapeQuery {
        Signature.ShapeQuery(inputs: inputs.map(\.shape), arguments: settings.arguments, supports: supports)
    }
}
