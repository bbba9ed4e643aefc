import Testing

@testable import VAEGraph

/// A small variational autoencoder's training step, written down by hand.
func smallTrainStep() -> (Graph, ParameterTable) {
    let b = GraphBuilder(name: "trainStep")
    var table = ParameterTable()
    func slot(_ name: String, _ shape: [Int]) -> Tensor {
        table.slots.append(
            ParameterTable.Slot(
                name, kind: .parameter, shape: shape, initial: .normal(scale: 0.1), origin: Origin(line: 1, name: name)))
        return b.slot(name, shape: Shape(shape.map { Extent($0) }))
    }
    let x = b.input("x", shape: [.batch, 784])
    func dense(_ h: Tensor, _ name: String, _ from: Int, _ to: Int) -> Tensor {
        b.origin = Origin(line: 1, name: name)
        let product = h.contract(slot(name + ".weight", [from, to]))
        return product + slot(name + ".bias", [to]).broadcast(to: product.shape, axes: [1])
    }
    let h = tanh(dense(x, "encoder.h", 784, 500))
    let mean = dense(h, "encoder.mean", 500, 20)
    let logVariance = dense(h, "encoder.logVariance", 500, 20)
    let z = mean + exp(logVariance * 0.5) * b.noise(Noise(.normal, stream: "encoder.z"), shape: [.batch, 20])
    let d = tanh(dense(z, "decoder.h", 20, 500))
    let y = dense(d, "decoder.x", 500, 784)
    let reconstruction = (x * y - softplus(y)).sum(axes: [1])
    let divergence = ((square(mean) + exp(logVariance) - logVariance - 1) * 0.5).sum(axes: [1])
    let bound = (reconstruction - divergence).sum() / b.batch
    b.output("bound", bound)
    let rate = b.scalar("rate")
    for slot in table.slots {
        let value = b.graph.nodes.indices.first { b.graph.nodes[$0].operation == .slot(slot.name) }
        guard let value else { continue }
        let parameter = b.tensor(Value(value))
        let gradient = (-bound).gradient(withRespectTo: parameter)
        let name = slot.name + ".moment1"
        table.slots.append(
            ParameterTable.Slot(name, kind: .moment, shape: slot.shape, initial: .constant(0), origin: slot.origin))
        let moment = b.slot(name, shape: parameter.shape) * 0.9 + square(gradient)
        b.assign(name, moment)
        b.assign(slot.name, parameter - rate * gradient / (sqrt(moment) + 1e-8))
    }
    return (b.graph, table)
}

@Test func planOfATrainingStep() throws {
    let (graph, table) = smallTrainStep()
    let plan = plan(
        fuse(removingDeadNodes(differentiate(graph)), table: table), table: planTable(table), target: Target.all[0], batch: 100)
    try check(plan)
}
