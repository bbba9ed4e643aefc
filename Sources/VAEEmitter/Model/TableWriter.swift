import VAEGraph

// The parameter table's layout as a value of the runtime's `TableLayout`.

extension TablePlan {
    /// What makes the whole layout.
    var statements: [SwiftStatement] {
        SwiftStatement.list("slots", of: .member("TableLayout", "Slot"), placements.map(\.expression))
            + [.result(.call("TableLayout", [.labelled("slots", "slots"), .labelled("size", .integer(size))]))]
    }
}

extension TablePlan.Placement {
    /// The slot, axes in the order of checkpoints.
    fileprivate var expression: SwiftExpression {
        let walk: (lengths: [Int], strides: [Int]) = slot.logicalWalk(strides: strides)
        let kind: Identifier =
            switch slot.kind {
            case .parameter: "parameter"
            case .moment: "moment"
            case .statistic: "statistic"
            }
        let isOrdinary: Bool = walk.lengths == slot.logicalShape
        let lengths: [SwiftExpression.Argument] =
            isOrdinary ? [] : [.labelled("lengths", .array(walk.lengths.map { .integer($0) }))]
        return .call(
            .member("TableLayout", "Slot"),
            [
                .plain(.string(slot.name)), .labelled("kind", .implicitMember(kind)),
                .labelled("shape", .array(slot.logicalShape.map { .integer($0) })),
            ] + lengths + [
                .labelled("strides", .array(walk.strides.map { .integer($0) })),
                .labelled("offset", .integer(offset)), .labelled("initial", slot.initial.expression),
            ])
    }
}

extension ParameterTable.Initial {
    /// How a slot starts.
    fileprivate var expression: SwiftExpression {
        switch self {
        case .constant(let value): .call(.implicitMember("constant"), [.plain(.double(value))])
        case .uniform(let bound): .call(.implicitMember("uniform"), [.labelled("bound", .double(bound))])
        case .normal(let scale): .call(.implicitMember("normal"), [.labelled("scale", .double(scale))])
        }
    }
}
