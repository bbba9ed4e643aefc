extension Pass {
    /// Functions of known numbers become numbers, where the result is finite.
    static let constantFolding = Pass("constantFolding", "evaluates what is known", rewrites: rewrites)

    private static let rewrites: [Rewrite] = [
        Rewrite("f(number) = number", at: Operation.Kind.everyUnary) { t, _ in
            guard case .unary(let function) = t.node.operation, let x = t.operands[0].number else { return nil }
            return folded(Elementary.function(function)(x), like: t)
        },
        Rewrite("f(number, number) = number", at: Operation.Kind.everyBinary) { t, _ in
            guard case .binary(let function) = t.node.operation else { return nil }
            guard let x = t.operands[0].number, let y = t.operands[1].number else { return nil }
            return folded(Elementary.function(function)(x, y), like: t)
        },
        Rewrite("select of a known mask = the chosen", at: .select) { t, _ in
            let mask: Tensor = t.operands[0]
            guard case .compare(let comparison) = mask.node.operation else { return nil }
            guard let x = mask.operands[0].number, let y = mask.operands[1].number else { return nil }
            return t.operands[Elementary.holds(comparison, x, y) ? 1 : 2]
        },
        Rewrite("select(m, x, x) = x", at: .select) { t, _ in
            t.operands[1].isSame(as: t.operands[2]) ? t.operands[1] : nil
        },
    ]

    private static func folded(_ number: Double, like tensor: Tensor) -> Tensor? {
        number.isFinite ? tensor.filled(number) : nil
    }
}
