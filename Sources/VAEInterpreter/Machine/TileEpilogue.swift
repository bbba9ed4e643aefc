import VAERuntime

/// Stores a product's vectors in a tile, and touches the memory that the body will read at the same elements: it is on
/// its way to the cache while the next vectors are multiplied, instead of being waited for by the body.
struct TileEpilogue: Epilogue {
    /// Memory that the body reads.
    struct Stream {
        /// The element of the tile's first row and column.
        var start: UnsafeRawPointer
        /// Bytes from row to row.
        var rowStep: Int
        /// Bytes from column to column.
        var columnStep: Int

        /// The first number of a vector.
        @inline(__always)
        func touch(_ row: Int, _ column: Int) -> UInt32 {
            start.loadUnaligned(fromByteOffset: row &* rowStep &+ column &* columnStep, as: UInt32.self)
        }
    }

    /// Where the tile's first element goes.
    let target: UnsafeMutablePointer<Float>
    /// Floats from row to row of the tile.
    let rowStride: Int
    let first: Stream
    let second: Stream
    let third: Stream
    private var trace: UInt32 = 0

    init(target: UnsafeMutablePointer<Float>, rowStride: Int, first: Stream, second: Stream, third: Stream) {
        self.target = target
        self.rowStride = rowStride
        self.first = first
        self.second = second
        self.third = third
    }

    @inline(__always)
    mutating func put(_ row: Int, _ column: Int, _ value: Vector) {
        value.store(to: target + (row &* rowStride &+ column))
        trace = trace ^ first.touch(row, column) ^ second.touch(row, column) ^ third.touch(row, column)
    }

    /// Leaves a trace of what was touched.
    func finish(_ place: UnsafeMutableRawPointer) { place.storeBytes(of: trace, as: UInt32.self) }
}
