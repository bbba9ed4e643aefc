extension Pass {
    /// Selections by one mask join, as the gradients of leaky functions hold them: g where x > 0, and elsewhere s · g.
    static let selections = Pass("selections", "joins selections by one mask", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("select(m, a, b) ± select(m, c, d) = select(m, a ± c, b ± d)", at: .binary(.add), .binary(.subtract)) {
            t, uses in
            guard let left = Selection(t.operands[0]), let right = Selection(t.operands[1]) else { return nil }
            guard uses.isSingle(t.operands[0]), uses.isSingle(t.operands[1]) else { return nil }
            // Only where a zero on either side leaves nothing to add.
            let isSimple: Bool = (left.yes.isNumber(0) || right.yes.isNumber(0)) && left.mask.isSame(as: right.mask)
            guard isSimple, left.no.isNumber(0) || right.no.isNumber(0) else { return nil }
            return t.node.operation == .binary(.add)
                ? left.mask.select(left.yes + right.yes, left.no + right.no)
                : left.mask.select(left.yes - right.yes, left.no - right.no)
        },
        Rewrite("select(m, a, number) · number = select(m, a · number, number)", at: .binary(.multiply)) { t, uses in
            t.either(.multiply) { selected, factor in
                guard factor.number != nil, let choice = Selection(selected), uses.isSingle(selected) else {
                    return nil
                }
                guard choice.yes.number != nil || choice.no.number != nil else { return nil }
                return choice.mask.select(choice.yes * factor, choice.no * factor)
            }
        },
        // So that the gradient of a leaky ramp needs its result alone.
        Rewrite("max(x, c · x) ≤ c · x is max(x, c · x) ≤ 0 for 0 < c < 1", at: .compare) { t, _ in
            guard t.node.operation == .compare(.lessOrEqual) else { return nil }
            let (largest, scaled) = (t.operands[0], t.operands[1])
            let isLeaky: Bool? = largest.either(.maximum) { x, other in
                guard other.isSame(as: scaled) else { return nil }
                return scaled.either(.multiply) { a, b in
                    guard a.isSame(as: x), let slope = b.number, slope > 0, slope < 1 else { return nil }
                    return true
                }
            }
            return isLeaky == true ? largest.compare(.lessOrEqual, largest.filled(0)) : nil
        },
    ]
}

/// A selection taken apart.
private struct Selection {
    let mask: Tensor
    let yes: Tensor
    let no: Tensor

    init?(_ tensor: Tensor) {
        guard tensor.node.operation == .select else { return nil }
        let operands: [Tensor] = tensor.operands
        (mask, yes, no) = (operands[0], operands[1], operands[2])
    }
}
