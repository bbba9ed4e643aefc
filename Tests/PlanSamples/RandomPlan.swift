import VAEGraph

/// Makes plans of kernels of every kind over random domains, strides, bodies and stores; kernels share no memory.
package struct RandomPlan {
    package var generator: SeededGenerator
    /// The plan.
    package private(set) var plan: Plan
    package private(set) var tableSize = 0
    /// The kernel being made.
    private var rows: [Extent] = []
    private var columns: Extent = 1
    private var body = Body()
    private var isMask: [Bool] = []
    private var columnTasks = 1
    private var rowTasks = 1

    /// Which kernels to make.
    package enum Kind: CaseIterable, Sendable {
        case elementwise, contraction, reduction, image
    }

    /// The plan of a seed, a kernel of each kind after the other.
    package init(seed: UInt64, _ kinds: [Kind]) {
        generator = SeededGenerator(seed: seed)
        let target: Target = .host
        plan = Plan(
            name: "random", target: target, batch: generator.whole(1...9), buffers: [], kernels: [], phases: [],
            inputs: [], scalars: [], outputs: [], arenaSize: 0, sizeWithoutReuse: 0, largestLiveSet: 0)
        for kind in kinds {
            plan.kernels.append(kernel(kind))
            plan.phases.append(plan.kernels.count - 1..<plan.kernels.count)
        }
        plan.arenaSize += 64
        tableSize += 64
    }

    // MARK: Memory

    /// A new buffer for elements at these strides, with a little distance to its neighbours.
    private mutating func buffer(_ extents: [Extent], _ strides: [Extent], extra: Int = 0) -> (Int, offset: Int) {
        let offset: Int = generator.chance(0.3) ? generator.whole(0...20) : 0
        var size: Int = offset + 1 + extra
        for (extent, stride) in zip(extents, strides) {
            size += max(extent.count(batch: plan.batch) - 1, 0) * stride.count(batch: plan.batch)
        }
        size += generator.whole(0...5) + Target.host.lanes
        let isTable: Bool = generator.chance(0.3)
        let start: Int = isTable ? tableSize : plan.arenaSize
        if isTable { tableSize += size } else { plan.arenaSize += size }
        plan.buffers.append(
            Buffer(name: "b\(plan.buffers.count)", storage: isTable ? .table : .arena, offset: start, size: size))
        return (plan.buffers.count - 1, offset)
    }

    private func product(_ a: Extent, _ b: Extent) -> Extent {
        Extent.product(a, b) ?? Extent(a.count(batch: plan.batch) * b.count(batch: plan.batch))
    }

    /// Strides of a dense layout of axes in some order; the axis in `unit` is innermost.
    private mutating func strides(_ extents: [Extent], unit: Int?, padsTo padding: Int) -> [Extent] {
        var order: [Int] = Array(extents.indices).shuffled(using: &generator)
        if generator.chance(0.6) { order.sort() }
        if let unit { order = order.filter { $0 != unit } + [unit] }
        var result: [Extent] = Array(repeating: 0, count: extents.count)
        var step: Extent = unit == nil && generator.chance(0.3) ? 2 : 1
        for axis in order.reversed() {
            result[axis] = step
            step = product(step, extents[axis])
            if axis == unit, padding > 1 {
                step = Extent((step.count(batch: plan.batch) + padding - 1) / padding * padding)
            }
        }
        return result
    }

    /// A place to load from: dense in some order, with some axes repeated.
    private mutating func source(_ extents: [Extent], column: Int) -> Location {
        let unit: Int? = generator.chance(0.7) ? column : nil
        var steps: [Extent] = strides(extents, unit: unit, padsTo: generator.pick([1, 1, Target.host.lanes]))
        let repeats: Double = generator.pick([0, 0, 0.3, 1])
        for axis in steps.indices where generator.chance(repeats) { steps[axis] = 0 }
        let (buffer, offset) = buffer(extents, steps)
        return Location(buffer: buffer, offset: offset, strides: steps)
    }

    // MARK: Kernels

    private mutating func kernel(_ kind: Kind) -> Kernel {
        body = Body()
        isMask = []
        let lengths: [Extent] = [1, 2, 3, 5, .batch, Extent(2, isBatch: true)]
        let isSingle: Bool = kind == .contraction
        rows = (0..<(isSingle ? 1 : generator.whole(0...3))).map { _ in generator.pick(lengths) }
        if isSingle, generator.chance(0.5) { rows = [Extent(generator.whole(1...40))] }
        columns = generator.pick([1, 7, 16, 20, 33, 48, 100, .batch, Extent(7, isBatch: true)])
        if kind == .elementwise, generator.chance(0.05) { columns = Extent(16 * generator.whole(60...90)) }
        var work = Kernel.Work.elementwise
        switch kind {
        case .elementwise: break
        case .contraction: work = .contraction(contraction())
        case .reduction: work = .reduction(reduction())
        case .image: work = .image(image())
        }
        let rowCount: Int = rows.reduce(1) { $0 * $1.count(batch: plan.batch) }
        let columnCount: Int = columns.count(batch: plan.batch)
        let rowBlock: Int = generator.whole(1...max(rowCount, 1))
        let columnBlock: Int? = generator.chance(0.5) ? nil : Target.host.lanes * generator.whole(1...3)
        rowTasks = (rowCount + rowBlock - 1) / rowBlock
        columnTasks = columnBlock.map { (columnCount + $0 - 1) / $0 } ?? 1
        fillBody(work)
        fillStores()
        return Kernel(
            name: "k", origins: [], work: work, rows: rows, columns: columns, rowBlock: rowBlock,
            columnBlock: columnBlock, body: body)
    }

    private mutating func contraction() -> Contraction {
        let depth: Extent = generator.pick([1, 5, 16, 37, 100, .batch])
        let leftUnit: Int = generator.whole(0...1)
        let reading: Contraction.Reading = generator.pick([.alongColumns, .turned, .alongDepth])
        let leftStrides: [Extent] = strides([rows[0], depth], unit: leftUnit, padsTo: generator.pick([1, 16]))
        let rightStrides: [Extent] = strides([depth, columns], unit: reading == .alongColumns ? 1 : 0, padsTo: 16)
        let left = buffer([rows[0], depth], leftStrides)
        let right = buffer([depth, columns], rightStrides)
        return Contraction(
            depth: depth, left: Location(buffer: left.0, offset: left.offset, strides: leftStrides),
            right: Location(buffer: right.0, offset: right.offset, strides: rightStrides), reading: reading)
    }

    /// A convolution, one of its adjoints, or pooling of small images; sets the rows and columns that go with it.
    private mutating func image() -> ImageWork {
        func axis() -> (Window.Axis, image: Int, result: Int) {
            while true {
                let axis = Window.Axis(
                    size: generator.whole(1...4), stride: generator.whole(1...3), dilation: generator.whole(1...2),
                    before: generator.whole(0...2), after: generator.whole(0...2))
                let length: Int = generator.whole(1...6)
                if axis.count(over: length) > 0 { return (axis, length, axis.count(over: length)) }
            }
        }
        let (vertical, horizontal) = (axis(), axis())
        var window = Window(vertical: vertical.0, horizontal: horizontal.0)
        window.layout = .channelsLast
        let images: Extent = generator.pick([.batch, .batch, Extent(2, isBatch: true), 3])
        let groups: Int = generator.pick([1, 1, 1, 2, 3, 16])
        func channels() -> Int { groups * generator.pick(groups == 1 ? [1, 3, 8, 17, 33, 70] : [1, 2, 5, 16]) }
        let isPooling: Bool = generator.chance(0.3)
        let from = ImageWork.Size(
            height: vertical.image, width: horizontal.image, channels: isPooling ? generator.whole(1...40) : channels())
        let to = ImageWork.Size(
            height: vertical.result, width: horizontal.result, channels: isPooling ? from.channels : channels())
        if isPooling {
            let pooling: Pooling = generator.pick(Pooling.allCases)
            let isBack: Bool = pooling == .spread || pooling == .fromMaximum
            let own: ImageWork.Size = isBack ? to : from
            let first: Location = place(of: images, pooling == .fromMaximum ? from : own)
            let domain: ImageWork.Size = isBack ? from : to
            rows = [images, Extent(domain.height), Extent(domain.width)]
            columns = Extent(domain.channels)
            let hasTwo: Bool = pooling == .atMaximum || pooling == .fromMaximum
            return ImageWork(
                function: .pool(window, pooling), images: images, image: from, result: to, first: first,
                second: hasTwo ? place(of: images, own) : first)
        }
        var convolution = Convolution(window, groups: groups, result: generator.pick(Convolution.Result.allCases))
        convolution.isTurned = convolution.result == .weights ? generator.chance(0.5) : convolution.result == .input
        var work = ImageWork(
            function: .convolve(convolution), images: images, image: from, result: to,
            first: Location(buffer: 0, strides: []), second: Location(buffer: 0, strides: []))
        work.first = place(of: images, work.operandSizes.first)
        columns = Extent((convolution.isTurned ? from : to).channels)
        if let size = work.operandSizes.second {
            rows = [Extent(window.count * work.depth)]
            work.second = place(of: images, size)
            return work
        }
        let domain: ImageWork.Size = convolution.result == .input ? from : to
        let isJoined: Bool = generator.chance(0.5)
        rows = (isJoined ? [Extent(domain.places)] : [Extent(domain.height), Extent(domain.width)]) + [images]
        let width: Int = (domain.channels + 15) / 16 * 16
        let axes: [Extent] = [Extent(window.count * work.depth), columns]
        let (buffer, offset) = buffer(axes, [Extent(width), 1], extra: Target.host.lanes)
        work.second = Location(buffer: buffer, offset: offset, strides: [Extent(width), 1])
        return work
    }

    /// Images one after another, with a gap between.
    private mutating func place(of count: Extent, _ size: ImageWork.Size) -> Location {
        let axes: [Extent] = [count, Extent(size.height), Extent(size.width), Extent(size.channels)]
        let step: Int = size.count + generator.whole(0...20)
        let strides: [Extent] = [Extent(step), Extent(size.width * size.channels), Extent(size.channels), 1]
        let (buffer, offset) = buffer(axes, strides, extra: Target.host.lanes)
        return Location(buffer: buffer, offset: offset, strides: strides)
    }

    private mutating func reduction() -> ReductionWork {
        let isAlongColumns: Bool = generator.chance(0.5)
        if isAlongColumns { columns = 1 }
        let axes: [Extent] = (0..<generator.whole(1...3)).map { place in
            generator.pick(place == 2 ? [1, 16, 17, 50, .batch] : [1, 2, 3, .batch])
        }
        let extents: [Extent] = rows + [columns] + axes
        let column: Int = isAlongColumns ? extents.count - 1 : rows.count
        let terms: [ReductionWork.Term] = (0..<generator.whole(1...2)).map { _ in
            ReductionWork.Term(
                reduction: generator.pick(Reduction.allCases), operand: source(extents, column: column))
        }
        return ReductionWork(axes: axes, terms: terms, isAlongColumns: isAlongColumns)
    }

    // MARK: Bodies

    @discardableResult private mutating func emit(_ instruction: Instruction) -> Int {
        body.instructions.append(instruction)
        if case .compare = instruction { isMask.append(true) } else { isMask.append(false) }
        return body.instructions.count - 1
    }

    private mutating func number() -> Int {
        let numbers: [Int] = isMask.indices.filter { !isMask[$0] }
        return generator.chance(0.6) ? generator.pick(numbers.suffix(4)) : generator.pick(numbers)
    }

    private mutating func fillBody(_ work: Kernel.Work) {
        switch work {
        case .fetch, .elementwise: break
        case .contraction, .image: emit(.source(0))
        case .reduction(let reduction): for index in reduction.terms.indices { emit(.source(index)) }
        }
        for _ in 0..<generator.whole(1...4) { emit(.load(source(rows + [columns], column: rows.count))) }
        if generator.chance(0.5) { emit(.constant(generator.floats(1)[0])) }
        for _ in 0..<generator.whole(0...25) {
            let masks: [Int] = isMask.indices.filter { isMask[$0] }
            switch generator.whole(0...11) {
            case 0...3: emit(.unary(generator.pick(UnaryFunction.allCases), number()))
            case 4...7: emit(.binary(generator.pick(BinaryFunction.allCases), number(), number()))
            case 8: emit(.multiplyAdd(number(), number(), number()))
            case 9: emit(.compare(generator.pick(Comparison.allCases), number(), number()))
            case 10 where !masks.isEmpty: emit(.select(generator.pick(masks), number(), number()))
            default: emitLeaf()
            }
        }
    }

    private mutating func emitLeaf() {
        guard generator.chance(0.5), let axis = rows.lastIndex(of: .batch) else {
            emit(.column)
            return
        }
        let kind: VAEGraph.Noise.Kind = generator.chance(0.5) ? .normal : .uniform
        let noise = VAEGraph.Noise(kind, stream: "z", clock: generator.chance(0.5) ? .step : .epoch)
        let unit: Int = generator.pick([1, 20, 48, 64])
        emit(.noise(noise, batchAxis: axis, coefficients: rows.indices.map { $0 == axis ? 0 : unit * ($0 + 1) }))
    }

    // MARK: Stores

    private mutating func fillStores() {
        for _ in 0..<generator.whole(1...3) {
            let register: Int = number()
            switch generator.whole(0...5) {
            case 0: body.stores.append(Store(register: register, target: .sumOverColumns(columnSums())))
            case 1: body.stores.append(Store(register: register, target: .sumOverRows(rowSums())))
            default: body.stores.append(Store(register: register, target: elements()))
            }
        }
        if generator.chance(0.4) { storeInPlace() }
    }

    private mutating func elements() -> Store.Target {
        let overruns: Bool = generator.chance(0.5)
        let extents: [Extent] = rows + [columns]
        let unit: Int? = overruns || generator.chance(0.7) ? rows.count : nil
        let steps: [Extent] = strides(extents, unit: unit, padsTo: overruns ? Target.host.lanes : 1)
        let (buffer, offset) = buffer(extents, steps, extra: overruns ? Target.host.lanes : 0)
        return .elements(Location(buffer: buffer, offset: offset, strides: steps), mayOverrun: overruns)
    }

    private mutating func columnSums() -> Location {
        let extents: [Extent] = rows + [Extent(columnTasks * Target.host.lanes)]
        let steps: [Extent] = strides(extents, unit: rows.count, padsTo: 1)
        let (buffer, offset) = buffer(extents, steps)
        return Location(buffer: buffer, offset: offset, strides: steps)
    }

    private mutating func rowSums() -> Location {
        let padded: Int =
            (columns.count(batch: plan.batch) + Target.host.lanes - 1) / Target.host.lanes * Target.host.lanes
        let (buffer, offset) = buffer([Extent(rowTasks), Extent(padded)], [Extent(padded), 1])
        return Location(buffer: buffer, offset: offset, strides: [Extent(padded), 1])
    }

    /// Stores numbers over what is loaded at the same points, the elements of two buffers crosswise where there are two.
    private mutating func storeInPlace() {
        var places: [(register: Int, location: Location)] = []
        for (register, instruction) in body.instructions.enumerated() {
            guard case .load(let location) = instruction else { continue }
            let isDense: Bool = zip(rows + [columns], location.strides).allSatisfy { $0 == .one || $1.factor != 0 }
            if isDense { places.append((register, location)) }
        }
        for (place, other) in zip(places, places.reversed()) {
            let register: Int = generator.chance(0.5) ? other.register : number()
            body.stores.append(Store(register: register, target: .elements(place.location, mayOverrun: false)))
        }
    }
}
