import VAEGraph

// Neighbouring axes that every operand walks through as if they were one are made one: longer runs of rows, fewer
// indices. The order of the points stays as it is.
extension Kernel {
    /// The same kernel over as few row axes and reduced axes as possible, but at least one row axis.
    func mergingAxes() -> Kernel {
        switch work {
        case .fetch, .contraction, .image: self
        case .elementwise, .reduction: mergingRows().mergingReducedAxes().withRowAxis()
        }
    }

    /// The same kernel with a row axis of one row if it has none.
    private func withRowAxis() -> Kernel {
        guard rows.isEmpty else { return self }
        var result = self
        result.rows = [.one]
        result.mapLocations { $0.strides.insert(0, at: 0) }
        return result
    }

    /// All places that the kernel reads or writes point by point.
    private var locations: [Location] {
        var result: [Location] = []
        for instruction in body.instructions {
            if case .load(let location) = instruction { result.append(location) }
        }
        for store in body.stores {
            switch store.target {
            case .elements(let location, _), .sumOverColumns(let location): result.append(location)
            case .sumOverRows: break
            }
        }
        if case .reduction(let reduction) = work { result += reduction.terms.map(\.operand) }
        return result
    }

    /// Changes all places of `locations`.
    private mutating func mapLocations(_ change: (inout Location) -> Void) {
        for index in body.instructions.indices {
            if case .load(var location) = body.instructions[index] {
                change(&location)
                body.instructions[index] = .load(location)
            }
        }
        for index in body.stores.indices {
            switch body.stores[index].target {
            case .elements(var location, let mayOverrun):
                change(&location)
                body.stores[index].target = .elements(location, mayOverrun: mayOverrun)
            case .sumOverColumns(var location):
                change(&location)
                body.stores[index].target = .sumOverColumns(location)
            case .sumOverRows: break
            }
        }
        if case .reduction(var reduction) = work {
            for index in reduction.terms.indices { change(&reduction.terms[index].operand) }
            work = .reduction(reduction)
        }
    }

    /// The row axes that no noise needs for themselves.
    private var batchAxes: Set<Int> {
        var result: Set<Int> = []
        for instruction in body.instructions {
            if case .noise(_, let axis, _) = instruction { result.insert(axis) }
        }
        return result
    }

    private func mergingRows() -> Kernel {
        var result = self
        var axis = 0
        while axis < result.rows.count {
            if result.rows[axis] == .one, !result.batchAxes.contains(axis) {
                result.removeRow(axis)
            } else if axis + 1 < result.rows.count, result.canMergeRows(axis) {
                result.rows[axis + 1] = Extent.product(result.rows[axis], result.rows[axis + 1]) ?? .one
                result.removeRow(axis)
            } else {
                axis += 1
            }
        }
        return result
    }

    /// Whether row axes `axis` and the one after it are one for all operands.
    private func canMergeRows(_ axis: Int) -> Bool {
        let inner = rows[axis + 1]
        if batchAxes.contains(axis) || batchAxes.contains(axis + 1) { return false }
        guard Extent.product(rows[axis], inner) != nil else { return false }
        for instruction in body.instructions {
            guard case .noise(_, _, let coefficients) = instruction else { continue }
            if !Extent(coefficients[axis]).spans(Extent(coefficients[axis + 1]), times: inner) { return false }
        }
        return locations.allSatisfy { $0.strides[axis].spans($0.strides[axis + 1], times: inner) }
    }

    /// Forgets a row axis; the index of another stands for it now, or it is always 0.
    private mutating func removeRow(_ axis: Int) {
        rows.remove(at: axis)
        mapLocations { $0.strides.remove(at: axis) }
        for index in body.instructions.indices {
            guard case .noise(let noise, let batchAxis, var coefficients) = body.instructions[index] else { continue }
            coefficients.remove(at: axis)
            let moved: Int = batchAxis > axis ? batchAxis - 1 : batchAxis
            body.instructions[index] = .noise(noise, batchAxis: moved, coefficients: coefficients)
        }
    }

    private func mergingReducedAxes() -> Kernel {
        guard case .reduction(var reduction) = work else { return self }
        let first: Int = rows.count + 1
        if reduction.axes.isEmpty {
            reduction.axes = [.one]
            for index in reduction.terms.indices { reduction.terms[index].operand.strides.append(0) }
        }
        var axis = 0
        while axis + 1 < reduction.axes.count {
            let inner = reduction.axes[axis + 1]
            let product = Extent.product(reduction.axes[axis], inner)
            let isOne: Bool = reduction.axes[axis] == .one
            let areOne: Bool = reduction.terms.allSatisfy {
                $0.operand.strides[first + axis].spans($0.operand.strides[first + axis + 1], times: inner)
            }
            // Along the columns the last axis decides how vectors are cut: it stays as it is.
            let isCut: Bool = reduction.isAlongColumns && axis + 2 == reduction.axes.count
            if let product, isOne || (areOne && !isCut) {
                reduction.axes[axis + 1] = product
                reduction.axes.remove(at: axis)
                for index in reduction.terms.indices {
                    reduction.terms[index].operand.strides.remove(at: first + axis)
                }
            } else {
                axis += 1
            }
        }
        var result = self
        result.work = .reduction(reduction)
        return result
    }
}

extension Extent {
    /// Whether a step of this stride goes as far as so many steps of an inner one.
    fileprivate func spans(_ inner: Extent, times count: Extent) -> Bool {
        if factor == 0 || inner.factor == 0 { return factor == inner.factor }
        return Extent.product(inner, count) == self
    }
}
