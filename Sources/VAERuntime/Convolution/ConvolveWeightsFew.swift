// The gradient of weights between an image of a few channels (a picture) and one of many. A window element has too few rows
// or columns there for a tile; a row of the window, whose elements and channels lie side by side in the picture, has more.
extension WeightGradient {
    /// Numbers in a row of the window.
    private var windowRow: Int { geometry.horizontal.size &* geometry.imageChannels }

    /// Rows of the weights for a row of the window.
    private var rowsEach: Int {
        geometry.horizontal.size &* (isTurned ? geometry.resultChannels : geometry.imageChannels)
    }

    /// Whether the picture has so few channels, and the task whole rows of the window.
    func hasFewChannels(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
        return geometry.groups == 1 && geometry.imageChannels < 8 && geometry.horizontal.dilation == 1
            && windowRow <= 2 &* vectorWidth && rows.lowerBound % rowsEach == 0 && rows.count % rowsEach == 0
            && columns.lowerBound == 0
    }

    /// The sums of all blocks.
    func accumulateFew(_ rows: Range<Int>, _ columns: Range<Int>, _ block: (images: Int, lines: Int)) {
        let size: Int = PaddedPictures.size(geometry, images: block.images, windowLines: block.lines)
        let window: Range<Int> = rows.lowerBound / rowsEach..<rows.upperBound / rowsEach
        // Turned sums stand with the window's row along the vectors, and are put in their places in the end.
        let vectors: Int = (windowRow &+ vectorWidth &- 1) / vectorWidth
        let turned: Int = isTurned ? window.count &* geometry.resultChannels &* vectors &* vectorWidth : 0
        withThreadScratch(floats: size &+ turned) { start in
            let pictures = PaddedPictures(geometry, images: block.images, windowLines: block.lines, at: start)
            let target: UnsafeMutablePointer<Float> = start + size
            target.update(repeating: 0, count: turned)
            for image in stride(from: images.lowerBound, to: images.upperBound, by: block.images) {
                let part: Range<Int> = image..<min(image &+ block.images, images.upperBound)
                for line in stride(from: 0, to: geometry.vertical.result, by: block.lines) {
                    let lines: Range<Int> = line..<min(line &+ block.lines, geometry.vertical.result)
                    pictures.fill(
                        from: isTurned ? right : left, stride: isTurned ? rightStride : leftStride, images: part,
                        windowLines: lines)
                    for row in window {
                        let index: Int = row &- window.lowerBound
                        if isTurned {
                            let each: Int = geometry.resultChannels &* vectors &* vectorWidth
                            addTurned(pictures, part, lines, row, vectors: vectors, target + index &* each)
                        } else {
                            add(pictures, part, lines, row, columns, sums + index &* rowsEach &* sumStride)
                        }
                    }
                }
            }
            if isTurned { putTurned(target, window.count, vectors: vectors) }
        }
    }

    /// The products of one row of the window with all columns.
    private func add(
        _ pictures: PaddedPictures, _ images: Range<Int>, _ lines: Range<Int>, _ row: Int, _ columns: Range<Int>,
        _ target: UnsafeMutablePointer<Float>
    ) {
        var p = operands(pictures, images, lines, row)
        p.left = UnsafePointer(pictures.start) + row &* geometry.vertical.dilation &* pictures.line
        p.right = right + (images.lowerBound &* rightStride &+ lines.lowerBound &* p.rightLine)
        var column: Int = columns.lowerBound
        while column < columns.upperBound {
            let vectors: Int = columns.upperBound &- column > vectorWidth ? 2 : 1
            addRows(p, windowRow, column, vectors: vectors, target + column)
            column &+= vectors &* vectorWidth
        }
    }

    /// The products of all channels with one row of the window.
    private func addTurned(
        _ pictures: PaddedPictures, _ images: Range<Int>, _ lines: Range<Int>, _ row: Int, vectors: Int,
        _ target: UnsafeMutablePointer<Float>
    ) {
        var p = operands(pictures, images, lines, row)
        swap(&p.leftImage, &p.rightImage)
        swap(&p.leftLine, &p.rightLine)
        swap(&p.leftPlace, &p.rightPlace)
        p.left = left + (images.lowerBound &* leftStride &+ lines.lowerBound &* p.leftLine)
        p.right = UnsafePointer(pictures.start) + row &* geometry.vertical.dilation &* pictures.line
        addRows(p, geometry.resultChannels, 0, vectors: vectors, target, stride: vectors &* vectorWidth)
    }

    /// All windows of some lines, the picture on the left.
    private func operands(
        _ pictures: PaddedPictures, _ images: Range<Int>, _ lines: Range<Int>, _ row: Int
    ) -> PlaceOperands {
        var p = PlaceOperands(
            left: UnsafePointer(pictures.start), right: right, images: images.count, leftImage: pictures.image,
            rightImage: isTurned ? leftStride : rightStride, lines: lines.count, places: geometry.horizontal.result)
        p.leftLine = geometry.vertical.stride &* pictures.line
        p.leftPlace = geometry.horizontal.stride &* geometry.imageChannels
        p.rightLine = geometry.horizontal.result &* geometry.resultChannels
        p.rightPlace = geometry.resultChannels
        return p
    }

    /// Puts turned sums where rows are window elements and channels of the result, and columns those of the picture.
    private func putTurned(_ from: UnsafePointer<Float>, _ windowRows: Int, vectors: Int) {
        let channels: Int = geometry.imageChannels
        for row in 0..<windowRows {
            for channel in 0..<geometry.resultChannels {
                let source = from + (row &* geometry.resultChannels &+ channel) &* vectors &* vectorWidth
                for element in 0..<geometry.horizontal.size {
                    let place: Int = (row &* geometry.horizontal.size &+ element) &* geometry.resultChannels &+ channel
                    (sums + place &* sumStride).update(from: source + element &* channels, count: channels)
                }
            }
        }
    }
}
