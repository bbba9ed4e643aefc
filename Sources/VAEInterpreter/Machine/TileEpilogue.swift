import VAERuntime

/// Stores a product's vectors in a tile, and asks for the memory that the body will read at the same elements: it is on
/// its way to the cache while the vectors are multiplied, instead of being waited for by the body.
struct TileEpilogue: Epilogue {
    /// Memory that the body reads.
    struct Stream {
        /// The element of the tile's first row and column.
        var start: UnsafeRawPointer
        /// Bytes from row to row.
        var rowStep: Int
        /// Bytes from column to column.
        var columnStep: Int

        @inline(__always)
        func prefetch(_ row: Int, _ column: Int) {
            VAERuntime.prefetch(start + (row &* rowStep &+ column &* columnStep))
        }
    }

    /// Where the tile's first element goes.
    let target: UnsafeMutablePointer<Float>
    /// Floats from row to row of the tile.
    let rowStride: Int
    let first: Stream
    let second: Stream
    let third: Stream

    static var prepares: Bool { @inline(__always) get { true } }

    @inline(__always)
    func prepare(_ row: Int, _ column: Int) {
        first.prefetch(row, column)
        second.prefetch(row, column)
        third.prefetch(row, column)
    }

    @inline(__always)
    mutating func put(_ row: Int, _ column: Int, _ value: Vector) {
        value.store(to: target + (row &* rowStride &+ column))
    }
}
