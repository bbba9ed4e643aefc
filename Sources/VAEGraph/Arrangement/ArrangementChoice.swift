/// Chooses the arrangement of every value: convolutions and pooling want images, and what stands between them and what
/// they are reshaped from and to follows, so that in the end elements hardly ever move. Where wishes collide the first
/// one wins; that costs a copy, never a wrong result.
struct ArrangementChoice {
    private let graph: Graph
    private let users: [[Int]]
    /// What was chosen; nil for what nobody has a wish for.
    private(set) var chosen: [Arrangement?]
    private var queue: [Int] = []

    /// - Parameter slots: Arrangements of slots that are fixed already.
    init(_ graph: Graph, slots: [String: Arrangement]) {
        self.graph = graph
        chosen = Array(repeating: nil, count: graph.nodes.count)
        var users: [[Int]] = chosen.map { _ in [] }
        for (index, node) in graph.nodes.enumerated() {
            for operand in Set(node.operands) { users[operand.index].append(index) }
        }
        self.users = users
        for (index, node) in graph.nodes.enumerated() {
            if case .slot(let name) = node.operation, let known = slots[name] { choose(known, for: index) }
        }
        seed()
        while !queue.isEmpty { spread(queue.removeFirst()) }
        // Gradients of weights that nothing else has a wish for.
        for (index, node) in graph.nodes.enumerated() where chosen[index] == nil {
            guard case .convolve(let convolution) = node.operation, convolution.result == .weights else { continue }
            choose(.weights(isTurned: false, groups: convolution.groups), for: index)
            while !queue.isEmpty { spread(queue.removeFirst()) }
        }
    }

    private mutating func choose(_ arrangement: Arrangement, for index: Int) {
        let node = graph.nodes[index]
        if case .constant = node.operation { return }
        if chosen[index] != nil { return }
        chosen[index] = arrangement.simplified(for: node.shape)
        queue.append(index)
    }

    /// What convolutions and pooling want.
    private mutating func seed() {
        for (index, node) in graph.nodes.enumerated() {
            switch node.operation {
            case .pool:
                choose(.image, for: index)
                for operand in node.operands { choose(.image, for: operand.index) }
            case .convolve(let convolution):
                choose(.image, for: node.operands[0].index)
                if convolution.result == .weights {
                    choose(.image, for: node.operands[1].index)
                } else {
                    choose(.image, for: index)
                    let isTurned: Bool = convolution.result == .input
                    choose(.weights(isTurned: isTurned, groups: convolution.groups), for: node.operands[1].index)
                }
            default: continue
            }
        }
    }

    // MARK: Neighbours

    /// Carries a value's arrangement to its operands and users.
    private mutating func spread(_ index: Int) {
        guard let arrangement = chosen[index], arrangement != .plain else { return }
        let node = graph.nodes[index]
        for (place, operand) in node.operands.enumerated() {
            if let wish = Self.operandWish(of: node, place, arrangement, graph) { choose(wish, for: operand.index) }
        }
        for user in users[index] {
            let node = graph.nodes[user]
            for (place, operand) in node.operands.enumerated() where operand.index == index {
                if let wish = Self.resultWish(of: node, place, arrangement, graph) { choose(wish, for: user) }
                // What is multiplied with a flattened axis has its rows in the same order.
                if case .contract(let transposeA, let transposeB) = node.operation,
                    case .flat(let axis, let channels) = arrangement
                {
                    let depths: [Int] = [transposeA ? 0 : 1, transposeB ? 1 : 0]
                    let other: Int = 1 - place
                    if axis == depths[place] {
                        choose(.flat(axis: depths[other], channels: channels), for: node.operands[other].index)
                    }
                }
            }
        }
    }

    /// What an arrangement of the result means for an operand; nil if it says nothing.
    private static func operandWish(
        of node: Node, _ place: Int, _ result: Arrangement, _ graph: Graph
    ) -> Arrangement? {
        let from = graph[node.operands[place]].shape
        switch node.operation {
        case .unary, .binary, .compare, .select, .stopGradient: return result
        case .reshape: return reshaped(result, from: node.shape, to: from)
        case .broadcast(let axes): return moved(result) { axes.firstIndex(of: $0) }
        case .permute(let permutation): return moved(result) { permutation[$0] }
        case .reduce(_, let axes):
            let kept: [Int] = from.axes.indices.filter { !axes.contains($0) }
            return moved(result) { kept[$0] }
        case .slice(let axis, _), .pad(let axis, _, _), .concat(let axis):
            if case .weights = result { return nil }
            return result == .image ? .image : moved(result) { $0 == axis ? nil : $0 }
        case .contract(let transposeA, let transposeB):
            let free: Int = place == 0 ? (transposeA ? 1 : 0) : (transposeB ? 0 : 1)
            return moved(result) { $0 == place ? free : nil }
        default: return nil
        }
    }

    /// What an arrangement of an operand means for the result; nil if it says nothing.
    private static func resultWish(
        of node: Node, _ place: Int, _ operand: Arrangement, _ graph: Graph
    ) -> Arrangement? {
        let from = graph[node.operands[place]].shape
        switch node.operation {
        case .unary, .binary, .compare, .select, .stopGradient: return operand
        case .reshape: return reshaped(operand, from: from, to: node.shape)
        case .broadcast(let axes): return moved(operand) { axes[$0] }
        case .permute(let permutation): return moved(operand) { permutation.firstIndex(of: $0) }
        case .reduce(_, let axes):
            let kept: [Int] = from.axes.indices.filter { !axes.contains($0) }
            return moved(operand) { kept.firstIndex(of: $0) }
        case .slice(let axis, _), .pad(let axis, _, _), .concat(let axis):
            if case .weights = operand { return nil }
            return operand == .image ? .image : moved(operand) { $0 == axis ? nil : $0 }
        case .contract(let transposeA, let transposeB):
            let free: Int = place == 0 ? (transposeA ? 1 : 0) : (transposeB ? 0 : 1)
            return moved(operand) { $0 == free ? place : nil }
        default: return nil
        }
    }

    /// A flattened axis under another number.
    private static func moved(_ arrangement: Arrangement, _ map: (Int) -> Int?) -> Arrangement? {
        guard case .flat(let axis, let channels) = arrangement else { return nil }
        return map(axis).map { .flat(axis: $0, channels: channels) }
    }

    /// An image flattened to a matrix, and back.
    static func reshaped(_ arrangement: Arrangement, from old: Shape, to new: Shape) -> Arrangement? {
        switch arrangement {
        case .image where new.rank == 2 && new.axes[0] == old.axes[0]:
            return .flat(axis: 1, channels: old.axes[1].factor).simplified(for: new)
        case .flat(axis: 1, let channels)
        where old.rank == 2 && new.rank == 4 && new.axes[0] == old.axes[0] && new.axes[1] == Extent(channels)
            && !new.axes[1...].contains(where: \.isBatch):
            return .image
        default: return nil
        }
    }
}
