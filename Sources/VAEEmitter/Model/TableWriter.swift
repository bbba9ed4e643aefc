import VAEGraph

// The parameter table's layout as a value of the runtime's `TableLayout`.

extension TablePlan {
    /// The whole layout.
    var expression: SwiftExpression {
        .call(
            "TableLayout",
            [.labelled("slots", .array(placements.map(\.expression))), .labelled("size", .integer(size))])
    }
}

extension TablePlan.Placement {
    /// The slot, axes in the order of checkpoints.
    fileprivate var expression: SwiftExpression {
        let logicalStrides: [Int] = slot.logicalAxes.map { strides[$0] }
        let kind: Identifier =
            switch slot.kind {
            case .parameter: "parameter"
            case .moment: "moment"
            case .statistic: "statistic"
            }
        return .call(
            .member("TableLayout", "Slot"),
            [
                .plain(.string(slot.name)), .labelled("kind", .implicitMember(kind)),
                .labelled("shape", .array(slot.logicalShape.map { .integer($0) })),
                .labelled("strides", .array(logicalStrides.map { .integer($0) })),
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
