import VAERuntime

extension Machine {
    /// Stores what leaves a block.
    func store(_ block: Block) {
        let list = kernel.pointee.stores
        var index = 0
        while index < list.count {
            let store = list[index]
            switch store.kind {
            case .overrun: storeVectors(store, block, whole: block.vectors)
            case .exact: storeVectors(store, block, whole: min(block.vectors, (columns &- block.column) / vectorWidth))
            case .scatter: scatter(store, block)
            case .sumOverColumns: addOverColumns(store, block)
            case .sumOverRows: addOverRows(store, block)
            }
            index = index &+ 1
        }
    }

    /// Where a reference's element at the block's first row and column stands.
    @inline(__always)
    private func place(_ reference: ResolvedReference, _ block: Block) -> UnsafeMutableRawPointer {
        reference.run + (block.row &* reference.rowStep &+ block.column &* reference.columnStep)
    }

    /// Stores whole vectors, and of the one behind them the lanes that are columns.
    private func storeVectors(_ store: CompiledStore, _ block: Block, whole: Int) {
        let reference = references[Int(store.reference)]
        let value = operands[Int(store.operand)]
        let target = place(reference, block)
        if whole > 0 {
            let d = Operand(pointer: target, rowStep: reference.rowStep, vectorStep: vectorBytes)
            loop(d, value, block.rows, whole) { $0 }
        }
        guard whole < block.vectors else { return }
        let count: Int = columns &- block.column &- whole &* vectorWidth
        var row = 0
        while row < block.rows {
            let x = Vector.load(value.pointer + (row &* value.rowStep &+ whole &* value.vectorStep))
            x.store(to: target + (row &* reference.rowStep &+ whole &* vectorBytes), first: count)
            row = row &+ 1
        }
    }

    /// Stores one number after another.
    private func scatter(_ store: CompiledStore, _ block: Block) {
        let reference = references[Int(store.reference)]
        let value = operands[Int(store.operand)]
        let count: Int = min(block.vectors &* vectorWidth, columns &- block.column)
        var row = 0
        while row < block.rows {
            var target: UnsafeMutableRawPointer = place(reference, block) + row &* reference.rowStep
            var column = 0
            while column < count {
                let vector: Int = column / vectorWidth
                let lane: Int = column &- vector &* vectorWidth
                let source: UnsafeMutableRawPointer =
                    value.pointer + (row &* value.rowStep &+ vector &* value.vectorStep &+ lane &* 4)
                target.storeBytes(of: source.loadUnaligned(as: Float.self), as: Float.self)
                target += reference.columnStep
                column = column &+ 1
            }
            row = row &+ 1
        }
    }

    /// Adds the vectors of each row to the row's vector of partial sums; the task's first vector replaces it.
    private func addOverColumns(_ store: CompiledStore, _ block: Block) {
        let reference = references[Int(store.reference)]
        let value = operands[Int(store.operand)]
        let target: UnsafeMutableRawPointer =
            reference.run + (block.row &* reference.rowStep &+ columnTask &* vectorBytes)
        let isFirst: Bool = block.column == task.firstColumn
        let last: Int = block.vectors &- 1
        let count: Int = min(columns &- block.column &- last &* vectorWidth, vectorWidth)
        var row = 0
        while row < block.rows {
            var source: UnsafeMutableRawPointer = value.pointer + row &* value.rowStep
            let place: UnsafeMutableRawPointer = target + row &* reference.rowStep
            // Adding −0 changes no bits, so that a sum may begin with it: −0 + x is x, whatever x is.
            var sum: Vector = isFirst ? Vector(repeating: -0.0) : Vector.load(place)
            var left: Int = last
            while left > 0 {
                sum = sum + Vector.load(source)
                source += value.vectorStep
                left = left &- 1
            }
            let end: Vector = Vector.select(Vector.isLane(below: count), Vector.load(source), Vector(repeating: 0))
            (sum + end).store(to: place)
            row = row &+ 1
        }
    }

    /// Adds the rows to the task's row of partial sums; the task's first row replaces it.
    private func addOverRows(_ store: CompiledStore, _ block: Block) {
        let value = operands[Int(store.operand)]
        let reference = references[Int(store.reference)]
        let stride: Int = store.taskStride.resolved(batch)
        let target: UnsafeMutableRawPointer = reference.base + 4 &* (rowTask &* stride &+ block.column)
        let isFirst: Bool = runStart &+ block.row == task.firstRow
        var vector = 0
        while vector < block.vectors {
            var source: UnsafeMutableRawPointer = value.pointer + vector &* value.vectorStep
            let place: UnsafeMutableRawPointer = target + vector &* vectorBytes
            var sum: Vector = isFirst ? Vector(repeating: -0.0) : Vector.load(place)
            var left: Int = block.rows
            while left > 0 {
                sum = sum + Vector.load(source)
                source += value.rowStep
                left = left &- 1
            }
            sum.store(to: place)
            vector = vector &+ 1
        }
    }
}
