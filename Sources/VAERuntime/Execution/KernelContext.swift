/// What a kernel sees when it runs; kernels get a pointer to one that lives as long as the call.
public struct KernelContext {
    /// The arena of this call: scratch memory whose layout is the plan's.
    public var arena: UnsafeMutablePointer<Float>
    /// The parameter table of the model.
    public var table: UnsafeMutablePointer<Float>
    /// Rows of this call, from 1 to the largest batch.
    public var rows: Int
    /// Where all noise starts.
    public var seed: UInt64
    /// The optimizer's step in training, the number of the draw elsewhere: one clock of the noise.
    public var step: UInt32
    /// The epoch in training, a fixed value elsewhere: the other clock.
    public var epoch: UInt32
    /// The example of each row: the key of its noise, and its row in a data set.
    public var examples: UnsafePointer<UInt32>
    /// What is bound to the entry point's inputs, in their order.
    public var inputs: UnsafePointer<InputBinding>

    /// A context.
    public init(
        arena: UnsafeMutablePointer<Float>, table: UnsafeMutablePointer<Float>, rows: Int, seed: UInt64,
        step: UInt32, epoch: UInt32, examples: UnsafePointer<UInt32>, inputs: UnsafePointer<InputBinding>
    ) {
        self.arena = arena
        self.table = table
        self.rows = rows
        self.seed = seed
        self.step = step
        self.epoch = epoch
        self.examples = examples
        self.inputs = inputs
    }
}

/// A kernel's code: runs one task of it. The first argument points to a `KernelContext` (C functions cannot name Swift
/// types), the second to the kernel's own data, nil for generated code; the third is the task.
public typealias KernelFunction = @convention(c) (UnsafeRawPointer, UnsafeRawPointer?, Int) -> Void
