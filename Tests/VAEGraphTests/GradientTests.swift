import Testing
import VAEGraph

/// What differentiation does besides applying rules.
@Suite struct GradientTests {
    private func gradient(
        _ shape: Shape = [3], at x: [Double] = [1, 2, 3], _ loss: (Tensor) -> Tensor
    ) throws -> [Double] {
        let builder = GraphBuilder(name: "gradient")
        let slot: Tensor = builder.slot("x", shape: shape)
        builder.output("g", loss(slot).gradient(withRespectTo: slot))
        let graph = differentiate(builder.graph)
        try verify(graph)
        var bindings = Reference.Bindings(batch: 2)
        bindings.slots["x"] = x
        return try Reference.run(graph, bindings).outputs["g"] ?? []
    }

    @Test func valuesThatDoNotCountHaveGradientZero() throws {
        #expect(try gradient { ($0.stopGradient * $0).sum() } == [1, 2, 3])
        #expect(try gradient { ($0.stopGradient * 2).sum() } == [0, 0, 0])
        #expect(try gradient { $0.builder.constant(4) } == [0, 0, 0])
        #expect(try gradient { sign($0).sum() + $0.apply(.floor).sum() } == [0, 0, 0])
        #expect(try gradient { ($0 * $0.builder.index(shape: [3])).sum() } == [0, 1, 2])
        #expect(try gradient([], at: [5]) { $0 } == [1])
    }

    @Test func tiesFollowTheConventions() throws {
        let x: [Double] = [-1, 0, 1]
        #expect(try gradient(at: x) { max($0, $0.builder.constant(0)).sum() } == [0, 0, 1])
        #expect(try gradient(at: x) { max($0.builder.constant(0), $0).sum() } == [0, 1, 1])
        #expect(try gradient(at: x) { min($0, $0.builder.constant(0)).sum() } == [1, 0, 0])
        #expect(try gradient(at: x) { abs($0).sum() } == [-1, 0, 1])
        #expect(try gradient(at: [2, 2, 1]) { $0.reduce(.maximum, axes: [0]) } == [0.5, 0.5, 0])
        #expect(try gradient(at: [0, 1, 2]) { power($0.builder.constant(0), $0).sum() } == [0, 0, 0])
        // What is not chosen may be infinite.
        let chosen: [Double] = try gradient(at: [0, 1, 4]) { x in
            let isPositive: Tensor = x.builder.constant(0, shape: x.shape).compare(.less, x)
            return isPositive.select(sqrt(x), x).sum()
        }
        #expect(chosen[1...] == [0.5, 0.25])
    }

    @Test func oneSweepServesAllGradientsOfAScalar() {
        let builder = GraphBuilder(name: "sweep")
        let (a, b) = (builder.slot("a", shape: [2, 2]), builder.slot("b", shape: [2, 2]))
        let loss: Tensor = tanh(a.contract(b)).sum()
        builder.output("a", loss.gradient(withRespectTo: a))
        builder.output("b", loss.gradient(withRespectTo: b))
        builder.output("a again", loss.gradient(withRespectTo: a))
        let graph = differentiate(builder.graph)
        #expect(graph.nodes.count { $0.operation.kind == .contract } == 3)
        #expect(graph.outputs[0].value == graph.outputs[2].value)
        #expect(graph.nodes.allSatisfy { $0.operation != .gradient })
    }

    @Test func nothingFlowsToWhereNoGradientIsAskedFor() {
        let builder = GraphBuilder(name: "first layer")
        let x: Tensor = builder.input("x", shape: [.batch, 4])
        let w: Tensor = builder.slot("w", shape: [4, 2])
        builder.output("g", tanh(x.contract(w)).sum().gradient(withRespectTo: w))
        #expect(differentiate(builder.graph).nodes.count { $0.operation.kind == .contract } == 2)
    }

    @Test func gradientsOfGradients() throws {
        // d/dx of (d/dx Σ x³)² summed is 36 x³.
        let found: [Double] = try gradient { x in
            let inner: Tensor = (x * x * x).sum().gradient(withRespectTo: x)
            return square(inner).sum()
        }
        #expect(excess(found, [36, 288, 972], absolute: 1e-9, relative: 1e-12) <= 0)
    }

    @Test func gradientOfAValueOnTheWay() throws {
        let builder = GraphBuilder(name: "inner")
        let x: Tensor = builder.slot("x", shape: [2])
        let h: Tensor = exp(x)
        let late: Tensor = h * 3
        let loss: Tensor = square(h).sum()
        builder.output("h", loss.gradient(withRespectTo: h))
        builder.output("late", loss.gradient(withRespectTo: late))
        var bindings = Reference.Bindings(batch: 1)
        bindings.slots["x"] = [0, 0]
        let outputs = try Reference.run(differentiate(builder.graph), bindings).outputs
        #expect(outputs == ["h": [2, 2], "late": [0, 0]])
    }

    @Test func originsNameWhatIsDifferentiated() {
        let builder = GraphBuilder(name: "origins")
        let x: Tensor = builder.slot("x", shape: [2])
        builder.origin = Origin(line: 7, name: "decoder.h")
        let h: Tensor = tanh(x)
        builder.origin = Origin(line: 9, name: "optimizer")
        builder.output("g", h.sum().gradient(withRespectTo: x))
        let graph = differentiate(builder.graph)
        #expect(graph[graph.outputs[0].value].origin == Origin(line: 7, name: "gradient of decoder.h"))
    }
}
