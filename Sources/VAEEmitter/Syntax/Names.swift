// Which names an expression or statement reads, so that an epilogue holds what its code needs and nothing else.

extension SwiftExpression {
    /// The names it mentions, member names and labels aside.
    var names: Set<Identifier> {
        switch self {
        case .name(let name), .address(let name): [name]
        case .this, .integer, .word, .float, .double, .string, .boolean, .none, .implicitMember, .type: []
        case .member(let base, _): base.names
        case .call(let function, let arguments):
            arguments.reduce(into: function.names) { $0.formUnion($1.value.names) }
        case .index(let base, let index): base.names.union(index.names)
        case .binary(let left, _, let right): left.names.union(right.names)
        case .conditional(let condition, let yes, let no): condition.names.union(yes.names).union(no.names)
        case .prefix(_, let value), .attempt(let value): value.names
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.names) }
        case .dictionary(let entries):
            entries.reduce(into: []) { $0.formUnion($1.key.names.union($1.value.names)) }
        case .closure(let parameters, let body): body.names.subtracting(parameters.compactMap(\.self))
        }
    }
}

extension SwiftStatement {
    /// The names it mentions.
    var names: Set<Identifier> {
        switch self {
        case .constant(_, _, let value), .variable(_, _, let value), .expression(let value), .result(let value):
            value.names
        case .assign(let target, let value), .update(let target, _, let value): target.names.union(value.names)
        case .forEach(_, let range, let body): body.names.union(range.names)
        case .loop(let condition, let body): body.names.union(condition.names)
        case .scoped(let call, _, let body): body.names.union(call.names)
        case .branch(let condition, let yes, let no): yes.names.union(no.names).union(condition.names)
        case .comment: []
        }
    }
}

extension Array<SwiftStatement> {
    /// The names they mention.
    var names: Set<Identifier> { reduce(into: []) { $0.formUnion($1.names) } }
}
