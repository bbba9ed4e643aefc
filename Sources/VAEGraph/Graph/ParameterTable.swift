/// What a model keeps between calls: parameters, the optimizer's moments and counts, running statistics.
///
/// A slot has two shapes. The graph sees `shape`, in the order kernels want it (a dense weight is [in, out]); a
/// checkpoint holds `logicalShape`, PyTorch's (out, in), and `logicalAxes` says which axis of the graph's shape each
/// logical axis is.
public struct ParameterTable: Hashable, Sendable {
    /// What a slot is for.
    public enum Kind: String, Hashable, Sendable {
        /// Learned.
        case parameter
        /// The optimizer's, one per element of a parameter or one per step.
        case moment
        /// Running statistics of a normalisation.
        case statistic
    }

    /// How a slot starts.
    public enum Initial: Hashable, Sendable {
        /// One number everywhere.
        case constant(Double)
        /// Uniform between −bound and bound.
        case uniform(bound: Double)
        /// Normal with mean 0.
        case normal(scale: Double)
    }

    /// One tensor.
    public struct Slot: Hashable, Sendable {
        /// Its name in checkpoints: `decoder.mlp.x.logits.dense2.weight`.
        public var name: String
        /// What it is for.
        public var kind: Kind
        /// Its axes as the graph sees them.
        public var shape: [Int]
        /// For each axis of the logical shape, the axis of `shape`.
        public var logicalAxes: [Int]
        /// How it starts.
        public var initial: Initial
        /// Where it comes from.
        public var origin: Origin

        /// A slot; without `logicalAxes` both shapes are the same.
        public init(
            _ name: String, kind: Kind, shape: [Int], logicalAxes: [Int]? = nil, initial: Initial, origin: Origin
        ) {
            self.name = name
            self.kind = kind
            self.shape = shape
            self.logicalAxes = logicalAxes ?? Array(shape.indices)
            self.initial = initial
            self.origin = origin
        }

        /// How the elements stand if not in the order of the axes that the slot was declared with; set by
        /// `arrangeImages`.
        public var order: Order?

        /// Axes of a shape as they are made of smaller axes, and these in the order of checkpoints.
        public struct Order: Hashable, Sendable {
            /// For each axis of `shape` the lengths of the axes that it is made of, outermost first.
            public var pieces: [[Int]]
            /// For each axis of the logical shape the pieces that it is made of (counted over all axes), outermost first.
            public var logical: [[Int]]
        }

        /// The shape in checkpoints.
        public var logicalShape: [Int] {
            guard let order else { return logicalAxes.map { shape[$0] } }
            let lengths: [Int] = order.pieces.flatMap(\.self)
            return order.logical.map { $0.reduce(1) { $0 * lengths[$1] } }
        }

        /// Axes that visit the elements in the order of checkpoints, each with its length and its stride, given the
        /// strides of the axes of `shape`.
        public func logicalWalk(strides: [Int]) -> (lengths: [Int], strides: [Int]) {
            guard let order else { return (logicalShape, logicalAxes.map { strides[$0] }) }
            let lengths: [Int] = order.pieces.flatMap(\.self)
            var steps: [Int] = []
            for (pieces, stride) in zip(order.pieces, strides) {
                var step = stride
                var inner: [Int] = []
                for piece in pieces.reversed() {
                    inner.insert(step, at: 0)
                    step *= piece
                }
                steps += inner
            }
            let walk: [Int] = order.logical.flatMap(\.self)
            return (walk.map { lengths[$0] }, walk.map { steps[$0] })
        }
    }

    /// Slots that lie side by side in memory, so that what concatenates them along the axis reads one tensor in place.
    /// Their names, shapes and places in checkpoints stay their own. A slot is in one group at most.
    public struct Group: Hashable, Sendable {
        /// The slots, in the order in which they lie.
        public var slots: [String]
        /// The axis along which they follow one another; all other axes are equal.
        public var axis: Int

        /// A group.
        public init(slots: [String], axis: Int) {
            self.slots = slots
            self.axis = axis
        }
    }

    /// The slots, in the order of checkpoints.
    public var slots: [Slot] = []
    /// Which slots lie side by side; found by `mergeContractions` and `mergeUpdates`.
    public var groups: [Group] = []

    /// An empty table.
    public init() {}

    /// The group that a slot is in.
    public func group(of slot: String) -> Group? { groups.first { $0.slots.contains(slot) } }

    /// The slot of that name.
    public subscript(_ name: String) -> Slot? { slots.first { $0.name == name } }
}
