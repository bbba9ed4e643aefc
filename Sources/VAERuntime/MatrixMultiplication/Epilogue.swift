import CInstructionSet

/// What becomes of a product while it is still in registers: a bias and an activation, a loss and its gradient, an
/// optimizer's update. A matrix multiplication is written once and specialised for each epilogue.
public protocol Epilogue {
    /// Takes one finished vector of the product: `value` holds columns `column ..< column + vectorWidth` of `row`.
    /// Lanes past the last column hold anything. Make it `@inline(__always)`: it is called once for each vector of a
    /// tile.
    mutating func put(_ row: Int, _ column: Int, _ value: Vector)

    /// Whether `prepare` does anything.
    static var prepares: Bool { get }

    /// Called for each vector of a register tile while its sums are computed: asks for the memory that `put` will read, so
    /// that it is in the cache by then. Does nothing unless implemented.
    func prepare(_ row: Int, _ column: Int)

    /// Called after all vectors of one register tile were put. Does nothing unless implemented.
    mutating func finishTile(rows: Range<Int>, columns: Range<Int>)
}

extension Epilogue {
    /// It does not.
    @inlinable public static var prepares: Bool { @inline(__always) get { false } }

    /// Nothing.
    @inlinable @inline(__always)
    public func prepare(_ row: Int, _ column: Int) {}

    /// Nothing.
    @inlinable @inline(__always)
    public mutating func finishTile(rows: Range<Int>, columns: Range<Int>) {}
}

/// What becomes of a convolution while it is still in registers; like `Epilogue`, but told which place of which image a row
/// is: row place · images + image.
public protocol ImageEpilogue {
    /// Takes one finished vector: columns `column ..< column + vectorWidth` of a row. Lanes past the last column hold
    /// anything. Make it `@inline(__always)`.
    mutating func put(_ place: Int, _ image: Int, _ row: Int, _ column: Int, _ value: Vector)

    /// Whether `prepare` does anything.
    static var prepares: Bool { get }

    /// Called for each vector of a register tile while its sums are computed: asks for the memory that `put` will read.
    /// Does nothing unless implemented.
    func prepare(_ place: Int, _ image: Int, _ column: Int)
}

extension ImageEpilogue {
    /// It does not.
    @inlinable public static var prepares: Bool { @inline(__always) get { false } }

    /// Nothing.
    @inlinable @inline(__always)
    public func prepare(_ place: Int, _ image: Int, _ column: Int) {}
}

/// Asks for the cache line at an address, to be changed soon; changes nothing but time.
@inlinable @inline(__always)
public func prefetch(_ place: UnsafeRawPointer) { askForLine(place) }

/// The plainest epilogue: writes the product to row-major memory whose rows have room for whole vectors.
public struct StoreEpilogue: Epilogue, ImageEpilogue {
    /// Where row 0, column 0 goes.
    public var target: UnsafeMutablePointer<Float>
    /// Floats from one row to the next.
    public var rowStride: Int

    /// Writes to `target`, rows `rowStride` Floats apart.
    @inlinable
    public init(target: UnsafeMutablePointer<Float>, rowStride: Int) {
        self.target = target
        self.rowStride = rowStride
    }

    /// It prepares.
    @inlinable public static var prepares: Bool { @inline(__always) get { true } }

    /// Asks for the vector's place.
    @inlinable @inline(__always)
    public func prepare(_ row: Int, _ column: Int) { prefetch(target + (row &* rowStride &+ column)) }

    /// Writes the vector to its place.
    @inlinable @inline(__always)
    public mutating func put(_ row: Int, _ column: Int, _ value: Vector) {
        value.store(to: target + (row &* rowStride &+ column))
    }

    /// Writes the vector to its place.
    @inlinable @inline(__always)
    public mutating func put(_ place: Int, _ image: Int, _ row: Int, _ column: Int, _ value: Vector) {
        put(row, column, value)
    }
}

/// The epilogue of tiles that are written to memory first.
@frozen @usableFromInline struct Unprepared: Epilogue, ImageEpilogue {
    @inlinable static var prepares: Bool { @inline(__always) get { false } }

    @inlinable @inline(__always)
    init() {}

    @inlinable @inline(__always)
    mutating func put(_ row: Int, _ column: Int, _ value: Vector) {}

    @inlinable @inline(__always)
    mutating func put(_ place: Int, _ image: Int, _ row: Int, _ column: Int, _ value: Vector) {}
}
