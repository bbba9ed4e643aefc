// Kernels of convolutions and pooling.
extension Planner {
    /// The kernel of a group that begins with a convolution, one of its adjoints, or pooling.
    mutating func buildImages(_ group: FusedGraph.Group, _ index: Int) throws(GraphProblem) {
        let root = try root(of: group)
        guard let work = imageWork(root) else {
            throw problem(root, "an operation on images that has not been arranged")
        }
        switch work.function {
        case .convolve(let convolution) where convolution.result == .weights:
            let axes: [Extent] = group.domain.axes
            let (rows, columns) = (axes[axes.count - 2], axes[axes.count - 1])
            let grid = Grid.weights(
                rows: rows.factor, columns: columns.factor, convolution, depth: work.depth,
                isOfPictures: convolution.groups == 1 && work.image.channels < 8, target: target)
            var body = try self.body(of: group, index, sources: [root: 0], grid: grid)
            let rowAxes: [Extent] = axes.count == 3 ? body.joinRows([axes[0], rows], at: 0) : [rows]
            append(kernel(root, group, work, rowAxes, grid, body), index)
        case .convolve(let convolution):
            let rows: Int = batchCount(of: group.domain, axes: 3)
            let places = Array(group.domain.axes[1...2])
            let count: Int = places[0].factor * places[1].factor
            let grid = Grid.convolution(
                images: rows / count, places: count, columns: group.domain.axes[3].factor,
                depth: convolution.window.count * work.depth, window: convolution.window,
                isTransposed: convolution.result == .input, target: target)
            var body = try self.body(of: group, index, sources: [root: 0], grid: grid)
            body.permuteRows([1, 2, 0])
            let rowAxes: [Extent] = body.joinRows(places, at: 0) + [group.domain.axes[0]]
            append(kernel(root, group, work, rowAxes, grid, body), index)
        case .spread:
            let rows: Int = batchCount(of: group.domain, axes: 3)
            let grid = Grid.spread(rows: rows, width: work.image.width, flops: 2 * work.terms(batch: batch))
            var body = try self.body(of: group, index, sources: [root: 0], grid: grid)
            let rowAxes: [Extent] = [group.domain.axes[0]] + body.joinRows(Array(group.domain.axes[1...2]), at: 1)
            append(kernel(root, group, work, rowAxes, grid, body), index)
        case .pool:
            let shaping = KernelShaping(domain: group.domain, batch: batch)
            let points: Double = product([shaping.rowCount, shaping.columnCount])
            let each: Double = max((work.terms(batch: batch) / max(points, 1)).rounded(.down), 1)
            let rowBlock = Int(max(1, 16384 / max(Double(shaping.columnCount) * each, 1)))
            let grid = Grid(rowBlock: rowBlock, columnBlock: nil)
            let body = try self.body(of: group, index, sources: [root: 0], grid: grid)
            append(kernel(group, .image(work), shaping, grid, body), index)
        }
    }

    /// The kernel of a convolution with these row axes.
    private func kernel(
        _ root: Value, _ group: FusedGraph.Group, _ work: ImageWork, _ rows: [Extent], _ grid: Grid, _ body: Body
    ) -> Kernel {
        Kernel(
            name: name(of: group.members.last ?? root), origins: origins(group), work: .image(work),
            rows: rows, columns: group.domain.axes.last ?? .one, rowBlock: grid.rowBlock, columnBlock: grid.columnBlock,
            body: body)
    }

    private func batchCount(of shape: Shape, axes: Int) -> Int {
        shape.axes.prefix(axes).reduce(1) { $0 * $1.count(batch: batch) }
    }

    /// The work of a root, if its operands stand as kernels read them.
    private func imageWork(_ root: Value) -> ImageWork? {
        let node = graph[root]
        let operands = node.operands
        guard let first = operands.first, let last = operands.last, let place = location(of: first),
            let second = location(of: last)
        else { return nil }
        var function: ImageWork.Function
        // The values with the shapes of image and result.
        let (image, result): (Value, Value)
        switch node.operation {
        case .convolve(let convolution):
            function = .convolve(convolution)
            switch convolution.result {
            case .output: (image, result) = (first, root)
            case .input: (image, result) = (root, first)
            case .weights: (image, result) = (first, last)
            }
        case .pool(let window, let pooling):
            function = .pool(window, pooling)
            let isBack: Bool = pooling == .spread || pooling == .fromMaximum
            (image, result) = isBack ? (root, last) : (first, root)
        default: return nil
        }
        guard let from = size(of: image), let to = size(of: result) else { return nil }
        if case .convolve(let convolution) = function, convolution.spreadsToFew(channels: from.channels) {
            function = .spread(convolution)
        }
        return ImageWork(
            function: function, images: graph[image].shape.axes[0], image: from, result: to, first: place,
            second: second)
    }

    private func size(of value: Value) -> ImageWork.Size? {
        ImageSize(graph[value].shape, .channelsLast).map {
            ImageWork.Size(height: $0.height, width: $0.width, channels: $0.channels)
        }
    }
}

extension Convolution {
    /// Whether it is computed by spreading lines of the source over an image of so many channels.
    fileprivate func spreadsToFew(channels: Int) -> Bool {
        result == .input && groups == 1 && channels <= 4 && window.vertical.dilation == 1
            && window.horizontal.dilation == 1
    }
}

extension Grid {
    /// For a transposed convolution to a few channels: whole lines, because what falls on a line comes from lines of the
    /// source that are multiplied as a whole, and so much work that it does not matter to turn the weights first.
    static func spread(rows: Int, width: Int, flops: Double) -> Grid {
        let tasks = Int(min(max(flops / 4_000_000, 4), 64))
        let lines: Int = (rows + tasks * width - 1) / (tasks * width)
        return Grid(rowBlock: max(lines, 1) * width, columnBlock: nil)
    }

    /// For a convolution: blocks of places of all images where the weights stay in the second-level cache, strips of
    /// channels where they would not.
    static func convolution(
        images: Int, places: Int, columns: Int, depth: Int, window: Window, isTransposed: Bool, target: Target
    ) -> Grid {
        let tileColumns: Int = 2 * target.lanes
        var columnBlock = columns
        if depth * columns > 131_072 {
            let strips: Int = max(1, 131_072 / (depth * tileColumns))
            columnBlock = min(columns, strips * tileColumns)
        }
        let columnTasks: Int = (columns + columnBlock - 1) / columnBlock
        // A transposed convolution meets only every stride-th element of the window in each direction.
        let skipped: Int = isTransposed ? window.vertical.stride * window.horizontal.stride : 1
        let work: Double = 2 * Double(images * places) * Double(columns * max(depth / skipped, 1))
        let tasks = Int(min(max(work / 2_000_000, 4), 64))
        let most = Int(min(work / 100_000, Double(places)))
        let rowTasks: Int = max(1, min((tasks + columnTasks - 1) / columnTasks, most))
        let placesEach: Int = (places + rowTasks - 1) / rowTasks
        return Grid(
            rowBlock: max(placesEach * images, 1), columnBlock: columnTasks == 1 ? nil : columnBlock)
    }

    /// For a convolution's gradient with respect to its weights: whole rows or elements of the window, as much as their
    /// sums stay in the first-level and second-level caches.
    /// - Parameter isOfPictures: The image has a few channels. Then there is little but memory to wait for, and every task
    ///   reads all of it.
    static func weights(
        rows: Int, columns: Int, _ convolution: Convolution, depth: Int, isOfPictures: Bool, target: Target
    ) -> Grid {
        if convolution.parts > 1 {
            // There are tasks enough for each to have as many sums as stay in the second-level cache. None has rows of two
            // parts, so that a block must divide them.
            let isHalved: Bool = rows * columns > 65_536 && rows % 2 == 0
            return Grid(rowBlock: isHalved ? rows / 2 : rows, columnBlock: nil)
        }
        let window: Window = convolution.window
        let tileColumns: Int = 2 * target.lanes
        var rowBlock: Int = window.vertical.size >= 3 ? window.horizontal.size * depth : depth
        if isOfPictures && window.vertical.size % 2 == 0 { rowBlock = rows / 2 }
        let most: Int = max(65_536 / rowBlock / tileColumns, 1) * tileColumns
        return Grid(rowBlock: max(min(rowBlock, rows), 1), columnBlock: columns <= most ? nil : most)
    }
}

extension Body {
    /// Changes the strides of every location that follows the rows, and what noise counts by.
    private mutating func changeRows(
        _ change: (inout [Extent]) -> Void, noise: (inout [Int], Int) -> Int
    ) {
        for index in instructions.indices {
            switch instructions[index] {
            case .load(var location):
                change(&location.strides)
                instructions[index] = .load(location)
            case .noise(let stream, let axis, var coefficients):
                let moved: Int = noise(&coefficients, axis)
                instructions[index] = .noise(stream, batchAxis: moved, coefficients: coefficients)
            default: continue
            }
        }
        for index in stores.indices {
            switch stores[index].target {
            case .elements(var location, let overruns):
                change(&location.strides)
                stores[index].target = .elements(location, mayOverrun: overruns)
            case .sumOverColumns(var location):
                change(&location.strides)
                stores[index].target = .sumOverColumns(location)
            case .sumOverRows: continue
            }
        }
    }

    /// Row axis i becomes what row axis `order[i]` was.
    mutating func permuteRows(_ order: [Int]) {
        changeRows { strides in
            strides = order.map { strides[$0] } + strides[order.count...]
        } noise: { coefficients, axis in
            coefficients = order.map { coefficients[$0] }
            return order.firstIndex(of: axis) ?? axis
        }
    }

    /// Whether row axis `axis` and the one after it are one for everything in the body.
    private func canJoinRows(_ axis: Int, inner: Extent) -> Bool {
        for instruction in instructions {
            guard case .noise(_, let batchAxis, let coefficients) = instruction else { continue }
            if batchAxis == axis || batchAxis == axis + 1 || coefficients[axis] != coefficients[axis + 1] * inner.factor
            {
                return false
            }
        }
        var all: [Location] = locations
        for store in stores { if case .sumOverRows(let location) = store.target { all.removeAll { $0 == location } } }
        return all.allSatisfy { Extent.product($0.strides[axis + 1], inner) == $0.strides[axis] }
    }

    /// Makes row axes `axis` and the one after it one, where everything in the body allows it.
    /// - Returns: What is left of them.
    mutating func joinRows(_ extents: [Extent], at axis: Int) -> [Extent] {
        guard let joined = Extent.product(extents[0], extents[1]), canJoinRows(axis, inner: extents[1]) else {
            return extents
        }
        removeRow(axis)
        return [joined]
    }

    /// Forgets a row axis that the next one counts too.
    private mutating func removeRow(_ axis: Int) {
        changeRows { strides in
            strides.remove(at: axis)
        } noise: { coefficients, batchAxis in
            coefficients.remove(at: axis)
            return batchAxis > axis ? batchAxis - 1 : batchAxis
        }
    }
}
