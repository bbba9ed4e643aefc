// Transposed convolutions to a few channels: pictures at the end of a decoder. A vector of channels would be mostly empty.
// But what one place spreads over a row of the window lies side by side in the picture, and fills one. So a line of the source
// is multiplied with all elements of the window at once, and what meets at a place is added up afterwards.

import CInstructionSet

/// Rows of a transposed convolution to up to four channels, each as a vector given to the epilogue once.
///
/// Images have their channels last. Row r is place r % places of image r / places. Each product of a source's place with an
/// element of the window is one chain of multiply-adds over the channels; what meets at a place is added up line by line of
/// the source, and within a line from the right, in an order that depends on the geometry alone.
///
/// - Parameters:
///   - geometry: of the convolution, whose result is the source here; without groups and dilation.
///   - rows: rows to compute, all their channels; whole lines where time matters.
///   - source: the images that are read; `sourceStride` Floats from one to the next.
///   - weights: rows of window element · channel of the source; `weightStride` Floats from row to row.
@inlinable
public func spreadToFew<E: ImageEpilogue>(
    _ geometry: ImageGeometry, rows: Range<Int>, source: UnsafePointer<Float>, sourceStride: Int,
    weights: UnsafePointer<Float>, weightStride: Int, epilogue: inout E
) {
    let spread = Spread(geometry)
    let (width, height) = (geometry.horizontal.image, geometry.vertical.image)
    let places: Int = width &* height
    let lines: Int = min(rows.count / width &+ 2, height)
    withThreadScratch(floats: spread.scratch &+ lines &* spread.lineLength &+ 16) { scratch in
        let sums: UnsafeMutablePointer<Float> = scratch + spread.scratch
        spread.prepare(weights, weightStride, at: scratch)
        var row: Int = rows.lowerBound
        while row < rows.upperBound {
            let image: Int = row / places
            let part: Range<Int> = row &- image &* places..<min(rows.upperBound &- image &* places, places)
            let lines: Range<Int> = part.lowerBound / width..<(part.upperBound &- 1) / width &+ 1
            spread.sum(source + image &* sourceStride, lines: lines, scratch: scratch, to: sums)
            spread.put(sums, part, image, row: row, &epilogue)
            row &+= part.count
        }
    }
}

/// What lines of a source spread over lines of the image.
@usableFromInline struct Spread {
    @usableFromInline let geometry: ImageGeometry
    /// Floats from one line of sums to the next.
    @usableFromInline let lineLength: Int
    /// Floats from the sums of `stride` places of the image, those from where a place of the source begins to where the next
    /// one does, to the sums of the next ones: whole vectors.
    @usableFromInline let slot: Int
    /// Floats that a place of the source spreads over, whole vectors.
    private let columns: Int
    /// Floats that it spreads over for a row of the window.
    private let window: Int
    /// The sums in a slot.
    private let step: Int
    /// How many neighbours in a line of the source, and how many lines, spread over the same place.
    private let overlap: (places: Int, lines: Int)

    @usableFromInline
    init(_ geometry: ImageGeometry) {
        self.geometry = geometry
        let (vertical, horizontal) = (geometry.vertical, geometry.horizontal)
        let channels: Int = geometry.imageChannels
        window = horizontal.size &* channels
        columns = (vertical.size &* window &+ 15) / 16 &* 16
        step = horizontal.stride &* channels
        slot = (step &+ 15) / 16 &* 16
        overlap = (
            (horizontal.size &+ horizontal.stride &- 1) / horizontal.stride,
            (vertical.size &+ vertical.stride &- 1) / vertical.stride
        )
        let last: Int = (horizontal.before &+ horizontal.image &- 1) / horizontal.stride
        lineLength = (max(last &+ 1, horizontal.result &+ overlap.places)) &* slot
    }

    private var depth: Int { geometry.resultChannels }
    /// Floats of the weights as they are multiplied, with the vector that may be read behind them.
    private var weightsSize: Int { depth &* columns &+ 16 }
    /// Floats of the products of a line: a row for each place, and for those beside the line, which spread nothing.
    private var productsSize: Int { (geometry.horizontal.result &+ 2 &* overlap.places) &* columns &+ 16 }

    /// Floats of memory that it works in.
    @usableFromInline var scratch: Int { weightsSize &+ overlap.lines &* productsSize }

    /// Writes weights as rows of a channel and columns of the window's elements; clears what places beside lines spread.
    @usableFromInline
    func prepare(_ weights: UnsafePointer<Float>, _ weightStride: Int, at scratch: UnsafeMutablePointer<Float>) {
        scratch.update(repeating: 0, count: self.scratch)
        var from: UnsafePointer<Float> = weights
        for element in 0..<geometry.taps {
            var to: UnsafeMutablePointer<Float> = scratch + element &* geometry.imageChannels
            for _ in 0..<depth {
                for channel in 0..<geometry.imageChannels { to[channel] = from[channel] }
                to += columns
                from += weightStride
            }
        }
    }

    /// The sums of some lines of an image.
    @usableFromInline
    func sum(
        _ source: UnsafePointer<Float>, lines: Range<Int>, scratch: UnsafeMutablePointer<Float>,
        to sums: UnsafeMutablePointer<Float>
    ) {
        let width: Int = geometry.horizontal.result
        var target: UnsafeMutablePointer<Float> = sums
        var multiplied = 0
        for line in lines {
            let meeting: Range<Int> = linesMeeting(at: line)
            multiplied = max(multiplied, meeting.lowerBound)
            while multiplied < meeting.upperBound {
                let from: UnsafePointer<Float> = source + multiplied &* width &* depth
                var epilogue = SpreadEpilogue(
                    target: products(of: multiplied, scratch), stride: columns, source: from, depth: depth)
                multiply(
                    rows: 0..<width, columns: 0..<columns, depth: depth, a: from, aRowStride: depth, aDepthStride: 1,
                    b: scratch, bRowStride: columns, epilogue: &epilogue)
                multiplied &+= 1
            }
            sumLine(line, meeting, scratch, to: target)
            target += lineLength
        }
    }

    /// The lines of the source that spread over a line of the image.
    private func linesMeeting(at line: Int) -> Range<Int> {
        let vertical: WindowAxis = geometry.vertical
        let reach: Int = line &+ vertical.before
        let end: Int = min(reach / vertical.stride &+ 1, vertical.result)
        let before: Int = reach &- vertical.size
        let first: Int = before < 0 ? 0 : before / vertical.stride &+ 1
        return first..<max(first, end)
    }

    /// The products of a line's first place.
    private func products(of line: Int, _ scratch: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Float> {
        scratch + (weightsSize &+ line % overlap.lines &* productsSize &+ overlap.places &* columns)
    }

    /// Adds up what meets at the places of a line.
    private func sumLine(
        _ line: Int, _ meeting: Range<Int>, _ scratch: UnsafeMutablePointer<Float>,
        to target: UnsafeMutablePointer<Float>
    ) {
        if meeting.isEmpty { return target.update(repeating: 0, count: lineLength) }
        // How far it is to what the neighbour on the left spreads over the same places.
        let neighbour: Int = step &- columns
        // What is there is read and written once for each line of the source and each pair of neighbours.
        for meetingLine in meeting {
            let row: Int = line &+ geometry.vertical.before &- meetingLine &* geometry.vertical.stride
            for pair in 0..<(overlap.places &+ 1) / 2 {
                let from: UnsafeMutablePointer<Float> =
                    products(of: meetingLine, scratch) + (row &* window &+ 2 &* pair &* neighbour)
                let isFirst: Bool = meetingLine == meeting.lowerBound && pair == 0
                var start = 0
                while start < step {
                    let left: Int = window &- 2 &* pair &* step &- start
                    if left &- step >= min(step &- start, vectorWidth) {
                        if isFirst {
                            add(from + start, to: target + start) { from, _ in .load(from) + .load(from + neighbour) }
                        } else {
                            add(from + start, to: target + start) { from, old in
                                .load(old) + .load(from) + .load(from + neighbour)
                            }
                        }
                    } else if left > 0 {
                        add(from + start, to: target + start) { from, old in
                            let first: Vector = (isFirst ? Vector(repeating: 0) : .load(old)) + .load(from, first: left)
                            return left > step ? first + .load(from + neighbour, first: left &- step) : first
                        }
                    }
                    start &+= vectorWidth
                }
            }
        }
    }

    /// Writes a vector for every slot.
    @inline(__always)
    private func add(
        _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
        _ sum: (_ products: UnsafePointer<Float>, _ old: UnsafePointer<Float>) -> Vector
    ) {
        var from: UnsafePointer<Float> = source
        var to: UnsafeMutablePointer<Float> = target
        let end: UnsafeMutablePointer<Float> = target + lineLength
        while to < end {
            sum(from, to).store(to: to)
            from += columns
            to += slot
        }
    }

    /// Gives places of an image to an epilogue, as rows from `row` on.
    @inlinable @inline(never)
    func put<E: ImageEpilogue>(
        _ sums: UnsafePointer<Float>, _ places: Range<Int>, _ image: Int, row: Int, _ epilogue: inout E
    ) {
        var local: E = epilogue
        let axis: WindowAxis = geometry.horizontal
        let channels: Int = geometry.imageChannels
        let shift: Int = row &- places.lowerBound
        var line: UnsafePointer<Float> = sums
        var place: Int = places.lowerBound
        while place < places.upperBound {
            let lineStart: Int = place / axis.image &* axis.image
            let end: Int = min(lineStart &+ axis.image, places.upperBound)
            let first: Int = place &- lineStart &+ axis.before
            var inSlot: Int = first % axis.stride
            var from: UnsafePointer<Float> = line + (first / axis.stride &* slot &+ inSlot &* channels)
            while place < end {
                local.put(place, image, place &+ shift, 0, .load(from))
                place &+= 1
                inSlot &+= 1
                from += channels
                if inSlot == axis.stride {
                    from += slot &- axis.stride &* channels
                    inSlot = 0
                }
            }
            line += lineLength
        }
        epilogue = local
    }
}

/// Stores the products of places, and asks for places that are multiplied soon: there is so little to do for each that
/// otherwise they come too late.
private struct SpreadEpilogue: Epilogue {
    let target: UnsafeMutablePointer<Float>
    let stride: Int
    let source: UnsafePointer<Float>
    let depth: Int

    @inline(__always)
    mutating func put(_ row: Int, _ column: Int, _ value: Vector) {
        value.store(to: target + (row &* stride &+ column))
        if column < depth { askToRead(source + ((row &+ 2 &* TileShape.rows) &* depth &+ column)) }
    }
}
