/// The length of an axis: a literal, or a literal times the number of rows in the batch, which is known only when the
/// graph runs; divided into blocks (rounded up) where an axis counts the tasks of a grid.
public struct Extent: Hashable, Sendable {
    /// The literal.
    public var factor: Int
    /// Whether the literal is multiplied by the batch.
    public var isBatch: Bool
    /// The size of the blocks that are counted; 1 for an ordinary axis.
    public var block: Int

    /// A literal, or with `isBatch` a multiple of the batch.
    public init(_ factor: Int, isBatch: Bool = false, block: Int = 1) {
        self.factor = factor
        self.isBatch = isBatch
        self.block = block
    }

    /// As many as there are rows in the batch.
    public static let batch = Extent(1, isBatch: true)
    /// A single one.
    public static let one = Extent(1)

    /// The length for a batch of so many rows.
    public func count(batch: Int) -> Int {
        let all = isBatch ? factor * batch : factor
        return block == 1 ? all : (all + block - 1) / block
    }

    /// The extent of two axes merged into one; nil when both depend on the batch or count blocks.
    public static func product(_ a: Extent, _ b: Extent) -> Extent? {
        if a == .one { return b }
        if b == .one { return a }
        guard !(a.isBatch && b.isBatch), a.block == 1, b.block == 1 else { return nil }
        return Extent(a.factor * b.factor, isBatch: a.isBatch || b.isBatch)
    }
}

extension Extent: CustomStringConvertible, ExpressibleByIntegerLiteral {
    /// A literal extent.
    public init(integerLiteral value: Int) { self.init(value) }

    /// `784`, `batch`, `3·batch`, `batch/8`.
    public var description: String {
        let all = !isBatch ? "\(factor)" : factor == 1 ? "batch" : "\(factor)·batch"
        return block == 1 ? all : "\(all)/\(block)"
    }
}

/// The axes of a tensor, outermost first; a scalar has none.
public struct Shape: Hashable, Sendable {
    /// The axes.
    public var axes: [Extent]

    /// A shape of these axes.
    public init(_ axes: [Extent]) { self.axes = axes }

    /// A tensor of one element.
    public static let scalar = Shape([])

    /// How many axes there are.
    public var rank: Int { axes.count }

    /// How many elements there are for a batch of so many rows.
    public func count(batch: Int) -> Int { axes.reduce(1) { $0 * $1.count(batch: batch) } }

    /// The elements as literal factor and power of the batch, which a reshape must keep.
    public var size: (factor: Int, batches: Int) {
        (axes.reduce(1) { $0 * $1.factor }, axes.reduce(0) { $0 + ($1.isBatch ? 1 : 0) })
    }
}

extension Shape: CustomStringConvertible, ExpressibleByArrayLiteral {
    /// A shape of literal and batch extents.
    public init(arrayLiteral elements: Extent...) { self.init(elements) }

    /// `[batch, 784]`
    public var description: String { "[" + axes.map(\.description).joined(separator: ", ") + "]" }
}
