import Testing

@testable import VAEGraph

/// What operations on images mean, by examples, and that arranging them for kernels changes no number.
@Suite struct ImageTests {
    private func run(_ leaves: [(Shape, [Double])], _ make: ([Tensor]) -> Tensor) throws -> (Shape, [Double]) {
        let builder = GraphBuilder(name: "image")
        var bindings = Reference.Bindings(batch: 1)
        let tensors: [Tensor] = leaves.enumerated().map { place, leaf in
            bindings.slots["x\(place)"] = leaf.1
            return builder.slot("x\(place)", shape: leaf.0)
        }
        let y: Tensor = make(tensors)
        builder.output("y", y)
        try verify(builder.graph)
        return (y.shape, try Reference.run(builder.graph, bindings).outputs["y"] ?? [])
    }

    @Test func `interpolation is what PyTorch calls bilinear without aligned corners`() throws {
        let (shape, row) = try run([([1, 1, 1, 3], [1, 3, 7])]) { $0[0].upsampleBilinear(vertical: 1, horizontal: 2) }
        #expect(shape == [1, 1, 1, 6])
        #expect(excess(row, [1, 1.5, 2.5, 4, 6, 7], absolute: 1e-12, relative: 0) <= 0)
        let (_, odd) = try run([([1, 1, 2, 1], [0, 3])]) { $0[0].upsampleBilinear(vertical: 3, horizontal: 1) }
        #expect(excess(odd, [0, 0, 1, 2, 3, 3], absolute: 1e-12, relative: 0) <= 0)
        let (_, both) = try run([([1, 1, 2, 2], [1, 2, 3, 4])]) { $0[0].upsampleBilinear(vertical: 4, horizontal: 4) }
        // Element (2, 5): source (0.125, 0.875).
        let upper: Double = 1 * 0.125 + 2 * 0.875
        let lower: Double = 3 * 0.125 + 4 * 0.875
        #expect(abs(both[2 * 8 + 5] - (upper * 0.875 + lower * 0.125)) < 1e-12)
    }

    @Test func `pooling and its ways back`() throws {
        let x: [Double] = [1, 5, 2, 5, 5, 0, 3, -1, 9]
        let window = Window(size: 2, stride: 1)
        #expect(try run([([1, 1, 3, 3], x)]) { $0[0].maxPool(window) }.1 == [5, 5, 5, 9])
        #expect(try run([([1, 1, 3, 3], x)]) { $0[0].sumPool(window) }.1 == [16, 12, 12, 13])
        let back = try run([([1, 1, 3, 3], x), ([1, 1, 2, 2], [1, 2, 3, 4])]) {
            $0[0].builder.add(.pool(window, .fromMaximum), $0, shape: [1, 1, 3, 3])
        }
        // Of equal elements the first in row-major order counts.
        #expect(back.1 == [0, 3, 0, 3, 0, 0, 0, 0, 4])
        let nearest = try run([([1, 1, 1, 2], [1, 2])]) { $0[0].upsampleNearest(vertical: 2, horizontal: 2) }
        #expect(nearest.1 == [1, 1, 2, 2, 1, 1, 2, 2])
        let missing = try run([([1, 1, 1, 3], [1, .nan, 3])]) {
            $0[0].maxPool(Window(vertical: .init(size: 1), horizontal: .init(size: 3)))
        }
        #expect(missing.1[0].isNaN)
    }

    @Test func `geometry that does not fit is found`() {
        let builder = GraphBuilder(name: "bad")
        let x: Tensor = builder.slot("x", shape: [1, 4, 5, 5])
        let window = Window(size: 3, stride: 2)
        let operation = Operation.convolve(Convolution(window, groups: 2, result: .output))
        let good: Tensor = builder.slot("w", shape: [6, 2, 3, 3])
        _ = builder.add(operation, [x, good], shape: [1, 6, 2, 2])
        #expect(throws: Never.self) { try verify(builder.graph) }
        for (weights, shape) in [
            ([6, 4, 3, 3], [1, 6, 2, 2]), ([6, 2, 3, 2], [1, 6, 2, 2]), ([5, 2, 3, 3], [1, 5, 2, 2]),
            ([6, 2, 3, 3], [1, 6, 3, 2]), ([6, 2, 3, 3], [2, 6, 2, 2]),
        ] as [(Shape, Shape)] {
            let builder = GraphBuilder(name: "bad")
            let x: Tensor = builder.slot("x", shape: [1, 4, 5, 5])
            _ = builder.add(operation, [x, builder.slot("w", shape: weights)], shape: shape)
            #expect(throws: GraphProblem.self) { try verify(builder.graph) }
        }
    }

    @Test func `arranging changes no number`() throws {
        for seed in 0..<60 {
            let network = RandomNetwork(seed: UInt64(seed))
            let plain: Graph = differentiate(network.graph)
            let simple: Graph = seed % 2 == 0 ? plain : simplify(plain)
            let (graphs, table) = arrangeImages([simple], table: network.table)
            try verify(graphs[0], table: table)
            #expect(graphs[0].obstacleToPlanning == nil)
            var bindings = network.bindings
            for slot in table.slots {
                guard let numbers = bindings.slots[slot.name], let known = network.table[slot.name] else { continue }
                bindings.slots[slot.name] = slot.stored(numbers, as: known)
            }
            let expected = try Reference.run(simple, network.bindings)
            let found = try Reference.run(graphs[0], bindings)
            for (name, numbers) in expected.outputs {
                let other: [Double] = found.outputs[name] ?? []
                #expect(excess(other, numbers, absolute: 1e-9, relative: 1e-9) <= 0, "seed \(seed), \(name)")
            }
            for (name, numbers) in expected.assignments {
                guard let slot = table[name], let known = network.table[name] else { continue }
                let other: [Double] = found.assignments[name] ?? []
                let wanted: [Double] = slot.stored(numbers, as: known)
                #expect(excess(other, wanted, absolute: 1e-9, relative: 1e-9) <= 0, "seed \(seed), \(name)")
            }
        }
    }

    @Test func `a convolutional model agrees with numbers from elsewhere`() throws {
        let golden = ConvolutionalGaussian.tensors
        let model = ConvolutionalModel(golden)
        let plain: Graph = differentiate(model.graph)
        for graph in [plain, simplify(plain), simplify(differentiate(simplify(model.graph)))] {
            let results = try Reference.run(graph, model.bindings)
            for (name, numbers) in results.outputs where ConvolutionalModel.hasGradient(name) {
                #expect(excess(numbers, golden[name] ?? [], absolute: 1e-9, relative: 1e-9) <= 0, "\(name)")
            }
        }
    }

    @Test func `what a normalisation cancels has no gradient, not even of rounding`() throws {
        let model = ConvolutionalModel(ConvolutionalGaussian.tensors)
        for graph in [simplify(differentiate(model.graph)), simplify(differentiate(simplify(model.graph)))] {
            let cancelled = try Reference.run(graph, model.bindings).outputs.filter {
                $0.key.hasPrefix("grads.") && !ConvolutionalModel.hasGradient($0.key)
            }
            #expect(cancelled.count == 3)
            #expect(cancelled.values.allSatisfy { $0.allSatisfy { $0 == 0 } })
            // Forwards a mean and a variance; backwards the gradients of shift and scale, of which the rest is made.
            let sums: Int = graph.nodes.count { node in
                guard case .reduce(.sum, axes: [0, 2, 3]) = node.operation else { return false }
                return true
            }
            #expect(sums == 3 * 4 + 1, "and that of the last bias")
        }
    }

    @Test func `a network of convolutions moves no activation`() throws {
        let network = RandomNetwork.autoencoder()
        let (graphs, table) = arrangeImages([simplify(differentiate(network.graph))], table: network.table)
        let graph = simplify(graphs[0])
        // Weights are turned for the gradients with respect to images; and the input has its channels first.
        for node in graph.nodes {
            guard case .permute = node.operation else { continue }
            #expect(
                !node.shape.axes.contains(where: \.isBatch) || node.origin.name == "x", "\(node.origin) \(node.shape)")
        }
        #expect(table["dense.weight"]?.logicalShape == [10, 16 * 3 * 3])
        #expect(table["dense.weight"]?.shape == [16 * 3 * 3, 10])
        #expect(table["conv.weight"]?.logicalShape == [16, 3, 4, 4])
        #expect(table["conv.weight"]?.shape == [48, 16])
        #expect(table["up.weight"]?.logicalShape == [16, 3, 4, 4])
        #expect(table["up.weight"]?.shape == [16 * 16, 3])
    }
}

extension ParameterTable.Slot {
    /// Numbers of the slot as it was declared, in the order in which it stands now.
    func stored(_ numbers: [Double], as declared: ParameterTable.Slot) -> [Double] {
        func strides(_ shape: [Int]) -> [Int] {
            var result: [Int] = []
            var step = 1
            for length in shape.reversed() {
                result.insert(step, at: 0)
                step *= length
            }
            return result
        }
        func places(_ walk: (lengths: [Int], strides: [Int])) -> [Int] {
            zip(walk.lengths, walk.strides).reduce([0]) { places, axis in
                places.flatMap { place in (0..<axis.0).map { place + $0 * axis.1 } }
            }
        }
        let from: [Int] = places(declared.logicalWalk(strides: strides(declared.shape)))
        let to: [Int] = places(logicalWalk(strides: strides(shape)))
        var result: [Double] = Array(repeating: .nan, count: numbers.count)
        for (from, to) in zip(from, to) { result[to] = numbers[from] }
        return result
    }
}
