import PlanSamples
import VAEGraph

/// The training step of the variational autoencoder of Kingma and Welling (2014), section 5, written down the way a
/// compiler would: plainly, with no thought of speed.
package struct ExampleModel {
    private let data: Int
    private let hidden: Int
    private let latent: Int
    private let probabilities: Bool

    /// Parameters and moments.
    package private(set) var table = ParameterTable()

    /// A model of some sizes; `probabilities` says whether the decoder's output goes through a sigmoid and a logarithm
    /// instead of logits.
    package init(data: Int = 784, hidden: Int = 500, latent: Int = 20, probabilities: Bool = false) {
        (self.data, self.hidden, self.latent, self.probabilities) = (data, hidden, latent, probabilities)
        let layers: [(String, Int, Int)] = [
            ("encoder.dense1", data, hidden), ("encoder.mean", hidden, latent), ("encoder.logVariance", hidden, latent),
            ("decoder.dense1", latent, hidden), ("decoder.logits", hidden, data),
        ]
        for (name, inputs, outputs) in layers {
            let origin = Origin(line: 1, name: name)
            let bound: Double = (6 / Double(inputs + outputs)).squareRoot()
            add("\(name).weight", [inputs, outputs], .uniform(bound: bound), origin)
            add("\(name).bias", [outputs], .constant(0), origin)
        }
    }

    private mutating func add(_ name: String, _ shape: [Int], _ initial: ParameterTable.Initial, _ origin: Origin) {
        table.slots.append(.init(name, kind: .parameter, shape: shape, initial: initial, origin: origin))
        for moment in ["moment1", "moment2"] {
            table.slots.append(
                .init("\(name).\(moment)", kind: .moment, shape: shape, initial: .constant(0), origin: origin))
        }
    }

    /// Loss, its parts, and Adam's update of every parameter.
    package var trainStep: Graph {
        let builder = GraphBuilder(name: "trainStep")
        let loss: Tensor = bound(builder)
        builder.origin = Origin(line: 20, name: "optimizer")
        for slot in table.slots where slot.kind == .parameter { update(slot, loss, builder) }
        return builder.graph
    }

    /// The posterior's parameters alone.
    package var encode: Graph {
        let builder = GraphBuilder(name: "encode")
        let x: Tensor = builder.input("x", shape: [.batch, Extent(data)])
        let (mean, logVariance) = posterior(x, builder)
        builder.output("mean", mean)
        builder.output("logVariance", logVariance)
        return builder.graph
    }

    private func dense(_ name: String, _ x: Tensor, _ line: Int) -> Tensor {
        let builder = x.builder
        builder.origin = Origin(line: line, name: name)
        guard let slot = table["\(name).weight"] else { return x }
        let weight: Tensor = builder.slot(slot.name, shape: Shape(slot.shape.map { Extent($0) }))
        let product: Tensor = x.contract(weight)
        let bias: Tensor = builder.slot("\(name).bias", shape: [product.shape.axes[1]])
        return product + bias.broadcast(to: product.shape, axes: [1])
    }

    private func posterior(_ x: Tensor, _ builder: GraphBuilder) -> (Tensor, Tensor) {
        let h: Tensor = tanh(dense("encoder.dense1", x, 10))
        let mean: Tensor = dense("encoder.mean", h, 11)
        let logVariance: Tensor = dense("encoder.logVariance", h, 11)
        return (mean, min(max(logVariance, builder.constant(-30)), builder.constant(20)))
    }

    private func bound(_ builder: GraphBuilder) -> Tensor {
        builder.origin = Origin(line: 5, name: "x")
        let x: Tensor = builder.input("x", shape: [.batch, Extent(data)])
        let (mean, logVariance) = posterior(x, builder)
        builder.origin = Origin(line: 11, name: "encoder.z")
        let noise: Tensor = builder.noise(Noise(.normal, stream: "encoder.z"), shape: mean.shape)
        let z: Tensor = mean + exp(logVariance / 2) * noise
        let y: Tensor = dense("decoder.logits", tanh(dense("decoder.dense1", z, 15)), 16)
        builder.origin = Origin(line: 16, name: "decoder.x")
        let probability: Tensor = sigmoid(y)
        let terms: Tensor =
            probabilities
            ? x * log(probability) + (1 - x) * log(1 - probability)
            : x * y - softplus(y)
        let reconstruction: Tensor = terms.sum(axes: [1])
        builder.origin = Origin(line: 11, name: "divergence of z")
        let divergence: Tensor = 0.5 * (square(mean) + exp(logVariance) - 1 - logVariance).sum(axes: [1])
        builder.origin = Origin(line: 18, name: "objective")
        let loss: Tensor = -(reconstruction - divergence).sum() / builder.batch
        builder.output("loss", loss)
        builder.output("reconstruction", reconstruction.sum() / builder.batch)
        builder.output("divergence", divergence.sum() / builder.batch)
        return loss
    }

    /// Kingma and Ba (2015), algorithm 1, with the corrections of the moments folded into two scalars.
    private func update(_ slot: ParameterTable.Slot, _ loss: Tensor, _ builder: GraphBuilder) {
        let shape = Shape(slot.shape.map { Extent($0) })
        guard let index = builder.graph.nodes.firstIndex(where: { $0.operation == .slot(slot.name) }) else { return }
        let value: Tensor = builder.tensor(Value(index))
        let g: Tensor = loss.gradient(withRespectTo: value)
        let m: Tensor = builder.slot("\(slot.name).moment1", shape: shape) * 0.9 + g * 0.1
        let v: Tensor = builder.slot("\(slot.name).moment2", shape: shape) * 0.999 + square(g) * 0.001
        builder.assign("\(slot.name).moment1", m)
        builder.assign("\(slot.name).moment2", v)
        builder.assign(slot.name, value - builder.scalar("alpha") * m / (sqrt(v) + builder.scalar("epsilon")))
    }

    /// Random numbers for everything.
    package func bindings(batch: Int, seed: UInt64 = 1) -> Reference.Bindings {
        var generator = SeededGenerator(seed: seed)
        var bindings = Reference.Bindings(batch: batch)
        bindings.inputs["x"] = generator.numbers(batch * data, 0...1)
        for slot in table.slots {
            let range: ClosedRange<Double> = slot.kind == .moment ? 0...0.1 : -0.3...0.3
            bindings.slots[slot.name] = generator.numbers(slot.shape.reduce(1, *), range)
        }
        bindings.scalars = ["alpha": 0.001, "epsilon": 1e-8]
        bindings.noise = simpleNoise
        return bindings
    }
}
