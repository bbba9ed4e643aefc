/// A model that can run: what both engines make and everything else (training, queries, the command line) uses.
///
/// The generated code of a model has one as a static value; the interpreter makes one from plans.
public struct Program: Sendable {
    /// Everything about the model beside its kernels.
    public var description: ModelDescription
    /// The entry points by name: trainStep, bound, logWeights, encode, decode, reconstruct, sample.
    public var entries: [String: EntryPoint]
    /// The parameter table's layout in memory.
    public var table: TableLayout
    /// `compiled` or `interpreted`.
    public var engine: String
    /// Keeps the data of interpreted kernels alive.
    public var owner: (any Sendable & AnyObject)?

    /// A program.
    public init(
        description: ModelDescription, entries: [String: EntryPoint], table: TableLayout, engine: String,
        owner: (any Sendable & AnyObject)? = nil
    ) {
        self.description = description
        self.entries = entries
        self.table = table
        self.engine = engine
        self.owner = owner
    }
}

/// One entry point: its kernels in phases over an arena.
public struct EntryPoint: Sendable {
    /// Its name.
    public var name: String
    /// The largest number of rows of one call.
    public var batch: Int
    /// The arena's size in floats.
    public var arenaSize: Int
    /// What the caller binds, in the order of `KernelContext.inputs`.
    public var inputs: [Input]
    /// What the caller writes into the arena before a run; `batch` stands for the number of rows.
    public var scalars: [Scalar]
    /// Where results stand after a run.
    public var outputs: [Output]
    /// Kernels that may run at the same time, phase by phase.
    public let phases: [[ScheduledKernel]]
    /// The phases as a team runs them.
    public let schedule: KernelSchedule
    /// Where values inside stand, in the order of the phases: what is looked through for the first number that is not
    /// finite when training diverges.
    public var probes: [Probe]

    /// A variable that the caller binds.
    public struct Input: Sendable {
        /// Its name.
        public var name: String
        /// Elements in a row.
        public var columns: Int
        /// An input.
        public init(_ name: String, columns: Int) {
            self.name = name
            self.columns = columns
        }
    }

    /// A number set before a run.
    public struct Scalar: Sendable {
        /// Its name.
        public var name: String
        /// Its float in the arena.
        public var offset: Int
        /// A scalar.
        public init(_ name: String, offset: Int) {
            self.name = name
            self.offset = offset
        }
    }

    /// A result: element (i, j, …) is at `offset + i·strides[0] + …`.
    public struct Output: Sendable {
        /// Its name.
        public var name: String
        /// Its axes.
        public var axes: [Count]
        /// One for each axis, in floats.
        public var strides: [Count]
        /// The first element's float in the arena, or in the table.
        public var offset: Int
        /// Whether it stands in the table instead of the arena.
        public var isInTable: Bool
        /// A result.
        public init(_ name: String, axes: [Count], strides: [Count], offset: Int, isInTable: Bool = false) {
            self.name = name
            self.axes = axes
            self.strides = strides
            self.offset = offset
            self.isInTable = isInTable
        }
    }

    /// A value inside, as it stands when its phase has run.
    public struct Probe: Sendable {
        /// The phase, by place in the list.
        public var phase: Int
        /// The line of the model it comes from, the first being 1; 0 for none.
        public var line: Int
        /// Its name and where it stands.
        public var place: Output
        /// A value inside.
        public init(phase: Int, line: Int, place: Output) {
            self.phase = phase
            self.line = line
            self.place = place
        }
    }

    /// An entry point.
    public init(
        name: String, batch: Int, arenaSize: Int, inputs: [Input], scalars: [Scalar], outputs: [Output],
        phases: [[ScheduledKernel]], probes: [Probe] = []
    ) {
        self.name = name
        self.batch = batch
        self.arenaSize = arenaSize
        self.inputs = inputs
        self.scalars = scalars
        self.outputs = outputs
        self.phases = phases
        schedule = KernelSchedule(phases)
        self.probes = probes
    }
}

/// Where the slots of the parameter table lie, and what they are called in checkpoints.
public struct TableLayout: Sendable {
    /// What a slot is for.
    public enum Kind: String, Sendable {
        /// Learned.
        case parameter
        /// The optimizer's.
        case moment
        /// Running statistics of a normalisation.
        case statistic
    }

    /// How a slot starts, drawn in the order of the logical shape from a stream named after the slot.
    public enum Initial: Hashable, Sendable {
        /// One number everywhere.
        case constant(Double)
        /// Uniform between −bound and bound.
        case uniform(bound: Double)
        /// Normal with mean 0.
        case normal(scale: Double)
    }

    /// One tensor: logical element (i, j, …) is at `offset + i·strides[0] + j·strides[1] + …`, where i, j, … count along
    /// `lengths`.
    public struct Slot: Sendable {
        /// Its name.
        public var name: String
        /// What it is for.
        public var kind: Kind
        /// Its shape in checkpoints, PyTorch's layout.
        public var shape: [Int]
        /// The lengths that its elements are counted by in the same order: those of the shape, or of finer axes where a
        /// single stride does not lead through an axis of the shape.
        public var lengths: [Int]
        /// One for each of the lengths, in floats.
        public var strides: [Int]
        /// Its first float in the table.
        public var offset: Int
        /// How it starts.
        public var initial: Initial
        /// A slot.
        public init(
            _ name: String, kind: Kind, shape: [Int], lengths: [Int]? = nil, strides: [Int], offset: Int,
            initial: Initial
        ) {
            self.name = name
            self.kind = kind
            self.shape = shape
            self.lengths = lengths ?? shape
            self.strides = strides
            self.offset = offset
            self.initial = initial
        }
    }

    /// The slots, in the order of checkpoints.
    public var slots: [Slot]
    /// The table's size in floats.
    public var size: Int

    /// A layout.
    public init(slots: [Slot], size: Int) {
        self.slots = slots
        self.size = size
    }
}
