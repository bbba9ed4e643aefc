import PlanSamples
import VAEGraph

/// A random graph with numbers to evaluate it on, the same for the same seed. All operations occur, and so do the idioms
/// that simplification looks for; values stay of ordinary size, because each comes with a bound of its magnitude.
///
/// The output `loss` is a scalar; the other outputs are values on the way. With `gradients`, each slot has an output
/// `gradient NAME`, and is assigned a step against it.
package struct RandomGraph {
    /// What to leave out, and how large to make it.
    package struct Options {
        /// How many values are derived from the leaves.
        package var steps: Int
        /// Without what differences of values cannot follow: kinks, steps and `stopGradient`.
        package var isSmooth: Bool
        /// With gradients and assignments.
        package var gradients: Bool

        /// Options.
        package init(steps: Int = 16, isSmooth: Bool = false, gradients: Bool = true) {
            (self.steps, self.isSmooth, self.gradients) = (steps, isSmooth, gradients)
        }
    }

    /// The graph.
    package let graph: Graph
    /// Numbers for everything it reads.
    package let bindings: Reference.Bindings
    /// The slots.
    package let table: ParameterTable

    /// The graph of a seed.
    package init(seed: UInt64, _ options: Options = Options()) {
        var maker = Maker(seed: seed, options)
        maker.run()
        graph = maker.builder.graph
        bindings = maker.bindings
        var table = ParameterTable()
        for (name, tensor) in maker.slots {
            let lengths: [Int] = tensor.shape.axes.map(\.factor)
            table.slots.append(
                .init(
                    name, kind: .parameter, shape: lengths, initial: .constant(0), origin: Origin(line: 0, name: name)))
        }
        self.table = table
    }
}

/// Noise without Philox: a hash of stream, row and element.
package func simpleNoise(_ noise: Noise, row: Int, element: Int) -> Double {
    var seed: UInt64 = noise.kind == .normal ? 1 : 2
    for byte in noise.stream.utf8 { seed = seed &* 31 &+ UInt64(byte) }
    var generator = SeededGenerator(seed: seed &* 1_000_003 &+ UInt64(row) &* 7919 &+ UInt64(element))
    return noise.kind == .normal ? generator.number(-2...2) : generator.number(0.001...0.999)
}

/// A tensor and what no element exceeds in magnitude.
private struct Candidate {
    var tensor: Tensor
    var bound: Double
    var shape: Shape { tensor.shape }
}

private struct Maker {
    let builder = GraphBuilder(name: "random")
    var bindings: Reference.Bindings
    var generator: SeededGenerator
    let options: RandomGraph.Options
    var pool: [Candidate] = []
    var slots: [(name: String, tensor: Tensor)] = []

    init(seed: UInt64, _ options: RandomGraph.Options) {
        generator = SeededGenerator(seed: seed)
        bindings = Reference.Bindings(batch: generator.whole(1...3))
        bindings.noise = simpleNoise
        self.options = options
    }

    mutating func run() {
        addLeaves()
        if generator.chance(0.3), let heads = twoHeads(tanh(pool[0].tensor)) { pool.append(heads) }
        for step in 0..<options.steps {
            builder.origin = Origin(line: step + 1, name: "step\(step)")
            if let candidate = derive() { pool.append(candidate) }
        }
        finish()
    }

    mutating func finish() {
        builder.origin = Origin(line: 0, name: "random")
        let last: [Candidate] = pool.suffix(4)
        var loss: Tensor = builder.constant(0)
        for candidate in last {
            loss = loss + small(candidate, 1).tensor.sum() * generator.number(0.2...1)
        }
        if generator.chance(0.5) { loss = loss / builder.batch }
        builder.output("loss", loss)
        for (place, candidate) in last.enumerated() { builder.output("value \(place)", candidate.tensor) }
        guard options.gradients else { return }
        for slot in slots {
            let gradient: Tensor = loss.gradient(withRespectTo: slot.tensor)
            builder.output("gradient \(slot.name)", gradient)
            builder.assign(slot.name, slot.tensor - gradient * builder.scalar("rate"))
        }
        bindings.scalars["rate"] = 0.1
    }
}

// MARK: - Leaves

extension Maker {
    private mutating func addLeaves() {
        let width = generator.whole(1...4)
        let input: Tensor = builder.input("x", shape: [.batch, Extent(width)])
        bindings.inputs["x"] = generator.numbers(bindings.batch * width)
        pool.append(Candidate(tensor: input, bound: 1))
        addSlot([width, generator.whole(1...4)])
        addSlot([generator.whole(1...4)])
        bindings.scalars["weight"] = generator.number()
        pool.append(Candidate(tensor: builder.scalar("weight"), bound: 1))
        if generator.chance(0.3) { pool.append(Candidate(tensor: builder.batch, bound: 3)) }
        if generator.chance(0.3) {
            let index: Tensor = builder.index(shape: [.batch, Extent(generator.whole(1...4))])
            pool.append(Candidate(tensor: index, bound: 3))
        }
        if generator.chance(0.5) {
            let kind: Noise.Kind = generator.chance(0.5) ? .normal : .uniform
            let noise: Tensor = builder.noise(Noise(kind, stream: "z"), shape: [.batch, Extent(width)])
            pool.append(Candidate(tensor: noise, bound: 2))
        }
    }

    @discardableResult private mutating func addSlot(_ lengths: [Int]) -> Candidate {
        let name = "slot\(slots.count)"
        let tensor: Tensor = builder.slot(name, shape: Shape(lengths.map { Extent($0) }))
        bindings.slots[name] = generator.numbers(lengths.reduce(1, *))
        slots.append((name, tensor))
        pool.append(Candidate(tensor: tensor, bound: 1))
        return Candidate(tensor: tensor, bound: 1)
    }

    private mutating func any() -> Candidate {
        // Later values more often, so that graphs grow deep as well as wide.
        let first: Int = generator.whole(0...(pool.count - 1))
        return pool[max(first, generator.whole(0...(pool.count - 1)))]
    }

    /// The candidate, or its hyperbolic tangent if it may be too large.
    private mutating func small(_ candidate: Candidate, _ bound: Double) -> Candidate {
        if candidate.bound <= bound { return candidate }
        if bound >= 1 { return Candidate(tensor: tanh(candidate.tensor), bound: 1) }
        return Candidate(tensor: tanh(candidate.tensor) * bound, bound: bound)
    }

    /// Something of that shape: a value that is there, one that is broadcast to it, or a number.
    private mutating func partner(of shape: Shape) -> Candidate {
        let same: [Candidate] = pool.filter { $0.shape == shape }
        if let found = same.randomElement(using: &generator), generator.chance(0.7) { return found }
        for candidate in pool.shuffled(using: &generator) where candidate.shape.rank < shape.rank {
            guard let axes = embedding(candidate.shape, in: shape) else { continue }
            return Candidate(tensor: candidate.tensor.broadcast(to: shape, axes: axes), bound: candidate.bound)
        }
        let number: Double = [0, 1, -1, 2, 0.5, generator.number()].randomElement(using: &generator) ?? 1
        return Candidate(tensor: builder.constant(number, shape: shape), bound: 2)
    }

    /// Ascending axes of a shape with the extents of a smaller one.
    private func embedding(_ small: Shape, in large: Shape) -> [Int]? {
        var axes: [Int] = []
        for extent in small.axes.reversed() {
            let end: Int = axes.last ?? large.rank
            guard let axis = large.axes[..<end].lastIndex(of: extent) else { return nil }
            axes.append(axis)
        }
        return axes.reversed()
    }
}

// MARK: - Derived values

extension Maker {
    private mutating func derive() -> Candidate? {
        switch generator.whole(0...13) {
        case 0, 1: return unary()
        case 2, 3: return binary()
        case 4: return matrixProduct()
        case 5: return reduction()
        case 6: return reshaped()
        case 7: return permuted()
        case 8: return broadcast()
        case 9: return sliced()
        case 10: return joined()
        case 11: return options.isSmooth ? binary() : kinked()
        case 12: return idiom()
        default: return idiom()
        }
    }

    private mutating func unary() -> Candidate {
        let x: Candidate = small(any(), 3)
        let y: Tensor = x.tensor
        let positive: Tensor = square(y) + 0.5
        switch generator.whole(0...16) {
        case 0: return Candidate(tensor: -y, bound: x.bound)
        case 1: return Candidate(tensor: positive.apply(.reciprocal), bound: 2)
        case 2: return Candidate(tensor: square(y), bound: x.bound * x.bound)
        case 3: return Candidate(tensor: sqrt(positive), bound: 4)
        case 4: return Candidate(tensor: exp(small(x, 1).tensor), bound: 3)
        case 5: return Candidate(tensor: log(positive), bound: 3)
        case 6: return Candidate(tensor: square(y).apply(.logarithmOfOnePlus), bound: 3)
        case 7: return Candidate(tensor: small(x, 1).tensor.apply(.exponentialMinusOne), bound: 3)
        case 8: return Candidate(tensor: tanh(y), bound: 1)
        case 9: return Candidate(tensor: sigmoid(y), bound: 1)
        case 10: return Candidate(tensor: softplus(y), bound: x.bound + 1)
        case 11: return Candidate(tensor: y.apply(.sine), bound: 1)
        case 12: return Candidate(tensor: y.apply(.cosine), bound: 1)
        case 13 where !options.isSmooth: return Candidate(tensor: abs(y), bound: x.bound)
        case 14 where !options.isSmooth: return Candidate(tensor: sign(y), bound: 1)
        case 15 where !options.isSmooth: return Candidate(tensor: y.apply(.floor), bound: x.bound + 1)
        case 16 where !options.isSmooth: return Candidate(tensor: y.stopGradient, bound: x.bound)
        default: return Candidate(tensor: sigmoid(y * 2), bound: 1)
        }
    }

    private mutating func binary() -> Candidate {
        let a: Candidate = small(any(), 8)
        let b: Candidate = small(partner(of: a.shape), 8)
        switch generator.whole(0...5) {
        case 0, 1: return Candidate(tensor: a.tensor + b.tensor, bound: a.bound + b.bound)
        case 2: return Candidate(tensor: a.tensor - b.tensor, bound: a.bound + b.bound)
        case 3: return Candidate(tensor: a.tensor * b.tensor, bound: a.bound * b.bound)
        case 4: return Candidate(tensor: a.tensor / (square(b.tensor) + 0.5), bound: a.bound * 2)
        default:
            let exponent: Candidate = small(b, 1)
            return Candidate(tensor: power(sigmoid(a.tensor) + 0.5, exponent.tensor), bound: 2)
        }
    }

    private mutating func kinked() -> Candidate {
        let a: Candidate = any()
        let b: Candidate = partner(of: a.shape)
        let bound: Double = max(a.bound, b.bound)
        switch generator.whole(0...2) {
        case 0: return Candidate(tensor: max(a.tensor, b.tensor), bound: bound)
        case 1: return Candidate(tensor: min(a.tensor, b.tensor), bound: bound)
        default:
            let comparison: Comparison = Comparison.allCases.randomElement(using: &generator) ?? .less
            let mask: Tensor = a.tensor.compare(comparison, b.tensor)
            return Candidate(tensor: mask.select(partner(of: a.shape).tensor, b.tensor), bound: max(bound, 30))
        }
    }

    private mutating func matrixProduct() -> Candidate? {
        let matrices: [Candidate] = pool.filter { $0.shape.rank == 2 }
        guard let a = matrices.randomElement(using: &generator).map({ small($0, 3) }) else { return nil }
        let transposed: Bool = generator.chance(0.3)
        let depth: Extent = a.shape.axes[transposed ? 0 : 1]
        var choices: [(b: Candidate, transposed: Bool)] = []
        for b in matrices {
            if b.shape.axes[0] == depth { choices.append((b, false)) }
            if b.shape.axes[1] == depth { choices.append((b, true)) }
        }
        if !depth.isBatch, choices.isEmpty || generator.chance(0.4) {
            choices = [(addSlot([depth.factor, generator.whole(1...4)]), false)]
        }
        guard let choice = choices.randomElement(using: &generator) else { return nil }
        let b: Candidate = small(choice.b, 3)
        let product: Tensor = a.tensor.contract(b.tensor, transposed: transposed, otherTransposed: choice.transposed)
        return Candidate(tensor: product, bound: a.bound * b.bound * Double(depth.factor * 3))
    }

    private mutating func reduction() -> Candidate? {
        let x: Candidate = small(any(), 3)
        if x.shape.rank == 0 { return nil }
        let axes: [Int] = x.shape.axes.indices.filter { _ in generator.chance(0.5) }
        let chosen: [Int] = axes.isEmpty ? [x.shape.rank - 1] : axes
        if !options.isSmooth, generator.chance(0.2) {
            return Candidate(tensor: x.tensor.reduce(.maximum, axes: chosen), bound: x.bound)
        }
        let count: Int = chosen.map { x.shape.axes[$0].count(batch: 3) }.reduce(1, *)
        return Candidate(tensor: x.tensor.sum(axes: chosen), bound: x.bound * Double(count))
    }
}

// MARK: - Movement

extension Maker {
    private mutating func reshaped() -> Candidate? {
        let x: Candidate = any()
        var axes: [Extent] = x.shape.axes
        if axes.count > 1, generator.chance(0.5) {
            let place: Int = generator.whole(0...(axes.count - 2))
            if let merged = Extent.product(axes[place], axes[place + 1]) { axes[place...(place + 1)] = [merged] }
        } else if let place = axes.firstIndex(where: { $0.factor == 4 }) {
            axes[place...place] = [Extent(2), Extent(2, isBatch: axes[place].isBatch)]
        } else {
            axes.insert(.one, at: generator.whole(0...axes.count))
        }
        return axes.count > 4 ? nil : Candidate(tensor: x.tensor.reshape(Shape(axes)), bound: x.bound)
    }

    private mutating func permuted() -> Candidate {
        let x: Candidate = any()
        return Candidate(tensor: x.tensor.permute(Array(0..<x.shape.rank).shuffled(using: &generator)), bound: x.bound)
    }

    private mutating func broadcast() -> Candidate? {
        let x: Candidate = any()
        if x.shape.rank > 2 { return nil }
        var axes: [Extent] = x.shape.axes
        let place: Int = generator.whole(0...axes.count)
        let isBatch: Bool = generator.chance(0.3) && !axes.contains(where: \.isBatch)
        axes.insert(isBatch ? .batch : Extent(generator.whole(1...3)), at: place)
        let kept: [Int] = axes.indices.filter { $0 != place }
        return Candidate(tensor: x.tensor.broadcast(to: Shape(axes), axes: kept), bound: x.bound)
    }

    private mutating func literalAxis(_ shape: Shape) -> Int? {
        shape.axes.indices.filter { !shape.axes[$0].isBatch }.randomElement(using: &generator)
    }

    private mutating func sliced() -> Candidate? {
        let x: Candidate = any()
        guard let axis = literalAxis(x.shape) else { return nil }
        let length: Int = x.shape.axes[axis].factor
        if generator.chance(0.4), length < 5 {
            let (before, after) = (generator.whole(0...2), generator.whole(0...2))
            return Candidate(tensor: x.tensor.pad(axis: axis, before: before, after: after), bound: x.bound)
        }
        let start: Int = generator.whole(0...(length - 1))
        let count: Int = generator.whole(1...(length - start))
        return Candidate(tensor: x.tensor.slice(axis: axis, start: start, count: count), bound: x.bound)
    }

    private mutating func joined() -> Candidate? {
        let x: Candidate = any()
        guard let axis = literalAxis(x.shape) else { return nil }
        let others: [Candidate] = pool.filter {
            var axes: [Extent] = $0.shape.axes
            if axes.count != x.shape.rank || axes[axis].isBatch { return false }
            axes[axis] = x.shape.axes[axis]
            return axes == x.shape.axes
        }
        guard let other = others.randomElement(using: &generator),
            other.shape.axes[axis].factor + x.shape.axes[axis].factor < 9
        else { return nil }
        return Candidate(tensor: Tensor.concat([x.tensor, other.tensor], axis: axis), bound: max(x.bound, other.bound))
    }
}

// MARK: - Idioms

extension Maker {
    /// What models write and simplification rewrites.
    private mutating func idiom() -> Candidate? {
        let x: Candidate = small(any(), 3)
        let y: Tensor = x.tensor
        switch generator.whole(0...17) {
        case 0: return Candidate(tensor: log(sigmoid(y)), bound: 4)
        case 1: return Candidate(tensor: log(1 - sigmoid(y)), bound: 4)
        case 2: return Candidate(tensor: log(exp(y) + 1), bound: 4)
        case 3: return Candidate(tensor: exp(y).apply(.logarithmOfOnePlus), bound: 4)
        case 4: return Candidate(tensor: 1 / (1 + exp(-y)), bound: 1)
        case 5: return Candidate(tensor: 1 - sigmoid(y), bound: 1)
        case 6: return Candidate(tensor: exp(-softplus(y)), bound: 1)
        case 7: return Candidate(tensor: log(exp(y)) + exp(log(sigmoid(y))), bound: 4)
        case 8: return Candidate(tensor: -(-y) * 1 + 0, bound: 3)
        case 9: return Candidate(tensor: y - (-partner(of: y.shape).tensor), bound: 40)
        case 10: return Candidate(tensor: y / 4 / 3 * 2, bound: 3)
        case 11: return logSumExp(y)
        case 12: return softmax(y)
        case 13: return scaledSum(y)
        case 14: return twoHeads(y)
        case 15: return split(y)
        case 16: return Candidate(tensor: sigmoid(y) * sigmoid(-y), bound: 1)
        default: return crossEntropy(y)
        }
    }

    private func logSumExp(_ y: Tensor) -> Candidate? {
        y.rank == 0 ? nil : Candidate(tensor: log(exp(y).sum(axes: [y.rank - 1])), bound: 6)
    }

    private func softmax(_ y: Tensor) -> Candidate? {
        if y.rank == 0 { return nil }
        let sum: Tensor = exp(y).sum(axes: [y.rank - 1])
        return Candidate(tensor: exp(y) / sum.broadcast(to: y.shape, axes: Array(0..<(y.rank - 1))), bound: 1)
    }

    private func scaledSum(_ y: Tensor) -> Candidate? {
        y.rank == 0 ? nil : Candidate(tensor: (y * builder.scalar("weight") * 0.5).sum(axes: [0]), bound: 6)
    }

    private mutating func crossEntropy(_ y: Tensor) -> Candidate? {
        let x: Tensor = partner(of: y.shape).tensor
        let probability: Tensor = sigmoid(y)
        let sum: Tensor = (x * log(probability) + (1 - x) * log(1 - probability)).sum()
        return Candidate(tensor: sum / builder.batch, bound: 300)
    }

    /// A mean and a log-variance from one hidden layer, with biases.
    private mutating func twoHeads(_ y: Tensor) -> Candidate? {
        guard y.rank == 2, !y.shape.axes[1].isBatch else { return nil }
        let width: Int = generator.whole(1...3)
        let shape: Shape = [y.shape.axes[0], Extent(width)]
        let heads: [Tensor] = (0..<2).map { _ in
            let weight: Tensor = addSlot([y.shape.axes[1].factor, width]).tensor
            return y.contract(weight) + addSlot([width]).tensor.broadcast(to: shape, axes: [1])
        }
        let tame: Tensor = tanh(heads[1])
        return Candidate(tensor: tanh(heads[0]) + exp(tame / 2) * tame - tame, bound: 5)
    }

    /// Slices that cover a tensor, used apart and joined again.
    private mutating func split(_ y: Tensor) -> Candidate? {
        guard let axis = literalAxis(y.shape), y.shape.axes[axis].factor > 1 else { return nil }
        let length: Int = y.shape.axes[axis].factor
        let place: Int = generator.whole(1...(length - 1))
        let first: Tensor = y.slice(axis: axis, start: 0, count: place)
        let second: Tensor = y.slice(axis: axis, start: place, count: length - place)
        if generator.chance(0.5) {
            let left: Tensor = tanh(first).pad(axis: axis, before: 0, after: length - place)
            return Candidate(tensor: left + (second * 2).pad(axis: axis, before: place, after: 0), bound: 6)
        }
        return Candidate(tensor: Tensor.concat([first * 2, second * 2], axis: axis), bound: 6)
    }
}
