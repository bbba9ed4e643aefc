import VAERuntime

extension Machine {
    /// Computes the task's part of a convolution or pooling piece by piece, and runs the body over each piece while it is
    /// still in the cache.
    mutating func compute(_ image: CompiledImage) {
        if case .convolve(let isTransposed) = image.function {
            // Place by place, in the order that compiled kernels visit them.
            let together: Int = image.geometry.imagesTogether(isTransposed: isTransposed)
            let rows: Range<Int> = task.firstRow..<task.endRow
            forEachPlace(of: rows, images: image.images.resolved(batch), together: together) { compute(image, $0) }
        } else {
            compute(image, task.firstRow..<task.endRow)
        }
    }

    /// The same for some rows of the task.
    private mutating func compute(_ image: CompiledImage, _ rows: Range<Int>) {
        tileRowStep = 4 &* image.tileColumns
        var part = task
        part.firstColumn = task.firstColumn
        while part.firstColumn < task.endColumn {
            part.endColumn = min(part.firstColumn &+ image.tileColumns, task.endColumn)
            part.firstRow = rows.lowerBound
            while part.firstRow < rows.upperBound {
                part.endRow = min(part.firstRow &+ image.tileRows, rows.upperBound)
                tile = part
                fillTile(image)
                runBody(over: part)
                part.firstRow = part.endRow
            }
            part.firstColumn = part.endColumn
        }
    }

    /// Fills the tile with its part of the result.
    private func fillTile(_ image: CompiledImage) {
        let images: Int = image.images.resolved(batch)
        let first = address(image.first).assumingMemoryBound(to: Float.self)
        let second = address(image.second).assumingMemoryBound(to: Float.self)
        let firstStride: Int = image.first.strides[0].resolved(batch)
        let secondStride: Int = image.second.strides[0].resolved(batch)
        let rows: Range<Int> = tile.firstRow..<tile.endRow
        let columns: Range<Int> = tile.firstColumn..<tile.endColumn
        let memory = (scratch + kernel.pointee.frame.tile).assumingMemoryBound(to: Float.self)
        let start: UnsafeMutablePointer<Float> =
            memory - (tile.firstRow &* image.tileColumns &+ tile.firstColumn)
        var epilogue = StoreEpilogue(target: start, rowStride: image.tileColumns)
        switch image.function {
        case .convolve(let isTransposed):
            convolve(
                image.geometry, isTransposed: isTransposed, images: images, rows: rows, columns: columns,
                source: first, sourceStride: firstStride, weights: second, weightStride: secondStride,
                epilogue: &epilogue)
        case .spread:
            spreadToFew(
                image.geometry, rows: rows, source: first, sourceStride: firstStride, weights: second,
                weightStride: secondStride, epilogue: &epilogue)
        case .weights(let isTurned, let parts):
            let (left, right) = isTurned ? (second, first) : (first, second)
            let (leftStride, rightStride) = isTurned ? (secondStride, firstStride) : (firstStride, secondStride)
            // The tile is one piece, so that its memory can hold the sums.
            convolveWeights(
                image.geometry, isTurned: isTurned, images: images, parts: parts, rows: rows, columns: columns,
                left: left, leftStride: leftStride, right: right, rightStride: rightStride,
                sums: memory + image.tileRows &* image.tileColumns, epilogue: &epilogue)
        case .pool(let kind):
            pool(
                kind, image.geometry, rows: rows, columns: columns, first: first, firstStride: firstStride,
                second: second, secondStride: secondStride, epilogue: &epilogue)
        }
    }
}
