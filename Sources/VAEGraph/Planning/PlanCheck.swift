/// What is wrong with a plan: a kernel that would read what is not there, or write what it must not.
public struct PlanProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problem, with the names of kernel and buffer.
    public var description: String
}

/// Checks that a plan may run: an independent second opinion that shares nothing with the planner.
///
/// It plays the plan on shadow memory, element by element, and looks who wrote what last:
/// - a kernel reads only elements that were written under the buffer's own name (the old and the new value of a slot
///   have two names for one place, so that a read of the old value after the assignment is found);
/// - within a phase no kernel touches what another one writes;
/// - a kernel that reads what it writes reads each element at the point that writes it;
/// - nothing is read or written outside a buffer (see `checkBounds`, which comes first).
public func check(_ plan: Plan) throws(PlanProblem) {
    try checkBounds(plan)
    var memory = ShadowMemory(plan)
    for (phase, range) in plan.phases.enumerated() {
        for number in range { try memory.read(plan.kernels[number], number: number, phase: phase) }
        for number in range { try memory.write(plan.kernels[number], number: number, phase: phase) }
    }
    for output in plan.outputs { try memory.readBack(output) }
}

/// Who touched each float of the arena and, after it, of the table.
private struct ShadowMemory {
    /// The last touch of one float.
    struct Cell {
        /// The buffer it was last written under; −1 for none.
        var owner: Int32 = -1
        /// The phase of the last read and write.
        var readPhase: Int32 = -1
        var writePhase: Int32 = -1
        /// The kernel that read it in that phase, −1 for several; and through which path, −1 for several or none that
        /// meets every point once.
        var reader: Int32 = -1
        var path: Int32 = -1
    }

    let plan: Plan
    let tableStart: Int
    /// The buffers that name new values of slots.
    let newValues: Set<Int>
    var cells: [Cell]
    /// Paths of points to floats: two locations with one path meet each float at the same point.
    var paths: [Path: Int32] = [:]

    struct Path: Hashable {
        var start: Int
        var strides: [Extent]
    }

    init(_ plan: Plan) {
        self.plan = plan
        tableStart = plan.arenaSize
        newValues = plan.newValues
        var size = plan.arenaSize
        for buffer in plan.buffers where buffer.storage == .table {
            size = max(size, plan.arenaSize + buffer.offset + buffer.size)
        }
        cells = Array(repeating: Cell(), count: size)
        // Slots hold their old values at the start; the first buffer of a place names the old one, and slots side by
        // side are read as one matrix under the first one's name.
        for (index, buffer) in plan.buffers.enumerated() where buffer.storage == .table {
            for place in (tableStart + buffer.offset)..<(tableStart + buffer.offset + buffer.size)
            where cells[place].owner == -1 {
                cells[place].owner = Int32(index)
            }
        }
        for scalar in plan.scalars { cells[plan.buffers[scalar.buffer].offset].owner = Int32(scalar.buffer) }
    }

    // MARK: Walking

    func start(_ location: Location) -> Int {
        let buffer = plan.buffers[location.buffer]
        return (buffer.storage == .table ? tableStart : 0) + buffer.offset + location.offset
    }

    /// The floats of a location over these axes; an axis that repeats one element is walked once.
    func places(_ location: Location, _ axes: [Extent], _ name: String) throws(PlanProblem) -> [Int] {
        var result = [start(location)]
        for (axis, stride) in zip(axes, location.strides) {
            let step = stride.count(batch: plan.batch)
            let count = axis.count(batch: plan.batch)
            if step == 0 && count > 0 || count == 1 { continue }
            var longer: [Int] = []
            longer.reserveCapacity(result.count * count)
            for place in result { for index in 0..<count { longer.append(place + index * step) } }
            result = longer
        }
        if let low = result.min(), let high = result.max(), low < 0 || high >= cells.count {
            throw PlanProblem(description: "\(name) reaches beyond the memory at \(location)")
        }
        return result
    }

    mutating func path(_ location: Location) -> Int32 {
        let path = Path(start: start(location), strides: location.strides)
        if let known = paths[path] { return known }
        paths[path] = Int32(paths.count)
        return Int32(paths.count - 1)
    }

    // MARK: Reading and writing

    mutating func read(_ kernel: Kernel, number: Int, phase: Int) throws(PlanProblem) {
        for access in kernel.accesses {
            let name = plan.buffers[access.location.buffer].name
            let path = access.isPointwise ? path(access.location) : -1
            for place in try places(access.location, access.axes, kernel.name) {
                guard holds(place, access.location.buffer) else {
                    throw PlanProblem(
                        description: "\(kernel.name) reads \(name) in phase \(phase), where \(owner(of: place)) stands")
                }
                let isFirst = cells[place].readPhase != Int32(phase)
                cells[place].readPhase = Int32(phase)
                cells[place].reader = isFirst || cells[place].reader == Int32(number) ? Int32(number) : -1
                cells[place].path = isFirst || cells[place].path == path ? path : -1
            }
        }
    }

    mutating func write(_ kernel: Kernel, number: Int, phase: Int) throws(PlanProblem) {
        for (location, axes) in kernel.results(batch: plan.batch, lanes: plan.target.lanes) {
            let buffer = plan.buffers[location.buffer]
            let path = path(location)
            for place in try places(location, axes, kernel.name) {
                let cell = cells[place]
                var fault: String?
                if buffer.storage == .arena && !(buffer.offset..<(buffer.offset + buffer.size)).contains(place) {
                    fault = "writes outside \(buffer.name)"
                } else if cell.writePhase == Int32(phase) {
                    fault = "writes \(buffer.name), and so does another store of the same phase"
                } else if cell.readPhase == Int32(phase) && cell.reader != Int32(number) {
                    fault = "writes \(buffer.name) while another kernel reads it"
                } else if cell.readPhase == Int32(phase) && cell.path != path {
                    fault = "overwrites elements of \(buffer.name) that it reads at other points"
                }
                if let fault { throw PlanProblem(description: "\(kernel.name) \(fault), in phase \(phase)") }
                cells[place].owner = Int32(location.buffer)
                cells[place].writePhase = Int32(phase)
            }
        }
        for store in kernel.body.stores {
            guard case .elements(let location, mayOverrun: true) = store.target else { continue }
            try overrun(kernel, location, phase: phase)
        }
    }

    /// What stands behind the last column is lost when whole vectors are stored: nobody may still need it.
    private mutating func overrun(_ kernel: Kernel, _ location: Location, phase: Int) throws(PlanProblem) {
        let count = kernel.columns.count(batch: plan.batch)
        let lanes = plan.target.lanes
        let rest = (count + lanes - 1) / lanes * lanes - count
        if rest == 0 { return }
        var behind = location
        behind.offset += count
        for place in try places(behind, kernel.rows + [Extent(rest)], kernel.name) {
            if cells[place].writePhase == Int32(phase) || cells[place].readPhase == Int32(phase) {
                throw PlanProblem(
                    description: "\(kernel.name) overruns into \(owner(of: place)), which is in use in phase \(phase)")
            }
            cells[place].owner = -1
            cells[place].writePhase = Int32(phase)
        }
    }

    func readBack(_ output: Plan.Output) throws(PlanProblem) {
        for place in try places(output.location, output.shape.axes, output.name)
        where !holds(place, output.location.buffer) {
            throw PlanProblem(description: "the output \(output.name) is lost: \(owner(of: place)) stands there")
        }
    }

    /// Whether a float was last written under the buffer's name, or is the old value of a slot beside it.
    private func holds(_ place: Int, _ buffer: Int) -> Bool {
        let owner = Int(cells[place].owner)
        if owner == buffer { return true }
        guard owner >= 0, plan.buffers[buffer].storage == .table else { return false }
        return plan.buffers[owner].storage == .table && cells[place].writePhase == -1
            && !newValues.contains(buffer)
    }

    private func owner(of place: Int) -> String {
        let owner = Int(cells[place].owner)
        return owner < 0 ? "nothing" : plan.buffers[owner].name
    }
}

extension Plan {
    /// The buffers that name new values of slots: those that a kernel writes.
    fileprivate var newValues: Set<Int> {
        Set(kernels.flatMap(\.writes).filter { buffers[$0].storage == .table })
    }
}
