import PlanSamples
import TestSupport
import VAEGraph

/// A small network of convolutions, pooling, dense layers and what stands between them, of random geometry, with a loss,
/// gradients and a step against them; the same for the same seed.
struct RandomNetwork {
    private(set) var graph: Graph
    private(set) var bindings: Reference.Bindings
    private(set) var table = ParameterTable()
    private let builder: GraphBuilder
    private var generator: SeededGenerator
    private var slots: [(name: String, tensor: Tensor)] = []

    init(seed: UInt64, batch: Int? = nil, channels: Int = 6, largest: Int = 9, layers: Int = 4) {
        self.init(generator: SeededGenerator(seed: seed), batch: batch)
        let (from, height, width) = (whole(channels), whole(largest), whole(largest))
        var x: Tensor = input([from, height, width])
        for layer in 0..<generator.whole(1...layers) {
            builder.origin = Origin(line: layer + 2, name: "layer\(layer)")
            x = next(x, layer, channels: channels)
        }
        finish(x)
    }

    private init(generator: SeededGenerator, batch: Int?) {
        var generator = generator
        builder = GraphBuilder(name: "network")
        graph = builder.graph
        bindings = Reference.Bindings(batch: batch ?? generator.whole(1...11))
        self.generator = generator
    }

    private mutating func whole(_ most: Int) -> Int { generator.whole(1...most) }

    /// An encoder of one convolution and a decoder of one transposed convolution.
    static func autoencoder() -> RandomNetwork {
        var network = RandomNetwork(generator: SeededGenerator(seed: 1), batch: 3)
        let window = Window(size: 4, stride: 2, padding: 1)
        let x: Tensor = network.input([3, 6, 6])
        let weights: Tensor = network.slot("conv.weight", [16, 3, 4, 4], scale: 0.2)
        var h: Tensor = network.biased(x.convolve(weights, window), "conv.bias")
        h = max(h, h.builder.constant(0)).reshape([.batch, 144])
        h = tanh(h.contract(network.slot("dense.weight", [144, 10], logicalAxes: [1, 0], scale: 0.2)))
        h = h.contract(network.slot("dense2.weight", [10, 144], logicalAxes: [1, 0], scale: 0.5))
        h = tanh(h).reshape([.batch, 16, 3, 3])
        let up: Tensor = network.slot("up.weight", [16, 3, 4, 4], scale: 0.2)
        network.finish(network.biased(h.convolveTransposed(up, window), "up.bias"))
        return network
    }

    private mutating func finish(_ y: Tensor) {
        let loss: Tensor = square(y).sum() * 0.1 + y.sum() * 0.3
        builder.output("y", y)
        builder.output("loss", loss)
        for (name, tensor) in slots {
            let gradient: Tensor = loss.gradient(withRespectTo: tensor)
            builder.output("gradient \(name)", gradient)
            builder.assign(name, tensor - gradient * 0.01)
        }
        graph = builder.graph
    }

    // MARK: Leaves

    private mutating func input(_ shape: [Int]) -> Tensor {
        let count: Int = shape.reduce(1, *)
        builder.origin = Origin(line: 1, name: "x")
        bindings.inputs["x"] = generator.numbers(bindings.batch * count).map { Double(Float($0)) }
        return builder.input("x", shape: [.batch, Extent(count)])
            .reshape(Shape([.batch] + shape.map { Extent($0) }))
    }

    private mutating func slot(
        _ name: String, _ shape: [Int], logicalAxes: [Int]? = nil, scale: Double
    ) -> Tensor {
        let origin = builder.origin
        table.slots.append(
            .init(
                name, kind: .parameter, shape: shape, logicalAxes: logicalAxes, initial: .constant(0), origin: origin))
        bindings.slots[name] = generator.numbers(shape.reduce(1, *)).map { Double(Float($0 * scale)) }
        let tensor: Tensor = builder.slot(name, shape: Shape(shape.map { Extent($0) }))
        slots.append((name, tensor))
        return tensor
    }

    private mutating func biased(_ x: Tensor, _ name: String) -> Tensor {
        let bias: Tensor = slot(name, [x.shape.axes[1].factor], scale: 0.5)
        return x + bias.broadcast(to: x.shape, axes: [1])
    }

    // MARK: Layers

    private mutating func next(_ x: Tensor, _ layer: Int, channels: Int) -> Tensor {
        let name = "layer\(layer)"
        if x.rank == 2 { return fromVector(x, name, channels: channels) }
        switch generator.whole(0...9) {
        case 0...3: return convolution(x, name, channels: channels)
        case 4: return transposed(x, name, channels: channels)
        case 5: return pooling(x)
        case 6: return x.shape.size.factor < 300 ? x.upsampleNearest(vertical: 2, horizontal: 1) : tanh(x)
        case 7: return normalised(x)
        case 8: return max(x, x.builder.constant(0))
        default: return flattened(x, name)
        }
    }

    private mutating func window(over x: Tensor) -> Window {
        let axes: [Window.Axis] = (2...3).map { place in
            let length: Int = x.shape.axes[place].factor
            while true {
                let axis = Window.Axis(
                    size: generator.whole(1...4), stride: generator.whole(1...3), dilation: generator.whole(1...2),
                    before: generator.whole(0...2), after: generator.whole(0...2))
                if axis.count(over: length) >= 1 { return axis }
            }
        }
        return Window(vertical: axes[0], horizontal: axes[1])
    }

    private mutating func convolution(_ x: Tensor, _ name: String, channels: Int) -> Tensor {
        let from: Int = x.shape.axes[1].factor
        let divisors: [Int] = (1...from).filter { from % $0 == 0 && ($0 == 1 || from <= 2 * channels) }
        let groups: Int = divisors[generator.whole(0...divisors.count - 1)]
        let out: Int = groups * generator.whole(1...max(channels / groups, 1))
        let window: Window = window(over: x)
        let weights: Tensor = slot(
            name + ".weight", [out, from / groups, window.vertical.size, window.horizontal.size], scale: 0.4)
        let y: Tensor = x.convolve(weights, window, groups: groups)
        return generator.chance(0.7) ? tanh(biased(y, name + ".bias")) : y
    }

    private mutating func transposed(_ x: Tensor, _ name: String, channels: Int) -> Tensor {
        let from: Int = x.shape.axes[1].factor
        let groups: Int = generator.chance(0.3) && from % 2 == 0 ? 2 : 1
        let out: Int = generator.whole(1...max(channels / groups, 1))
        let axes: [(Window.Axis, Int)] = (2...3).map { place in
            let count: Int = x.shape.axes[place].factor
            while true {
                let axis = Window.Axis(
                    size: generator.whole(1...4), stride: generator.whole(1...2), dilation: generator.whole(1...2),
                    padding: generator.whole(0...1))
                let length: Int = axis.length(under: count) + generator.whole(0...(axis.stride - 1))
                if length >= 1, axis.count(over: length) == count { return (axis, length) }
            }
        }
        let window = Window(vertical: axes[0].0, horizontal: axes[1].0)
        let weights: Tensor = slot(
            name + ".weight", [from, out, window.vertical.size, window.horizontal.size], scale: 0.4)
        let y: Tensor = x.convolveTransposed(weights, window, groups: groups, height: axes[0].1, width: axes[1].1)
        return generator.chance(0.7) ? tanh(biased(y, name + ".bias")) : y
    }

    private mutating func pooling(_ x: Tensor) -> Tensor {
        let window: Window = window(over: x)
        return generator.chance(0.5) ? x.maxPool(window) : x.averagePool(window)
    }

    /// By the mean and the variance of each channel over the batch and the places.
    private mutating func normalised(_ x: Tensor) -> Tensor {
        let axes = x.shape.axes
        let places: Double = Double(axes[2].factor * axes[3].factor)
        let count: Tensor = builder.batch * places
        let mean: Tensor = x.sum(axes: [0, 2, 3])
        let centred: Tensor = x - (mean / count).broadcast(to: x.shape, axes: [1])
        let variance: Tensor = square(centred).sum(axes: [0, 2, 3]) / count
        return centred / sqrt(variance + 0.1).broadcast(to: x.shape, axes: [1])
    }

    private mutating func flattened(_ x: Tensor, _ name: String) -> Tensor {
        let count: Int = x.shape.axes[1...].reduce(1) { $0 * $1.factor }
        let flat: Tensor = x.reshape([.batch, Extent(count)])
        if generator.chance(0.3) { return flat }
        let out: Int = generator.whole(1...12)
        return tanh(flat.contract(slot(name + ".weight", [count, out], logicalAxes: [1, 0], scale: 0.3)))
    }

    private mutating func fromVector(_ x: Tensor, _ name: String, channels: Int) -> Tensor {
        let from: Int = x.shape.axes[1].factor
        let shape: [Int] = [whole(channels), whole(4), whole(4)]
        let count: Int = shape.reduce(1, *)
        var y: Tensor = x.contract(slot(name + ".weight", [from, count], logicalAxes: [1, 0], scale: 0.4))
        y = y + slot(name + ".bias", [count], scale: 0.3).broadcast(to: y.shape, axes: [1])
        return tanh(y).reshape(Shape([.batch] + shape.map { Extent($0) }))
    }
}
