import TestSupport
import Testing
import VAEGraph

/// What becomes of the training step of a whole model.
@Suite struct ExampleModelTests {
    private func count(_ graph: Graph, _ kind: Operation.Kind) -> Int {
        graph.nodes.count { $0.operation.kind == kind }
    }

    private func areFinite(_ numbers: [Double]) -> Bool { numbers.allSatisfy { $0.isFinite } }

    @Test func optimisedStepIsEqual() throws {
        for probabilities in [false, true] {
            let model = ExampleModel(data: 7, hidden: 5, latent: 3, probabilities: probabilities)
            let plain = differentiate(model.trainStep)
            let (graph, table) = optimize(model.trainStep, table: model.table)
            try verify(model.trainStep, table: table)
            try verify(graph, table: table)
            try expectEqual(plain, graph, on: model.bindings(batch: 4), "probabilities: \(probabilities)")
        }
    }

    @Test(arguments: namesOfSteps) func eachPassCanBeLeftOut(_ name: String) throws {
        let model = ExampleModel(data: 7, hidden: 5, latent: 3)
        let (graph, table) = optimize(model.trainStep, table: model.table, without: [name])
        try verify(graph, table: table)
        try expectEqual(differentiate(model.trainStep), graph, on: model.bindings(batch: 3), "without \(name)")
    }

    @Test func productsAreFewest() {
        let model = ExampleModel()
        let (graph, table) = optimize(model.trainStep, table: model.table)
        // Four forward, four for weights, three for what flows back; nothing flows back to the data.
        #expect(count(graph, .contract) == 11)
        #expect(count(graph, .pad) == 0)
        #expect(count(graph, .unary(.softplus)) == 1)
        #expect(count(graph, .unary(.sigmoid)) == 1)
        #expect(count(graph, .unary(.logarithm)) == 0)
        #expect(graph.nodes.count < 290, "\(graph.nodes.count) nodes")
        #expect(table.groups.count == 6)
        #expect(
            table.group(of: "encoder.logVariance.weight")
                == .init(slots: ["encoder.mean.weight", "encoder.logVariance.weight"], axis: 1))
        for group in table.groups {
            let joined: [Value] = group.slots.compactMap { slot in
                graph.assignments.first { $0.slot == slot }?.value
            }
            #expect(Set(joined.map { graph[$0].operands }).count == 1, "\(group) is updated in pieces")
            #expect(joined.allSatisfy { value in graph[value].operation.kind == .slice })
        }
    }

    @Test func probabilitiesBecomeLogits() {
        let logits = ExampleModel()
        let probabilities = ExampleModel(probabilities: true)
        let plain = optimize(logits.trainStep, table: logits.table).graph
        let (graph, _) = optimize(probabilities.trainStep, table: probabilities.table)
        #expect(count(graph, .unary(.logarithm)) == 0)
        #expect(count(graph, .unary(.softplus)) <= 2)
        #expect(graph.nodes.count < plain.nodes.count + 15)
    }

    @Test func otherEntryPointsShareGroups() throws {
        let model = ExampleModel(data: 7, hidden: 5, latent: 3)
        let (_, table) = optimize(model.trainStep, table: model.table)
        let (encode, same) = optimize(model.encode, table: table)
        #expect(same == table)
        #expect(count(encode, .contract) == 2)
        try expectEqual(model.encode, encode, on: model.bindings(batch: 2), "encode")
    }

    @Test func halfOfTheHeadsReadsHalfOfTheGroup() throws {
        let model = ExampleModel(data: 7, hidden: 5, latent: 3)
        var mean = model.encode
        mean.outputs.removeAll { $0.name != "mean" }
        let (graph, _) = optimize(mean, table: model.table)
        #expect(graph.nodes.allSatisfy { $0.operation.kind != .concat && $0.operation.kind != .slice })
        try expectEqual(mean, graph, on: model.bindings(batch: 2), "mean")
    }

    @Test(arguments: [-1e4, 1e4]) func extremeLogitsStayFinite(_ logit: Double) throws {
        let model = ExampleModel(data: 4, hidden: 3, latent: 2, probabilities: true)
        var bindings = model.bindings(batch: 3)
        bindings.inputs["x"] = [0, 1, 0.5, 1, 1, 0, 0.25, 0, 0, 0, 1, 1]
        bindings.slots["decoder.logits.bias"] = [logit, logit, -logit, logit]
        let graph = optimize(model.trainStep, table: model.table).graph
        let results = try Reference.run(graph, bindings)
        for (name, numbers) in results.outputs { #expect(areFinite(numbers), "output \(name)") }
        for (name, numbers) in results.assignments { #expect(areFinite(numbers), "slot \(name)") }
        // What was written is not finite, or there would be nothing to prove.
        let written = try Reference.run(differentiate(model.trainStep), bindings)
        #expect(written.outputs["loss"]?[0].isFinite == false)
    }

    @Test(arguments: [-1e4, 1e4]) func logSumExpAndSoftmaxStayFinite(_ shift: Double) throws {
        let builder = GraphBuilder(name: "categorical")
        let x: Tensor = builder.slot("x", shape: [2, 3])
        let sum: Tensor = exp(x).sum(axes: [1])
        let p: Tensor = exp(x) / sum.broadcast(to: x.shape, axes: [0])
        let loss: Tensor = (log(sum) - (p * x).sum(axes: [1])).sum()
        builder.output("loss", loss)
        builder.output("gradient", loss.gradient(withRespectTo: x))
        var bindings = Reference.Bindings(batch: 1)
        bindings.slots["x"] = [1, 2, 3, -1, 0.5, 0.25]
        let graph = simplify(differentiate(simplify(builder.graph)))
        try expectEqual(differentiate(builder.graph), graph, on: bindings, "ordinary numbers")
        bindings.slots["x"] = [shift, shift + 1, shift - 2, 0, shift, 1]
        let results = try Reference.run(graph, bindings)
        for (name, numbers) in results.outputs { #expect(areFinite(numbers), "\(name): \(numbers)") }
    }

    @Test(arguments: 0..<10) func randomGraphsSurviveTheWholeWay(_ part: Int) throws {
        var groups = 0
        for seed in part * 100..<(part + 1) * 100 {
            let random = RandomGraph(seed: UInt64(seed), .init(steps: 20))
            let (graph, table) = optimize(random.graph, table: random.table)
            groups += table.groups.count
            try verify(graph, table: table)
            try expectEqual(
                differentiate(random.graph), graph, on: random.bindings, relative: 1e-8, absolute: 1e-9, "seed \(seed)")
        }
        #expect(groups > 10, "\(groups) groups: merging is hardly tried")
    }
}
