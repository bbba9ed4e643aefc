// Convolutions to a few channels: pictures at the end of a decoder. A vector of channels would be mostly empty, so that lanes
// run along what is summed instead, and are added up in the end.

extension ImageGeometry {
    /// How many channels count as few.
    @inlinable static var fewChannels: Int { @inline(__always) get { 4 } }

    /// Whether a convolution to so many channels, from groups of so many, is one to few.
    @inlinable @inline(__always)
    func isToFew(channels: Int, depth: Int) -> Bool {
        groups == 1 && channels <= ImageGeometry.fewChannels && depth % vectorWidth == 0
    }
}

/// A convolution whose result has up to four channels.
///
/// Lane l sums the products l, l + width, … of the window's elements and channels, in their order, and one fixed tree the
/// lanes.
@inlinable
func convolveToFew<E: ImageEpilogue>(_ visit: PlaceVisit, _ operands: RunOperands, _ epilogue: inout E) {
    let length: Int = visit.geometry.taps &* visit.depth
    withThreadScratch(floats: ImageGeometry.fewChannels &* length) { turned in
        turnToRows(operands.weights, operands.weightStride, length, to: turned)
        var p: RunOperands = operands
        (p.weights, p.weightStride) = (UnsafePointer(turned), length)
        visit.forEach(p) { place, images, row in putFew(place, images, row: row, &epilogue) }
    }
}

/// One place of some images.
@inlinable @inline(never)
func putFew<E: ImageEpilogue>(_ p: RunOperands, _ images: Range<Int>, row: Int, _ epilogue: inout E) {
    // Four numbers for each of 32 images, and a vector of slack.
    var block = InlineArray<33, Vector>(repeating: Vector(repeating: 0))
    withUnsafeMutableBytes(of: &block) { block in
        guard let target = block.baseAddress else { return }
        var local: E = epilogue
        var image: Int = images.lowerBound
        while image < images.upperBound {
            let end: Int = min(image &+ 32, images.upperBound)
            sumFew(p, image..<end, to: target)
            let at: Int = row &+ image &- images.lowerBound
            var i = 0
            while i < end &- image {
                let value: Vector = .load(target + 4 &* ImageGeometry.fewChannels &* i)
                local.put(p.place, image &+ i, at &+ i, 0, value)
                i = i &+ 1
            }
            image = end
        }
        epilogue = local
    }
}

/// The sums of some images, four numbers for each.
@usableFromInline @inline(never)
func sumFew(_ p: RunOperands, _ images: Range<Int>, to target: UnsafeMutableRawPointer) {
    let columns = DotRows(p.weights, stride: p.weightStride, start: 0, rows: ImageGeometry.fewChannels)
    var to: UnsafeMutableRawPointer = target
    var image: Int = images.lowerBound
    while image < images.upperBound {
        let rows = DotRows(p.source, stride: p.imageStride, start: image, rows: images.upperBound)
        sumFew(UnsafeBufferPointer(start: p.runs, count: p.runCount), rows, columns).store(to: to)
        to += vectorBytes
        image &+= vectorWidth / ImageGeometry.fewChannels
    }
}

/// The sums of as many images as there are groups of four lanes.
@inline(never)
private func sumFew(_ runs: UnsafeBufferPointer<Run>, _ images: DotRows, _ columns: DotRows) -> Vector {
    var sums0 = DotSums()
    #if canImport(InstructionSetAVX2) || canImport(InstructionSetAVX512)
        var sums1 = DotSums()
    #endif
    #if canImport(InstructionSetAVX512)
        var sums2 = DotSums()
        var sums3 = DotSums()
    #endif
    for run in runs {
        var from: Int = run.source
        var k: Int = run.weights
        let end: Int = k &+ run.count
        while k < end {
            let y: DotVectors = columns.load(k)
            sums0.add(.load(images.row0 + from), y)
            #if canImport(InstructionSetAVX2) || canImport(InstructionSetAVX512)
                sums1.add(.load(images.row1 + from), y)
            #endif
            #if canImport(InstructionSetAVX512)
                sums2.add(.load(images.row2 + from), y)
                sums3.add(.load(images.row3 + from), y)
            #endif
            k &+= vectorWidth
            from &+= vectorWidth
        }
    }
    #if canImport(InstructionSetAVX512)
        return DotSums.total(sums0, sums1, sums2, sums3)
    #elseif canImport(InstructionSetAVX2)
        return DotSums.total(sums0, sums1)
    #else
        return sums0.total
    #endif
}

/// Writes the first four columns of a matrix as rows of `length`, a multiple of four.
@usableFromInline @inline(never)
func turnToRows(
    _ source: UnsafePointer<Float>, _ stride: Int, _ length: Int, to target: UnsafeMutablePointer<Float>
) {
    var row = 0
    while row < length {
        turnBlock(source + row &* stride, stride, to: target + row, length)
        row &+= 4
    }
}
