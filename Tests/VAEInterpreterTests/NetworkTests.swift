import TestSupport
import Testing
import VAERuntime

@testable import VAEGraph

/// Random networks of convolutions and pooling, with gradients and a step, planned and interpreted, against the reference
/// in Double.
@Suite struct NetworkTests {
    @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
    func `random networks agree with the reference`(isOptimised: Bool, reusesMemory: Bool) throws {
        for seed in 0..<80 as Range<UInt64> {
            let network = RandomNetwork(seed: seed)
            try compare(network, "seed \(seed)", isOptimised, reusesMemory, seed % 2 == 0)
        }
    }

    @Test func `more channels than a vector has lanes`() throws {
        for seed in 0..<30 as Range<UInt64> {
            let network = RandomNetwork(seed: 500 + seed, batch: Int(1 + seed % 19), channels: 70, layers: 3)
            try compare(network, "seed \(seed)", true, true, true)
        }
    }

    @Test func `a convolutional model agrees with numbers from elsewhere`() throws {
        let golden = ConvolutionalGaussian.tensors
        let model = ConvolutionalModel(golden)
        var run = try GraphRun(model.graph, slots: model.table, model.bindings, GraphRun.Pipeline())
        try run.run()
        for (name, numbers) in golden.sorted(by: { $0.key < $1.key }) where ConvolutionalModel.hasGradient(name) {
            if let found = run.output(name) { expectNear(found, numbers, name) }
        }
        #expect(run.output("loss") != nil)
    }

    private func compare(
        _ network: RandomNetwork, _ comment: String, _ isOptimised: Bool, _ reusesMemory: Bool, _ forwards: Bool
    ) throws {
        let expected = try Reference.run(differentiate(network.graph), network.bindings)
        let pipeline = GraphRun.Pipeline(isOptimised: isOptimised, reusesMemory: reusesMemory)
        var run = try GraphRun(
            network.graph, slots: network.table, network.bindings, pipeline, maxBatch: network.bindings.batch + 1)
        try run.run(forwards ? .forwards : .backwards)
        for (name, numbers) in expected.outputs.sorted(by: { $0.key < $1.key }) {
            expectNear(run.output(name), numbers, "\(comment), output \(name)")
        }
        for (name, numbers) in expected.assignments.sorted(by: { $0.key < $1.key }) {
            expectNear(run.slot(name), numbers, "\(comment), slot \(name)")
        }
    }

    /// Demands that numbers differ by no more than 1e-4 of the largest; where all are nearly zero, terms have cancelled whose
    /// roundings are left.
    private func expectNear(_ a: [Float]?, _ b: [Double], _ comment: String) {
        guard let a, a.count == b.count else {
            Issue.record("\(comment): \(a?.count ?? -1) numbers instead of \(b.count)")
            return
        }
        let largest: Double = b.reduce(1e-2) { max($0, abs($1)) }
        for (index, (x, y)) in zip(a, b).enumerated() where !(abs(Double(x) - y) <= 1e-4 * largest) {
            Issue.record("\(comment): element \(index) is \(x), expected \(y), of at most \(largest)")
            return
        }
    }
}
