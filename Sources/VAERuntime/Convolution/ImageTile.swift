/// A stretch of a convolution's sum: so many contiguous numbers of every image, and as many rows of the weights.
@frozen @usableFromInline struct Run: BitwiseCopyable {
    /// Where the numbers begin, from the start of an image.
    @usableFromInline var source: Int
    /// The first row of the weights.
    @usableFromInline var weights: Int
    /// How many.
    @usableFromInline var count: Int

    @inlinable
    init(source: Int, weights: Int, count: Int) {
        self.source = source
        self.weights = weights
        self.count = count
    }
}

/// The operands of the sums at one place of several images.
@frozen @usableFromInline struct RunOperands {
    /// The first image, from which runs count.
    @usableFromInline var source: UnsafePointer<Float>
    /// Floats from image to image, once, three times and six times.
    @usableFromInline var imageStride: Int
    @usableFromInline var threeImages: Int
    @usableFromInline var sixImages: Int
    /// The weights, rows of whole vectors.
    @usableFromInline var weights: UnsafePointer<Float>
    @usableFromInline var weightStride: Int
    /// What is summed at a place.
    @usableFromInline var runs: UnsafePointer<Run>?
    @usableFromInline var runCount = 0
    /// The place.
    @usableFromInline var place: Int = 0

    @inlinable @inline(__always)
    init(source: UnsafePointer<Float>, imageStride: Int, weights: UnsafePointer<Float>, weightStride: Int) {
        self.source = source
        self.imageStride = imageStride
        threeImages = 3 &* imageStride
        sixImages = 6 &* imageStride
        self.weights = weights
        self.weightStride = weightStride
    }
}

/// A register tile whose rows are one place of `rows` images and whose columns are `vectors` vectors of channels; `count`
/// is the product. Each element is one chain of multiply-adds over the runs, so its bits do not depend on the tile.
@usableFromInline struct ImageTile<let rows: Int, let vectors: Int, let count: Int> {
    /// The accumulators at images from `image` on and channels from `column` on. (See `RegisterTile.sums` for how it
    /// comes to stay in registers, and why the epilogue prepares a little at each run.)
    @inlinable @inline(__always)
    static func sums<E: ImageEpilogue>(
        _ p: RunOperands, _ image: Int, _ column: Int, preparing epilogue: E
    ) -> InlineArray<count, Vector> {
        var sums = InlineArray<count, Vector>(repeating: Vector(repeating: 0))
        let imageStride: Int = p.imageStride
        let weightStride: Int = p.weightStride
        let first: UnsafePointer<Float> = p.source + image &* imageStride
        let weights: UnsafePointer<Float> = p.weights + column
        guard var run: UnsafePointer<Run> = p.runs else { return sums }
        let last: UnsafePointer<Run> = run + p.runCount
        var prepared = 0
        while run != last {
            if E.prepares {
                var more: Int = 4
                while more > 0 && prepared < rows {
                    epilogue.prepare(p.place, image &+ prepared, column)
                    if vectors > 1 { epilogue.prepare(p.place, image &+ prepared, column &+ vectorWidth) }
                    prepared = prepared &+ 1
                    more = more &- 1
                }
            }
            var a0: UnsafePointer<Float> = first + run.pointee.source
            var a3: UnsafePointer<Float> = a0 + p.threeImages
            var a6: UnsafePointer<Float> = a0 + p.sixImages
            var b: UnsafePointer<Float> = weights + run.pointee.weights &* weightStride
            let end: UnsafePointer<Float> = b + run.pointee.count &* weightStride
            repeat {
                var i = 0
                while i < rows {
                    let from: UnsafePointer<Float> = i < 3 ? a0 : i < 6 ? a3 : a6
                    let offset: Int = i < 3 ? i : i < 6 ? i &- 3 : i &- 6
                    let x = Vector(repeating: from[offset &* imageStride])
                    var j = 0
                    while j < vectors {
                        let at: Int = i &* vectors &+ j
                        let y: Vector = .load(b + j &* vectorWidth)
                        sums[unchecked: at] = Vector.multiplyAdd(x, y, sums[unchecked: at])
                        j = j &+ 1
                    }
                    i = i &+ 1
                }
                a0 += 1
                a3 += 1
                a6 += 1
                b += weightStride
            } while b != end
            run += 1
        }
        return sums
    }

    /// Computes a tile and gives it to the epilogue from the registers, as rows from `row` on.
    @inlinable @inline(never)
    static func put<E: ImageEpilogue>(
        _ p: RunOperands, _ image: Int, _ column: Int, row: Int, _ epilogue: inout E
    ) {
        let sums: InlineArray<count, Vector> = sums(p, image, column, preparing: epilogue)
        var local: E = epilogue
        let place: Int = p.place
        var i = 0
        while i < rows {
            var j = 0
            while j < vectors {
                let value: Vector = sums[unchecked: i &* vectors &+ j]
                local.put(place, image &+ i, row &+ i, column &+ j &* vectorWidth, value)
                j = j &+ 1
            }
            i = i &+ 1
        }
        epilogue = local
    }

    /// Computes a tile into memory, vector after vector, row after row.
    @inline(never)
    static func store(_ p: RunOperands, _ image: Int, _ column: Int, to target: UnsafeMutableRawPointer) {
        let sums: InlineArray<count, Vector> = sums(p, image, column, preparing: Unprepared())
        var at = 0
        while at < count {
            sums[unchecked: at].store(to: target + at &* vectorBytes)
            at = at &+ 1
        }
    }
}

/// The shape of the tiles of convolutions: two vectors, and as many rows as the registers hold beside the operands.
@usableFromInline enum ImageTileShape {
    #if canImport(InstructionSetAVX512)
        @inlinable static var rows: Int { @inline(__always) get { 8 } }
    #elseif canImport(InstructionSetAVX2)
        @inlinable static var rows: Int { @inline(__always) get { 6 } }
    #else
        @inlinable static var rows: Int { @inline(__always) get { 4 } }
    #endif
    /// Vectors along the columns.
    @inlinable static var vectors: Int { @inline(__always) get { 2 } }
}

#if canImport(InstructionSetAVX512)
    @usableFromInline typealias WholeImageTile = ImageTile<8, 2, 16>
#elseif canImport(InstructionSetAVX2)
    @usableFromInline typealias WholeImageTile = ImageTile<6, 2, 12>
#else
    @usableFromInline typealias WholeImageTile = ImageTile<4, 2, 8>
#endif

/// A tile that is smaller than a whole one, written to `target` vector after vector, row after row.
@usableFromInline @inline(never)
func storeImageTile(
    _ p: RunOperands, _ image: Int, _ column: Int, rows: Int, vectors: Int, to target: UnsafeMutableRawPointer
) {
    switch (rows, vectors) {
    case (1, 1): ImageTile<1, 1, 1>.store(p, image, column, to: target)
    case (1, 2): ImageTile<1, 2, 2>.store(p, image, column, to: target)
    case (2, 1): ImageTile<2, 1, 2>.store(p, image, column, to: target)
    case (2, 2): ImageTile<2, 2, 4>.store(p, image, column, to: target)
    case (4, 1): ImageTile<4, 1, 4>.store(p, image, column, to: target)
    case (4, 2): ImageTile<4, 2, 8>.store(p, image, column, to: target)
    case (6, 1): ImageTile<6, 1, 6>.store(p, image, column, to: target)
    case (8, 1): ImageTile<8, 1, 8>.store(p, image, column, to: target)
    default: preconditionFailure("no tile of \(rows) images and \(vectors) vectors")
    }
}
