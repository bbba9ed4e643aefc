/// Graphs whose images have their channels last, as kernels want them, with the weights of convolutions and what follows
/// flattened images in the order that goes with it: nothing is moved but where wishes collide, and at inputs.
///
/// Slots are arranged once for all graphs; the table says how they stand. Graphs without images stay as they are.
/// Run it on differentiated graphs; every graph gives the same numbers as before.
public func arrangeImages(
    _ graphs: [Graph], table: ParameterTable
) -> (graphs: [Graph], table: ParameterTable) {
    if !graphs.contains(where: { $0.nodes.contains(where: \.operation.isOnImages) }) { return (graphs, table) }
    var slots: [String: Arrangement] = [:]
    // The graph that trains decides first: it does most of the work.
    let order: [Int] = graphs.indices.sorted { a, b in
        (graphs[a].assignments.isEmpty ? 1 : 0, a) < (graphs[b].assignments.isEmpty ? 1 : 0, b)
    }
    for index in order {
        let choice = ArrangementChoice(graphs[index], slots: slots)
        for (place, node) in graphs[index].nodes.enumerated() {
            guard case .slot(let name) = node.operation, slots[name] == nil, let wish = choice.chosen[place],
                wish != .plain
            else { continue }
            slots[name] = wish
        }
        // What is assigned to a slot nobody reads stands as the assigned value does.
        for assignment in graphs[index].assignments where slots[assignment.slot] == nil {
            guard let wish = choice.chosen[assignment.value.index], wish != .plain else { continue }
            slots[assignment.slot] = wish
        }
    }
    let arranged: [Graph] = graphs.map { graph in
        var arranger = Arranger(graph, slots: slots)
        return removingDeadNodes(arranger.run())
    }
    var table = table
    for index in table.slots.indices {
        if let arrangement = slots[table.slots[index].name] { table.slots[index].arrange(arrangement) }
    }
    return (arranged, table)
}

extension Operation {
    /// Whether it is a convolution or pooling.
    var isOnImages: Bool {
        switch self {
        case .convolve, .pool: true
        default: false
        }
    }
}

/// Writes a graph anew, each value in its arrangement.
private struct Arranger {
    let graph: Graph
    let builder: GraphBuilder
    let slots: [String: Arrangement]
    let chosen: [Arrangement?]
    /// The new value of each old one by arrangement.
    var images: [[Arrangement: Tensor]] = []
    /// The arrangement in which each value was computed.
    var natural: [Arrangement] = []

    init(_ graph: Graph, slots: [String: Arrangement]) {
        self.graph = graph
        self.slots = slots
        builder = GraphBuilder(rewriting: graph)
        chosen = ArrangementChoice(graph, slots: slots).chosen
    }

    mutating func run() -> Graph {
        for (index, node) in graph.nodes.enumerated() {
            builder.origin = node.origin
            let (tensor, arrangement) = arranged(node, chosen[index] ?? .plain)
            images.append([arrangement: tensor])
            natural.append(arrangement)
        }
        for output in graph.outputs {
            builder.origin = graph[output.value].origin
            builder.output(output.name, value(output.value, .plain))
        }
        for assignment in graph.assignments {
            builder.origin = graph[assignment.value].origin
            builder.assign(assignment.slot, value(assignment.value, slots[assignment.slot] ?? .plain))
        }
        return builder.graph
    }

    /// A value in an arrangement, moved there if it is in another one.
    private mutating func value(_ value: Value, _ arrangement: Arrangement) -> Tensor {
        let shape = graph[value].shape
        let arrangement = arrangement.simplified(for: shape)
        if let known = images[value.index][arrangement] { return known }
        // What repeats a scalar repeats it in any order.
        if case .broadcast(let axes) = graph[value].operation, axes.isEmpty {
            let scalar: Tensor = self.value(graph[value].operands[0], .plain)
            let result: Tensor = scalar.broadcast(to: arrangement.stored(shape), axes: [])
            images[value.index][arrangement] = result
            return result
        }
        var plain: Tensor
        if let known = images[value.index][.plain] {
            plain = known
        } else if let tensor = images[value.index][natural[value.index]] {
            plain = natural[value.index].undoing(tensor, to: shape)
            images[value.index][.plain] = plain
        } else {
            return builder.zeros(arrangement.stored(shape), because: "%\(value.index) has not been arranged")
        }
        plain = arrangement.arranging(plain)
        images[value.index][arrangement] = plain
        return plain
    }

    /// The node on arranged operands, in the arrangement that comes of it by itself, close to the one that is wanted.
    private mutating func arranged(_ node: Node, _ wanted: Arrangement) -> (Tensor, Arrangement) {
        let operands = node.operands
        func chosenOf(_ place: Int) -> Arrangement { chosen[operands[place].index] ?? .plain }
        func add(_ operation: Operation, _ tensors: [Tensor], _ shape: Shape) -> Tensor {
            builder.add(operation, tensors, shape: shape, type: node.type)
        }
        switch node.operation {
        case .slot(let name):
            let arrangement: Arrangement = slots[name] ?? .plain
            return (add(node.operation, [], arrangement.stored(node.shape)), arrangement)
        case .unary, .binary, .compare, .select, .stopGradient:
            let tensors: [Tensor] = operands.map { value($0, wanted) }
            return (add(node.operation, tensors, wanted.stored(node.shape)), wanted)
        case .convolve(let convolution): return convolve(node, convolution, wanted)
        case .pool(var window, let pooling):
            window.layout = .channelsLast
            let tensors: [Tensor] = operands.map { value($0, .image) }
            return (add(.pool(window, pooling), tensors, Arrangement.image.stored(node.shape)), .image)
        case .reshape:
            let from: Arrangement = chosenOf(0)
            if let result = ArrangementChoice.reshaped(from, from: graph[operands[0]].shape, to: node.shape) {
                return (value(operands[0], from).reshape(result.stored(node.shape)), result)
            }
        case .broadcast(let axes): return broadcast(node, axes, wanted)
        case .reduce(let reduction, let axes):
            if let result = reduce(node, reduction, axes, chosenOf(0)) { return result }
        case .slice(let axis, let start):
            if let (from, moved) = alongAxis(axis, chosenOf(0)) {
                let tensor: Tensor = value(operands[0], from)
                return (tensor.slice(axis: moved, start: start, count: node.shape.axes[axis].factor), from)
            }
        case .pad(let axis, let before, let after):
            if let (from, moved) = alongAxis(axis, chosenOf(0)) {
                return (value(operands[0], from).pad(axis: moved, before: before, after: after), from)
            }
        case .concat(let axis):
            if let (from, moved) = alongAxis(axis, wanted) {
                return (add(.concat(axis: moved), operands.map { value($0, from) }, from.stored(node.shape)), from)
            }
        case .permute(let permutation):
            if case .flat(let axis, let channels) = chosenOf(0), let moved = permutation.firstIndex(of: axis) {
                let tensor: Tensor = value(operands[0], chosenOf(0)).permute(permutation)
                return (tensor, .flat(axis: moved, channels: channels))
            }
        case .contract(let transposeA, let transposeB):
            return contract(node, transposeA, transposeB, wanted)
        default: break
        }
        return (add(node.operation, operands.map { value($0, .plain) }, node.shape), .plain)
    }

    private mutating func convolve(
        _ node: Node, _ original: Convolution, _ wanted: Arrangement
    ) -> (Tensor, Arrangement) {
        var convolution = original
        convolution.window.layout = .channelsLast
        let first: Tensor = value(node.operands[0], .image)
        if convolution.result == .weights {
            if case .weights(let isTurned, _) = wanted { convolution.isTurned = isTurned }
            let arrangement = Arrangement.weights(isTurned: convolution.isTurned, groups: convolution.groups)
            let second: Tensor = value(node.operands[1], .image)
            let shape: Shape = arrangement.stored(node.shape)
            let numbers: Int = node.operands.reduce(0) { $0 + graph[$1].shape.size.factor }
            convolution.parts = Arranger.parts(of: shape.size.factor, summedOver: numbers)
            if convolution.parts == 1 {
                return (builder.add(.convolve(convolution), [first, second], shape: shape), arrangement)
            }
            let sums: Shape = Shape([Extent(convolution.parts)] + shape.axes)
            return (builder.add(.convolve(convolution), [first, second], shape: sums).sum(axes: [0]), arrangement)
        }
        convolution.isTurned = convolution.result == .input
        let weights: Tensor = value(
            node.operands[1], .weights(isTurned: convolution.isTurned, groups: convolution.groups))
        let shape: Shape = Arrangement.image.stored(node.shape)
        return (builder.add(.convolve(convolution), [first, weights], shape: shape), .image)
    }

    /// Into how many parts images are divided for so many weights. What the sums run over is read from afar, so that a task
    /// had better do all of them that stay in the second-level cache; and then there are too few tasks.
    /// - Parameter numbers: Of an image on both sides.
    private static func parts(of weights: Int, summedOver numbers: Int) -> Int {
        if numbers < 4096 || weights > 131_072 { return 1 }
        return weights > 32_768 ? 4 : 8
    }

    /// Where the axes of an image stand when its channels are last.
    private static let imageAxes: [Int] = [0, 3, 1, 2]

    private mutating func broadcast(_ node: Node, _ axes: [Int], _ wanted: Arrangement) -> (Tensor, Arrangement) {
        let operand: Value = node.operands[0]
        switch wanted {
        case .image:
            let places: [Int] = axes.map { Self.imageAxes[$0] }
            let order: [Int] = places.indices.sorted { places[$0] < places[$1] }
            var tensor: Tensor = value(operand, .plain)
            if order != Array(places.indices) { tensor = tensor.permute(order) }
            return (tensor.broadcast(to: wanted.stored(node.shape), axes: places.sorted()), wanted)
        case .flat(let axis, let channels):
            let from: Arrangement = axes.firstIndex(of: axis).map { .flat(axis: $0, channels: channels) } ?? .plain
            return (value(operand, from).broadcast(to: node.shape, axes: axes), wanted)
        case .weights where axes.isEmpty:
            return (value(operand, .plain).broadcast(to: wanted.stored(node.shape), axes: []), wanted)
        case .weights, .plain:
            return (value(operand, .plain).broadcast(to: node.shape, axes: axes), .plain)
        }
    }

    private mutating func reduce(
        _ node: Node, _ reduction: Reduction, _ axes: [Int], _ from: Arrangement
    ) -> (Tensor, Arrangement)? {
        let operand: Value = node.operands[0]
        let rank: Int = graph[operand].shape.rank
        let kept: [Int] = (0..<rank).filter { !axes.contains($0) }
        switch from {
        case .plain: return nil
        case .image:
            let places: [Int] = axes.map { Self.imageAxes[$0] }
            var tensor: Tensor = value(operand, from).reduce(reduction, axes: places)
            // The axes that are left, in the order of memory, brought into theirs.
            let left: [Int] = kept.map { Self.imageAxes[$0] }
            let sorted: [Int] = left.sorted()
            let order: [Int] = left.compactMap { sorted.firstIndex(of: $0) }
            if order != Array(order.indices) { tensor = tensor.permute(order) }
            return (tensor, .plain)
        case .flat(let axis, let channels):
            let tensor: Tensor = value(operand, from).reduce(reduction, axes: axes)
            guard let moved = kept.firstIndex(of: axis) else { return (tensor, .plain) }
            return (tensor, .flat(axis: moved, channels: channels))
        case .weights:
            // The sum over everything is the same in any order.
            return kept.isEmpty ? (value(operand, from).reduce(reduction, axes: [0, 1]), .plain) : nil
        }
    }

    /// The arrangement in which pieces along an axis are taken, and the axis there; nil for plain values.
    private func alongAxis(_ axis: Int, _ arrangement: Arrangement) -> (Arrangement, Int)? {
        switch arrangement {
        case .image: (.image, Self.imageAxes[axis])
        case .flat(let other, _) where other != axis: (arrangement, axis)
        default: nil
        }
    }

    private mutating func contract(
        _ node: Node, _ transposeA: Bool, _ transposeB: Bool, _ wanted: Arrangement
    ) -> (Tensor, Arrangement) {
        let depths: [Int] = [transposeA ? 0 : 1, transposeB ? 1 : 0]
        let arrangements: [Arrangement] = node.operands.map { chosen[$0.index] ?? .plain }
        var asked: [Arrangement] = [.plain, .plain]
        var result: Arrangement = .plain
        for place in 0..<2 {
            guard case .flat(let axis, let channels) = arrangements[place] else { continue }
            if axis == depths[place] {
                // Both sides of the sum are walked through in the same order; it does not matter which.
                asked = depths.map { .flat(axis: $0, channels: channels) }
                result = .plain
                break
            }
            if result == .plain, asked[0] == .plain {
                asked[place] = arrangements[place]
                result = .flat(axis: place, channels: channels)
            }
        }
        let tensors: [Tensor] = zip(node.operands, asked).map { value($0, $1) }
        return (builder.add(node.operation, tensors, shape: node.shape), result)
    }
}
