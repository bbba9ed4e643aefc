import VAERuntime

extension Machine {
    /// Multiplies the task's part of the matrices piece by piece, and runs the body over each piece while it is still in
    /// the cache.
    mutating func contract(_ contraction: CompiledContraction) {
        if let update = contraction.update { return self.update(contraction, update) }
        tileRowStep = 4 &* contraction.tileColumns
        var part = task
        part.firstColumn = task.firstColumn
        while part.firstColumn < task.endColumn {
            part.endColumn = min(part.firstColumn &+ contraction.tileColumns, task.endColumn)
            let right: RightColumns = columns(part.firstColumn..<part.endColumn, of: contraction)
            part.firstRow = task.firstRow
            while part.firstRow < task.endRow {
                part.endRow = min(part.firstRow &+ contraction.tileRows, task.endRow)
                tile = part
                multiply(contraction, right)
                runBody(over: part)
                part.firstRow = part.endRow
            }
            part.firstColumn = part.endColumn
        }
    }

    /// Multiplies the task's part of the matrices, and makes the step that the kernel is for with every vector.
    private func update(_ contraction: CompiledContraction, _ update: CompiledUpdate) {
        let leftRow: Int = contraction.left.strides[0].resolved(batch)
        var epilogue = self.epilogue(update)
        VAERuntime.multiply(
            rows: 0..<(task.endRow &- task.firstRow), columns: 0..<(task.endColumn &- task.firstColumn),
            depth: contraction.depth.resolved(batch), a: floats(contraction.left) + task.firstRow &* leftRow,
            aRowStride: leftRow, aDepthStride: contraction.left.strides[1].resolved(batch),
            b: floats(contraction.right) + task.firstColumn &* contraction.right.strides[1].resolved(batch),
            bRowStride: contraction.right.strides[0].resolved(batch), epilogue: &epilogue)
    }

    /// Some columns of the right matrix: where they begin, and the stride between their rows, or between themselves where
    /// they are read along k.
    private struct RightColumns {
        var start: UnsafeMutablePointer<Float>
        var stride: Int
    }

    /// The columns as they are multiplied: turned, if the plan says so.
    private func columns(_ range: Range<Int>, of contraction: CompiledContraction) -> RightColumns {
        let rowStride: Int = contraction.right.strides[0].resolved(batch)
        let columnStride: Int = contraction.right.strides[1].resolved(batch)
        let start: UnsafeMutablePointer<Float> = floats(contraction.right) + range.lowerBound &* columnStride
        switch contraction.reading {
        case .alongColumns: return RightColumns(start: start, stride: rowStride)
        case .alongDepth: return RightColumns(start: start, stride: columnStride)
        case .turned:
            let depth: Int = contraction.depth.resolved(batch)
            turn(
                start, rows: range.count, stride: columnStride, depth: depth, to: packed, contraction.tileColumns)
            return RightColumns(start: packed, stride: contraction.tileColumns)
        }
    }

    /// Fills the tile with its part of the product.
    private func multiply(_ contraction: CompiledContraction, _ right: RightColumns) {
        let depth: Int = contraction.depth.resolved(batch)
        let leftRow: Int = contraction.left.strides[0].resolved(batch)
        let leftDepth: Int = contraction.left.strides[1].resolved(batch)
        let left: UnsafeMutablePointer<Float> =
            floats(contraction.left) + tile.firstRow &* leftRow
        let rows: Range<Int> = 0..<(tile.endRow &- tile.firstRow)
        let columns: Range<Int> = 0..<(tile.endColumn &- tile.firstColumn)
        let target = (scratch + kernel.pointee.frame.tile).assumingMemoryBound(to: Float.self)
        var epilogue = TileEpilogue(
            target: target, rowStride: contraction.tileColumns, first: stream(contraction.touched.0, target),
            second: stream(contraction.touched.1, target), third: stream(contraction.touched.2, target))
        if contraction.reading == .alongDepth {
            let isPacked: Bool = contraction.packedRowStride > 0 && leftDepth != 1
            let a = isPacked ? pack(left, leftRow, leftDepth, depth, contraction.packedRowStride) : left
            multiplyTransposed(
                rows: rows, columns: columns, depth: depth, a: a,
                aRowStride: isPacked ? contraction.packedRowStride : leftRow, b: right.start,
                bRowStride: right.stride, epilogue: &epilogue)
        } else {
            VAERuntime.multiply(
                rows: rows, columns: columns, depth: depth, a: left, aRowStride: leftRow, aDepthStride: leftDepth,
                b: right.start, bRowStride: right.stride, epilogue: &epilogue)
        }
    }

    /// Where copies of parts of the operands stand.
    private var packed: UnsafeMutablePointer<Float> {
        (scratch + kernel.pointee.frame.packed).assumingMemoryBound(to: Float.self)
    }

    /// What is asked for of a reference; of the tile itself where there is none.
    private func stream(_ index: Int32, _ target: UnsafeMutablePointer<Float>) -> TileEpilogue.Stream {
        if index < 0 { return TileEpilogue.Stream(start: UnsafeRawPointer(target), rowStep: 0, columnStep: 0) }
        let reference = references[Int(index)]
        let start: Int = tile.firstRow &* reference.rowStep &+ 4 &* tile.firstColumn
        let place = UnsafeRawPointer(reference.base) + start
        return TileEpilogue.Stream(start: place, rowStep: reference.rowStep, columnStep: 4)
    }

    /// Copies the tile's rows of the left matrix to where their elements stand next to each other.
    private func pack(
        _ source: UnsafeMutablePointer<Float>, _ rowStride: Int, _ depthStride: Int, _ depth: Int, _ packedStride: Int
    ) -> UnsafeMutablePointer<Float> {
        let packed: UnsafeMutablePointer<Float> = self.packed
        var row = 0
        while row < tile.endRow &- tile.firstRow {
            var k = 0
            while k < depth {
                packed[row &* packedStride &+ k] = source[row &* rowStride &+ k &* depthStride]
                k = k &+ 1
            }
            row = row &+ 1
        }
        return packed
    }

    /// Where a reference's first element stands in this call.
    private func floats(_ reference: Reference) -> UnsafeMutablePointer<Float> {
        address(reference).assumingMemoryBound(to: Float.self)
    }
}
