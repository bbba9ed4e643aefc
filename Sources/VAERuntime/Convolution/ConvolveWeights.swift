/// Rows and columns of a convolution's gradient with respect to its weights, each vector given to the epilogue once.
///
/// Row r is window element r / depth and channel r % depth of a group, where depth is how many channels of `left` a
/// group has; columns are the channels of `right`. The sum runs over blocks of up to eight images, or of lines of one image
/// where it is large; within them over images, the windows' rows and columns, ascending, by multiply-adds; the sums of
/// blocks are added up. Images may be divided into parts with sums of their own: then as many rows follow for each.
///
/// - Parameters:
///   - isTurned: whether `left` is the result and `right` the image, not the other way round.
///   - images: how many images there are.
///   - parts: into how many parts they are divided.
///   - rows: rows to compute, of one part.
///   - columns: columns to compute; the first is a multiple of 16.
///   - sums: memory for rows × columns, the columns rounded up to whole vectors.
@inlinable
public func convolveWeights<E: Epilogue>(
    _ geometry: ImageGeometry, isTurned: Bool, images: Int, parts: Int, rows: Range<Int>, columns: Range<Int>,
    left: UnsafePointer<Float>, leftStride: Int, right: UnsafePointer<Float>, rightStride: Int,
    sums: UnsafeMutablePointer<Float>, epilogue: inout E
) {
    let vectors: Int = (columns.count &+ vectorWidth &- 1) / vectorWidth
    let all: Int = geometry.taps &* (isTurned ? geometry.resultChannels : geometry.imageChannels) / geometry.groups
    let part: Int = rows.lowerBound / all
    let gradient = WeightGradient(
        geometry, isTurned: isTurned, images: part &* images / parts..<(part &+ 1) &* images / parts,
        isPart: parts > 1, left: left, leftStride: leftStride, right: right, rightStride: rightStride, sums: sums,
        sumStride: vectors &* vectorWidth)
    gradient.accumulate(rows.lowerBound &- part &* all..<rows.upperBound &- part &* all, columns)
    var local: E = epilogue
    var row: Int = rows.lowerBound
    var from: UnsafePointer<Float> = UnsafePointer(sums)
    while row < rows.upperBound {
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            // Large weights and their moments lie far away.
            if E.prepares { local.prepare(row &+ 4, column) }
            local.put(row, column, .load(from))
            from += vectorWidth
            column &+= vectorWidth
        }
        row &+= 1
    }
    local.finishTile(rows: rows, columns: columns)
    epilogue = local
}

/// The sums of a weight gradient, as far as no epilogue is concerned: compiled once.
@usableFromInline struct WeightGradient {
    let geometry: ImageGeometry
    let isTurned: Bool
    let images: Range<Int>
    /// Whether these are a part of all.
    private let isPart: Bool
    let left: UnsafePointer<Float>
    let leftStride: Int
    let right: UnsafePointer<Float>
    let rightStride: Int
    let sums: UnsafeMutablePointer<Float>
    let sumStride: Int
    private let leftChannels: Int
    private let rightChannels: Int
    /// Channels of a group on each side.
    private let depth: Int
    private let perGroup: Int

    @usableFromInline
    init(
        _ geometry: ImageGeometry, isTurned: Bool, images: Range<Int>, isPart: Bool, left: UnsafePointer<Float>,
        leftStride: Int,
        right: UnsafePointer<Float>, rightStride: Int, sums: UnsafeMutablePointer<Float>, sumStride: Int
    ) {
        self.geometry = geometry
        self.isTurned = isTurned
        self.images = images
        self.isPart = isPart
        self.left = left
        self.leftStride = leftStride
        self.right = right
        self.rightStride = rightStride
        self.sums = sums
        self.sumStride = sumStride
        leftChannels = isTurned ? geometry.resultChannels : geometry.imageChannels
        rightChannels = isTurned ? geometry.imageChannels : geometry.resultChannels
        depth = leftChannels / geometry.groups
        perGroup = rightChannels / geometry.groups
    }

    /// Images and lines of windows of a block: what they read of both sides stays in the second-level cache beside the sums.
    private var block: (images: Int, lines: Int) {
        let image: Int = geometry.vertical.image &* geometry.horizontal.image &* geometry.imageChannels
        let result: Int = geometry.vertical.result &* geometry.horizontal.result &* geometry.resultChannels
        let count: Int = max(image &+ result, 1)
        let lines: Int = geometry.vertical.result
        // Of parts there are all sums.
        let most: Int = isPart ? 50_000 : 100_000
        if count <= most { return (min(8, most / count), lines) }
        return (1, max(1, lines &* most / count))
    }

    /// Whether the channels of `right` that a tile reads stand far apart in memory, and so many tiles read them that they are
    /// put side by side first.
    private var packsRight: Bool { depth >= 128 && rightChannels >= 128 }

    @usableFromInline
    func accumulate(_ rows: Range<Int>, _ columns: Range<Int>) {
        sums.update(repeating: 0, count: rows.count &* sumStride)
        let block: (images: Int, lines: Int) = self.block
        if hasFewChannels(rows, columns) { return accumulateFew(rows, columns, block) }
        for image in stride(from: images.lowerBound, to: images.upperBound, by: block.images) {
            let part: Range<Int> = image..<min(image &+ block.images, images.upperBound)
            for line in stride(from: 0, to: geometry.vertical.result, by: block.lines) {
                accumulate(part, line..<line &+ block.lines, rows, columns)
            }
        }
    }

    /// The products of one block.
    private func accumulate(_ images: Range<Int>, _ lines: Range<Int>, _ rows: Range<Int>, _ columns: Range<Int>) {
        var row: Int = rows.lowerBound
        while row < rows.upperBound {
            // Rows of one window element.
            let tap: Int = row / depth
            let end: Int = min((tap &+ 1) &* depth, rows.upperBound)
            let windows = TapWindows(geometry, tap, lines)
            let target: UnsafeMutablePointer<Float> = sums + (row &- rows.lowerBound) &* sumStride
            if !windows.isEmpty { add(images, windows, row &- tap &* depth, end &- row, columns, target) }
            row = end
        }
    }

    /// The products of some channels at one window element.
    private func add(
        _ images: Range<Int>, _ windows: TapWindows, _ channel: Int, _ count: Int, _ columns: Range<Int>,
        _ target: UnsafeMutablePointer<Float>
    ) {
        var p = PlaceOperands(
            left: left + images.lowerBound &* leftStride, right: right + images.lowerBound &* rightStride,
            images: images.count, leftImage: leftStride, rightImage: rightStride,
            lines: windows.lines.count, places: windows.places.count)
        let image = windows.steps(width: geometry.horizontal.image, channels: geometry.imageChannels, geometry)
        let result = windows.resultSteps(width: geometry.horizontal.result, channels: geometry.resultChannels)
        let (leftSteps, rightSteps) = isTurned ? (result, image) : (image, result)
        p.left += leftSteps.start &+ channel
        p.right += rightSteps.start
        (p.leftLine, p.leftPlace) = (leftSteps.line, leftSteps.place)
        (p.rightLine, p.rightPlace) = (rightSteps.line, rightSteps.place)
        let hasWholeGroups: Bool = geometry.groups == 1 || perGroup % vectorWidth == 0
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let sum: UnsafeMutablePointer<Float> = target + (column &- columns.lowerBound)
            if hasWholeGroups {
                let group: Int = column / perGroup
                let groupEnd: Int = min((group &+ 1) &* perGroup, columns.upperBound)
                let vectors: Int = groupEnd &- column > vectorWidth ? 2 : 1
                var shifted: PlaceOperands = p
                shifted.left += group &* depth
                if packsRight {
                    withPacked(shifted, column, vectors: vectors) { addRows($0, count, column, vectors: vectors, sum) }
                } else {
                    addRows(shifted, count, column, vectors: vectors, sum)
                }
                column &+= vectors &* vectorWidth
            } else {
                let groups = LaneGroups(column, perGroup: perGroup, groups: geometry.groups, depth: depth)
                addLanes(p, groups, count, column, sum)
                column &+= vectorWidth
            }
        }
    }

    /// Calls `body` with operands of which the right ones, so many vectors of each place, stand side by side.
    private func withPacked(
        _ p: PlaceOperands, _ column: Int, vectors: Int, _ body: (PlaceOperands) -> Void
    ) {
        let place: Int = vectors &* vectorWidth
        withThreadScratch(floats: p.images &* p.lines &* p.places &* place) { memory in
            var packed: PlaceOperands = p
            packed.right = UnsafePointer(memory) - column
            packed.rightPlace = place
            packed.rightLine = p.places &* place
            packed.rightImage = p.lines &* packed.rightLine
            var to: UnsafeMutablePointer<Float> = memory
            p.forEachPlace { _, right in
                for vector in 0..<vectors {
                    Vector.load(right + (column &+ vector &* vectorWidth)).store(to: to + vector &* vectorWidth)
                }
                to += place
            }
            body(packed)
        }
    }

    func addRows(
        _ p: PlaceOperands, _ count: Int, _ column: Int, vectors: Int, _ target: UnsafeMutablePointer<Float>,
        stride: Int? = nil
    ) {
        let stride: Int = stride ?? sumStride
        var row = 0
        while row < count {
            let left: Int = count &- row
            let size: Int =
                left >= ImageTileShape.rows ? ImageTileShape.rows : left >= 4 ? 4 : left >= 2 ? 2 : 1
            addPlaceTile(p, row, column, rows: size, vectors: vectors, target + row &* stride, stride)
            row &+= size
        }
    }

    private func addLanes(
        _ p: PlaceOperands, _ groups: LaneGroups, _ count: Int, _ column: Int, _ target: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<count {
            var sum = Vector(repeating: 0)
            p.forEachPlace { left, right in
                sum = Vector.multiplyAdd(groups.load(left, row), .load(right + column), sum)
            }
            let place: UnsafeMutablePointer<Float> = target + row &* sumStride
            (Vector.load(place) + sum).store(to: place)
        }
    }
}

/// The windows of some lines whose element `tap` lies on the image.
private struct TapWindows {
    let lines: Range<Int>
    let places: Range<Int>
    private let geometry: ImageGeometry
    private let vertical: Int
    private let horizontal: Int

    init(_ geometry: ImageGeometry, _ tap: Int, _ block: Range<Int>) {
        self.geometry = geometry
        vertical = tap / geometry.horizontal.size
        horizontal = tap % geometry.horizontal.size
        lines = geometry.vertical.windows(vertical).clamped(to: block)
        places = geometry.horizontal.windows(horizontal)
    }

    var isEmpty: Bool { lines.isEmpty || places.isEmpty }

    /// Where the first window's element stands in an image, and how far it is to the next line and place.
    func steps(width: Int, channels: Int, _ geometry: ImageGeometry) -> (start: Int, line: Int, place: Int) {
        let y: Int = geometry.vertical.under(lines.lowerBound, vertical)
        let x: Int = geometry.horizontal.under(places.lowerBound, horizontal)
        return (
            (y &* width &+ x) &* channels, geometry.vertical.stride &* width &* channels,
            geometry.horizontal.stride &* channels
        )
    }

    /// The same in the result.
    func resultSteps(width: Int, channels: Int) -> (start: Int, line: Int, place: Int) {
        ((lines.lowerBound &* width &+ places.lowerBound) &* channels, width &* channels, channels)
    }
}
