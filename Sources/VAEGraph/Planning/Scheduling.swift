/// Orders kernels into phases and gives buffers their places.
extension Planner {
    /// The finished plan.
    mutating func finish(reusesMemory: Bool) throws(GraphProblem) -> Plan {
        let levels = groupLevels()
        // Within a phase the largest kernels come first, so that what is left at the end is small.
        let work = kernels.map { $0.kernel.work(batch: batch) }
        let order = kernels.indices.sorted { a, b in
            (levels[kernels[a].group], -work[a], a) < (levels[kernels[b].group], -work[b], b)
        }
        var phases: [Range<Int>] = []
        var sorted: [Kernel] = []
        for index in order {
            let isNewPhase =
                sorted.isEmpty || levels[kernels[index].group] != levels[kernels[order[sorted.count - 1]].group]
            if isNewPhase { phases.append(sorted.count..<sorted.count) }
            sorted.append(kernels[index].kernel)
            phases[phases.count - 1] = phases[phases.count - 1].lowerBound..<sorted.count
        }
        let outputs = try graph.outputs.map { output throws(GraphProblem) in
            let place = try storedLocation(of: output.value)
            return Plan.Output(name: output.name, shape: graph[output.value].shape, location: place)
        }
        let kept = Set(outputs.map(\.location.buffer))
        let lifetimes = Lifetimes(
            kernels: sorted, phases: phases, bufferCount: buffers.count, kept: kept, scalars: scalars.map(\.buffer))
        let memory = ArenaLayout(buffers: buffers, lifetimes: lifetimes, reusesMemory: reusesMemory)
        return Plan(
            name: graph.name, target: target, batch: batch, buffers: memory.buffers, kernels: sorted, phases: phases,
            inputs: inputs, scalars: scalars, outputs: outputs, arenaSize: memory.size + Layout.line,
            sizeWithoutReuse: memory.sizeWithoutReuse, largestLiveSet: memory.largestLiveSet)
    }

    /// For each group the first phase its kernels can run in. A concat whose pieces are all in place takes none.
    private func groupLevels() -> [Int] {
        let hasKernels = Set(kernels.map(\.group))
        var ends: [Int] = []
        var levels: [Int] = []
        for group in fused.groups.indices {
            let start = fused.dependencies[group].reduce(0) { max($0, ends[$1]) }
            levels.append(start)
            ends.append(hasKernels.contains(group) ? start + 1 : start)
        }
        return levels
    }
}

extension Kernel {
    /// About how many vector instructions it takes, to order kernels by.
    func work(batch: Int) -> Double {
        let points: Double = product([rowCount(batch: batch), columns.count(batch: batch)])
        let each = body.instructions.count
        switch work {
        case .fetch: return points
        case .elementwise: return points * Double(each)
        case .contraction(let contraction): return points * Double(contraction.depth.count(batch: batch) + each)
        case .reduction(let reduction): return points * product(reduction.axes.map { $0.count(batch: batch) } + [each])
        case .image(let image): return image.terms(batch: batch) + points * Double(each)
        }
    }

    /// The buffers it reads.
    public var reads: [Int] {
        var result: [Int] = []
        switch work {
        case .fetch, .elementwise: break
        case .contraction(let contraction): result += [contraction.left.buffer, contraction.right.buffer]
        case .reduction(let reduction): result += reduction.terms.map(\.operand.buffer)
        case .image(let image): result += [image.first.buffer, image.second.buffer]
        }
        for instruction in body.instructions {
            if case .load(let location) = instruction { result.append(location.buffer) }
        }
        return result
    }

    /// The buffers it writes.
    public var writes: [Int] {
        if case .fetch(let fetch) = work { return [fetch.destination.buffer] }
        return body.stores.map { store in
            switch store.target {
            case .elements(let location, _), .sumOverColumns(let location), .sumOverRows(let location): location.buffer
            }
        }
    }
}

/// In which phases each buffer holds something that is still needed.
struct Lifetimes {
    /// First and last phase, both included; nil for a buffer that no kernel touches.
    var ranges: [ClosedRange<Int>?]

    /// - Parameters:
    ///   - kept: Buffers whose contents the caller reads after the run.
    ///   - scalars: Buffers that the caller writes before the run.
    init(kernels: [Kernel], phases: [Range<Int>], bufferCount: Int, kept: Set<Int>, scalars: [Int]) {
        ranges = Array(repeating: nil, count: bufferCount)
        for (phase, range) in phases.enumerated() {
            for kernel in kernels[range] {
                for buffer in kernel.reads + kernel.writes {
                    ranges[buffer] = min(ranges[buffer]?.lowerBound ?? phase, phase)...phase
                }
            }
        }
        let last = max(phases.count - 1, 0)
        for buffer in kept { ranges[buffer] = (ranges[buffer]?.lowerBound ?? 0)...last }
        for buffer in scalars { ranges[buffer] = 0...(ranges[buffer]?.upperBound ?? 0) }
    }
}

/// Offsets in the arena: large buffers first, each at the lowest place that is free for its whole life.
struct ArenaLayout {
    /// The buffers with their offsets.
    var buffers: [Buffer]
    /// Floats in all.
    var size = 0
    /// Floats if every buffer had a place of its own.
    var sizeWithoutReuse = 0
    /// The largest sum of sizes that live in one phase.
    var largestLiveSet = 0

    init(buffers: [Buffer], lifetimes: Lifetimes, reusesMemory: Bool) {
        self.buffers = buffers
        let arena = buffers.indices.filter { buffers[$0].storage == .arena && lifetimes.ranges[$0] != nil }
        sizeWithoutReuse = arena.reduce(0) { $0 + buffers[$1].size }
        let phaseCount = lifetimes.ranges.reduce(0) { max($0, ($1?.upperBound ?? -1) + 1) }
        for phase in 0..<phaseCount {
            let live = arena.filter { lifetimes.ranges[$0]?.contains(phase) ?? false }
            largestLiveSet = max(largestLiveSet, live.reduce(0) { $0 + buffers[$1].size })
        }
        if !reusesMemory {
            for index in arena {
                self.buffers[index].offset = size
                size += buffers[index].size
            }
            return
        }
        var placed: [Int] = []
        for index in arena.sorted(by: { (-buffers[$0].size, $0) < (-buffers[$1].size, $1) }) {
            guard let life = lifetimes.ranges[index] else { continue }
            let neighbours = placed.filter { lifetimes.ranges[$0]?.overlaps(life) ?? false }
                .sorted { self.buffers[$0].offset < self.buffers[$1].offset }
            var offset = 0
            for other in neighbours where offset + buffers[index].size > self.buffers[other].offset {
                offset = max(offset, self.buffers[other].offset + buffers[other].size)
            }
            self.buffers[index].offset = offset
            size = max(size, offset + buffers[index].size)
            placed.append(index)
        }
    }
}
