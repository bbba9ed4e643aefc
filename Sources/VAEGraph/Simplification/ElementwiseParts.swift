/// An elementwise operation that gives numbers, taken apart, so that movement can pass it. A comparison inside a selection
/// counts as part of it: masks never stand alone, since only registers hold them.
struct ElementwiseParts {
    /// What it is a function of: tensors of one shape.
    let inputs: [Tensor]
    private let operation: Operation
    private let comparison: Comparison?

    /// nil for what is not elementwise, and for masks.
    init?(_ tensor: Tensor) {
        let node = tensor.node
        operation = node.operation
        switch operation {
        case .unary, .binary, .stopGradient:
            inputs = tensor.operands
            comparison = nil
        case .select:
            let mask: Tensor = tensor.operands[0]
            guard case .compare(let how) = mask.node.operation else { return nil }
            inputs = mask.operands + tensor.operands[1...]
            comparison = how
        default: return nil
        }
    }

    /// The same function of other inputs, again of one shape.
    func applied(to inputs: [Tensor]) -> Tensor {
        if let comparison { return inputs[0].compare(comparison, inputs[1]).select(inputs[2], inputs[3]) }
        return inputs[0].builder.add(operation, inputs, shape: inputs[0].shape)
    }
}
