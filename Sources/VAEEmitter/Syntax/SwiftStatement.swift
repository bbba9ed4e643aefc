/// A statement as it is written.
indirect enum SwiftStatement: Hashable, Sendable {
    /// `let row: Int = …`
    case constant(Identifier, SwiftType?, SwiftExpression)
    /// `var row: Int = …`
    case variable(Identifier, SwiftType?, SwiftExpression)
    /// `x = …`
    case assign(SwiftExpression, SwiftExpression)
    /// `x += …`, `x &+= …`
    case update(SwiftExpression, SwiftExpression.Operator, SwiftExpression)
    /// An expression for its effect.
    case expression(SwiftExpression)
    /// `for row in lower..<upper { … }`; without a name `_`
    case forEach(Identifier?, in: SwiftExpression, [SwiftStatement])
    /// `while condition { … }`
    case loop(while: SwiftExpression, [SwiftStatement])
    /// `if condition { … } else { … }`
    case branch(if: SwiftExpression, [SwiftStatement], else: [SwiftStatement])
    /// `withScratch(floats: 16) { name in … }`
    case scoped(SwiftExpression, Identifier, [SwiftStatement])
    /// `return …`
    case result(SwiftExpression)
    /// `// …`
    case comment(String)
}
