import VAERuntime

extension Machine {
    /// Copies the task's rows of an input.
    func fetch(_ fetch: CompiledFetch) {
        let binding = context.pointee.inputs[fetch.input]
        let start = address(fetch.destination)
        let rowStep: Int = 4 &* fetch.destination.strides[0].resolved(batch)
        var row: Int = task.firstRow
        while row < task.endRow {
            let source: Int = binding.isIndexed ? Int(context.pointee.examples[row]) : row
            let target: UnsafeMutableRawPointer = start + row &* rowStep
            switch binding.element {
            case .float: copyFloats(binding.base + 4 &* source &* binding.rowStride, target)
            case .byte: copyBytes(binding.base + source &* binding.rowStride, target, binding.scale)
            }
            row = row &+ 1
        }
    }

    private func copyFloats(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer) {
        let first: Int = 4 &* task.firstColumn
        let count: Int = 4 &* (task.endColumn &- task.firstColumn)
        (target + first).copyMemory(from: source + first, byteCount: count)
    }

    private func copyBytes(_ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer, _ scale: Float) {
        let factor = Vector(repeating: scale)
        var column: Int = task.firstColumn
        while column &+ vectorWidth <= task.endColumn {
            (Vector.loadBytes(source + column) * factor).store(to: target + 4 &* column)
            column = column &+ vectorWidth
        }
        while column < task.endColumn {
            let number = Float(source.load(fromByteOffset: column, as: UInt8.self)) * scale
            target.storeBytes(of: number, toByteOffset: 4 &* column, as: Float.self)
            column = column &+ 1
        }
    }
}
