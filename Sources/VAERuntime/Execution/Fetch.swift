import CInstructionSet

extension KernelContext {
    /// Copies rows of what is bound to an input into the arena, bytes as numbers times the binding's scale.
    ///
    /// - Parameters:
    ///   - input: the input's place.
    ///   - target: where row 0, column 0 goes.
    ///   - stride: floats from row to row there.
    ///   - rows: the rows of the call to copy.
    ///   - columns: the columns to copy; exactly these are written.
    public func fetch(
        input: Int, to target: UnsafeMutablePointer<Float>, stride: Int, rows: Range<Int>, columns: Range<Int>
    ) {
        let binding: InputBinding = inputs[input]
        for row in rows {
            let sourceRow: Int = binding.isIndexed ? Int(examples[row]) : row
            let first: Int = sourceRow &* binding.rowStride &+ columns.lowerBound
            let place: UnsafeMutablePointer<Float> = target + (row &* stride &+ columns.lowerBound)
            switch binding.element {
            case .float:
                let source = binding.base.assumingMemoryBound(to: Float.self) + first
                place.update(from: source, count: columns.count)
            case .byte:
                // The next row lies anywhere: it is asked for while this one is converted.
                let next: Int = row &+ 1 < rows.upperBound ? row &+ 1 : row
                let nextRow: Int = binding.isIndexed ? Int(examples[next]) : next
                KernelContext.convert(
                    binding.base + first, scale: binding.scale, to: place, count: columns.count,
                    next: binding.base + (nextRow &* binding.rowStride &+ columns.lowerBound))
            }
        }
    }

    /// Bytes as numbers times a scale; no byte behind the last is read, since a file may end there.
    private static func convert(
        _ source: UnsafeRawPointer, scale: Float, to target: UnsafeMutablePointer<Float>, count: Int,
        next: UnsafeRawPointer
    ) {
        let factor = Vector(repeating: scale)
        var column = 0
        while column &+ vectorWidth <= count {
            askToRead(next + column)
            // Another processor may have the line: it takes long to come, and stores wait for one another.
            askForLine(target + (column &+ 16 &* TileShape.line))
            (Vector.loadBytes(source + column) * factor).store(to: target + column)
            column = column &+ vectorWidth
        }
        while column < count {
            target[column] = Float(source.load(fromByteOffset: column, as: UInt8.self)) * scale
            column = column &+ 1
        }
    }
}
