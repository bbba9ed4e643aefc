/// Visits rows place · `images` + image in the order in which convolutions compute them: what is left of a place that was
/// begun, then whole places for some images, for the next ones, and so on, then what there is of a last place. So what
/// neighbouring places share is still in the cache.
///
/// - Parameters:
///   - together: how many images are taken from place to place (`ImageGeometry.imagesTogether`).
///   - body: takes rows of one place.
@inlinable @inline(__always)
public func forEachPlace(of rows: Range<Int>, images: Int, together: Int, _ body: (_ rows: Range<Int>) -> Void) {
    var row: Int = rows.lowerBound
    if row % images != 0 {
        let end: Int = min((row / images &+ 1) &* images, rows.upperBound)
        body(row..<end)
        row = end
    }
    let first: Int = row / images
    let end: Int = max(first, rows.upperBound / images)
    var image = 0
    while image < images {
        let count: Int = min(together, images &- image)
        for place in first..<end {
            let start: Int = place &* images &+ image
            body(start..<start &+ count)
        }
        image &+= count
    }
    row = max(row, end &* images)
    if row < rows.upperBound { body(row..<rows.upperBound) }
}

/// Rows and columns of a convolution or of its adjoint with respect to the image, each vector given to the epilogue once.
///
/// All images have their channels last. Row r is place r / `images` of image r % `images`, so that a register tile takes
/// one place of several images and has nothing to do where the window lies on padding. The sum runs over the window's
/// rows, its columns and the channels, ascending, by multiply-adds; where there are few columns, in lanes.
///
/// - Parameters:
///   - isTransposed: whether image and result change places: then rows are places of the image, columns its channels,
///     and `source` is the result.
///   - images: how many images there are.
///   - rows: rows to compute.
///   - columns: channels to compute; the first is a multiple of 16.
///   - source: the images that are read; `sourceStride` Floats from one to the next.
///   - weights: rows of window element · channel of the source's group, columns of all channels; `weightStride` Floats
///     from row to row, a multiple of 16, with a vector of slack behind the last.
@inlinable @inline(__always)
public func convolve<E: ImageEpilogue>(
    _ geometry: ImageGeometry, isTransposed: Bool, images: Int, rows: Range<Int>, columns: Range<Int>,
    source: UnsafePointer<Float>, sourceStride: Int, weights: UnsafePointer<Float>, weightStride: Int,
    epilogue: inout E
) {
    // Where the geometry is literal, as in generated code, one of these calls is left.
    let all: Int = isTransposed ? geometry.imageChannels : geometry.resultChannels
    let perGroup: Int = all / geometry.groups
    let depth: Int = (isTransposed ? geometry.resultChannels : geometry.imageChannels) / geometry.groups
    let visit = PlaceVisit(geometry, isTransposed: isTransposed, images: images, rows: rows, depth: depth)
    let p = RunOperands(source: source, imageStride: sourceStride, weights: weights, weightStride: weightStride)
    if geometry.isToFew(channels: all, depth: depth) {
        convolveToFew(visit, p, &epilogue)
    } else if geometry.groups == 1 || perGroup % vectorWidth == 0 {
        convolveGroups(visit, p, columns, perGroup: perGroup, &epilogue)
    } else {
        convolveLanes(visit, p, columns, perGroup: perGroup, &epilogue)
    }
}

/// Groups that are whole vectors, or one group.
@inlinable
func convolveGroups<E: ImageEpilogue>(
    _ visit: PlaceVisit, _ operands: RunOperands, _ columns: Range<Int>, perGroup: Int, _ epilogue: inout E
) {
    visit.forEach(operands) { place, images, row in
        var p: RunOperands = place
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let group: Int = column / perGroup
            let groupEnd: Int = min((group &+ 1) &* perGroup, columns.upperBound)
            p.source = operands.source + group &* visit.depth
            let isWide: Bool = groupEnd &- column > vectorWidth
            putImages(p, images, column, vectors: isWide ? 2 : 1, row: row, &epilogue)
            column &+= isWide ? 2 &* vectorWidth : vectorWidth
        }
    }
}

/// Groups that begin within a vector.
@inlinable
func convolveLanes<E: ImageEpilogue>(
    _ visit: PlaceVisit, _ operands: RunOperands, _ columns: Range<Int>, perGroup: Int, _ epilogue: inout E
) {
    visit.forEach(operands) { p, images, row in
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let groups = LaneGroups(
                column, perGroup: perGroup, groups: visit.geometry.groups, depth: visit.depth)
            putLanes(p, groups, images, column, row: row, &epilogue)
            column &+= vectorWidth
        }
    }
}

/// The places that a convolution computes, in their order, each with the runs that are summed there.
@frozen @usableFromInline struct PlaceVisit {
    @usableFromInline let geometry: ImageGeometry
    @usableFromInline let isTransposed: Bool
    @usableFromInline let images: Int
    @usableFromInline let rows: Range<Int>
    /// Channels that are summed.
    @usableFromInline let depth: Int

    @inlinable @inline(__always)
    init(_ geometry: ImageGeometry, isTransposed: Bool, images: Int, rows: Range<Int>, depth: Int) {
        self.geometry = geometry
        self.isTransposed = isTransposed
        self.images = images
        self.rows = rows
        self.depth = depth
    }

    /// Gives the operands with the place and its runs, some images, and the first one's row.
    @inlinable @inline(__always)
    func forEach(
        _ operands: RunOperands, _ body: (_ place: RunOperands, _ images: Range<Int>, _ row: Int) -> Void
    ) {
        withUnsafeTemporaryAllocation(of: Run.self, capacity: geometry.taps) { runs in
            guard let list = runs.baseAddress else { return }
            var p: RunOperands = operands
            p.runs = UnsafePointer(list)
            let together: Int = geometry.imagesTogether(isTransposed: isTransposed)
            forEachPlace(of: rows, images: images, together: together) { part in
                p.place = part.lowerBound / images
                p.runCount = geometry.findRuns(p.place, isTransposed: isTransposed, depth: depth, list)
                let first: Int = part.lowerBound &- p.place &* images
                body(p, first..<first &+ part.count, part.lowerBound)
            }
        }
    }
}

/// One place of some images.
@inlinable @inline(__always)
func putImages<E: ImageEpilogue>(
    _ p: RunOperands, _ images: Range<Int>, _ column: Int, vectors: Int, row: Int, _ epilogue: inout E
) {
    var image: Int = images.lowerBound
    let shift: Int = row &- image
    if vectors == ImageTileShape.vectors {
        while image &+ ImageTileShape.rows <= images.upperBound {
            WholeImageTile.put(p, image, column, row: image &+ shift, &epilogue)
            image &+= ImageTileShape.rows
        }
    }
    if image < images.upperBound {
        putImageRemainders(p, image..<images.upperBound, column, vectors: vectors, row: image &+ shift, &epilogue)
    }
}

/// Images that fill no whole tile, or all of them where there is one vector of channels.
@inlinable @inline(never)
func putImageRemainders<E: ImageEpilogue>(
    _ p: RunOperands, _ images: Range<Int>, _ column: Int, vectors: Int, row: Int, _ epilogue: inout E
) {
    var block = InlineArray<8, Vector>(repeating: Vector(repeating: 0))
    withUnsafeMutableBytes(of: &block) { block in
        guard let target = block.baseAddress else { return }
        var image: Int = images.lowerBound
        while image < images.upperBound {
            let left: Int = images.upperBound &- image
            let most: Int = vectors == 1 ? ImageTileShape.rows : 4
            let size: Int = left >= most ? most : left >= 4 ? 4 : left >= 2 ? 2 : 1
            storeImageTile(p, image, column, rows: size, vectors: vectors, to: target)
            let at: Int = row &+ image &- images.lowerBound
            putImageBlock(target, p.place, image, at, column, rows: size, vectors: vectors, &epilogue)
            image &+= size
        }
    }
}

/// Gives a block of vectors of one place of some images to an epilogue.
@inlinable @inline(__always)
func putImageBlock<E: ImageEpilogue>(
    _ block: UnsafeRawPointer, _ place: Int, _ image: Int, _ row: Int, _ column: Int, rows: Int, vectors: Int,
    _ epilogue: inout E
) {
    var local: E = epilogue
    var from: UnsafeRawPointer = block
    var i = 0
    while i < rows {
        var j = 0
        while j < vectors {
            local.put(place, image &+ i, row &+ i, column &+ j &* vectorWidth, .load(from))
            from += vectorBytes
            j = j &+ 1
        }
        i = i &+ 1
    }
    epilogue = local
}

extension ImageGeometry {
    /// How many images a convolution takes from place to place: so many that the lines under a window stay in the
    /// second-level cache, but at least two tiles' rows.
    @inlinable
    public func imagesTogether(isTransposed: Bool) -> Int {
        let line: Int =
            isTransposed ? horizontal.result &* resultChannels : horizontal.image &* imageChannels
        let lines: Int = min(vertical.size, isTransposed ? vertical.result : vertical.image)
        return max(16, min(128, 65536 / max(line &* lines, 1) / 16 &* 16))
    }

    /// Lists what is summed at one place of every image; neighbouring stretches are one run.
    @usableFromInline
    func findRuns(
        _ place: Int, isTransposed: Bool, depth: Int, _ runs: UnsafeMutablePointer<Run>
    ) -> Int {
        let width: Int = isTransposed ? horizontal.image : horizontal.result
        let channels: Int = isTransposed ? resultChannels : imageChannels
        let sourceWidth: Int = isTransposed ? horizontal.result : horizontal.image
        let (y, x) = (place / width, place % width)
        var count = 0
        for v in 0..<vertical.size {
            let sourceY: Int = isTransposed ? vertical.over(y, v) : vertical.under(y, v)
            if sourceY < 0 || sourceY >= (isTransposed ? vertical.result : vertical.image) { continue }
            for h in 0..<horizontal.size {
                let sourceX: Int = isTransposed ? horizontal.over(x, h) : horizontal.under(x, h)
                if sourceX < 0 || sourceX >= sourceWidth { continue }
                let from: Int = (sourceY &* sourceWidth &+ sourceX) &* channels
                let weights: Int = (v &* horizontal.size &+ h) &* depth
                if count > 0, runs[count &- 1].source &+ runs[count &- 1].count == from,
                    runs[count &- 1].weights &+ runs[count &- 1].count == weights
                {
                    runs[count &- 1].count &+= depth
                } else {
                    runs[count] = Run(source: from, weights: weights, count: depth)
                    count &+= 1
                }
            }
        }
        return count
    }
}
