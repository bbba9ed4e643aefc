/// A graph whose nodes are divided into groups, each of which becomes one kernel.
public struct FusedGraph: Hashable, Sendable {
    /// What a group does before its elementwise members.
    public enum Kind: String, Hashable, Sendable {
        /// Copies the rows of an input.
        case fetch
        /// Nothing.
        case elementwise
        /// A matrix product.
        case contraction
        /// A convolution, one of its adjoints, or pooling.
        case image
        /// A reduction of a stored value, or of the partial sums that another group left.
        case reduction
        /// Puts pieces side by side (concat, pad): a copy for each piece that was not computed in its place.
        case assembly
    }

    /// How a sum is begun inside the group that computes what is summed.
    public enum Partial: String, Hashable, Sendable {
        /// Each task adds up its columns, lane by lane, for every row.
        case overColumns
        /// Each task adds up its rows, for every column.
        case overRows
    }

    /// Nodes that are computed together.
    public struct Group: Hashable, Sendable {
        /// What it does first.
        public var kind: Kind
        /// The input, contraction, reduction, concat or pad; nil for an elementwise group.
        public var root: Value?
        /// The elementwise nodes, in topological order; all have the shape `domain`.
        public var members: [Value]
        /// The shape of what the group computes.
        public var domain: Shape
    }

    /// The nodes and outputs.
    public var graph: Graph
    /// What the step changes.
    var assignments: [PreparedGraph.Assignment]
    /// The groups, in topological order.
    public var groups: [Group]
    /// The group of each node; nil for leaves, views and inlined nodes.
    public var groupOf: [Int?]
    /// Elementwise nodes that are computed anew wherever they are used instead of being stored.
    public var inlined: Set<Int>
    /// For each group those that must have run before: what it reads, and readers of slots that it overwrites.
    public var dependencies: [[Int]]
    /// Sums that begin in the group that computes their operand.
    public var partials: [Value: Partial]
}

extension Graph {
    /// What a node is to the fusion and the planner.
    enum Role {
        /// A number written in the text.
        case constant
        /// Stands in memory already: slot, scalar, batch.
        case stored
        /// The same elements seen through other axes: reshape, permute, broadcast, slice; and slots side by side, which
        /// the table keeps in one matrix.
        case view
        /// One result element for each element of operands of the same shape.
        case elementwise
        /// Starts a group of its own: input, contract, reduce, concat, pad.
        case root(FusedGraph.Kind)
    }

    /// The role of a node.
    func role(_ value: Value) -> Role {
        switch self[value].operation {
        case .constant: .constant
        case .slot, .scalar, .batch: .stored
        case .reshape, .permute, .broadcast, .slice: .view
        case .unary, .binary, .compare, .select, .stopGradient, .noise, .index: .elementwise
        case .input: .root(.fetch)
        case .contract: .root(.contraction)
        case .reduce: .root(.reduction)
        case .convolve, .pool: .root(.image)
        case .concat: isConcatenationOfSlots(value) ? .view : .root(.assembly)
        case .pad: .root(.assembly)
        // Expanded by `differentiate` long before. There is no kernel for it, and the planner says so.
        case .gradient: .root(.contraction)
        }
    }

    /// Whether a node puts whole slots side by side along their last axis.
    func isConcatenationOfSlots(_ value: Value) -> Bool {
        guard case .concat(let axis) = self[value].operation, axis == self[value].shape.rank - 1 else { return false }
        return self[value].operands.allSatisfy { operand in
            if case .slot = self[operand].operation { return true }
            return false
        }
    }

    /// Whether a node only shows elements that stand elsewhere.
    func isView(_ value: Value) -> Bool {
        if case .view = role(value) { return true }
        return false
    }
}
