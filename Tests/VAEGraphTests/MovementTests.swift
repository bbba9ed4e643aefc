import Testing
import VAEGraph

/// Where simplification moves things, on the graphs that models have.
@Suite struct MovementTests {
    /// The nodes that are left of `make`, printed without origins.
    private func simplified(_ make: (GraphBuilder) -> Tensor) -> String {
        let builder = GraphBuilder(name: "g")
        builder.output("y", make(builder))
        return Printer(simplify(differentiate(simplify(builder.graph)))).text
    }

    @Test func chainsRunInTheShapeOfTheContraction() {
        // Two samples per row: a contraction of all rows, seen as [samples, rows, columns], and back.
        let text = simplified { b in
            let z: Tensor = b.input("z", shape: [.batch, 6]).reshape([Extent(2, isBatch: true), 3])
            let h: Tensor = z.contract(b.slot("w", shape: [3, 4])).reshape([2, .batch, 4])
            let y: Tensor = tanh(h + b.slot("b", shape: [4]).broadcast(to: [2, .batch, 4], axes: [2])) * 2
            return y.reshape([Extent(2, isBatch: true), 4])
        }
        #expect(
            text == """
                graph g
                %0 = input(z) : [batch, 6]
                %1 = reshape %0 : [2·batch, 3]
                %2 = slot(w) : [3, 4]
                %3 = contract %1, %2 : [2·batch, 4]
                %4 = slot(b) : [4]
                %5 = broadcast(to axes 1) %4 : [2·batch, 4]
                %6 = add %3, %5 : [2·batch, 4]
                %7 = tanh %6 : [2·batch, 4]
                %8 = constant(2.0) : []
                %9 = broadcast %8 : [2·batch, 4]
                %10 = multiply %7, %9 : [2·batch, 4]
                output y = %10

                """)
    }

    @Test func imagesAreFlatWhereLogitsAre() {
        let text = simplified { b in
            let x: Tensor = b.input("x", shape: [.batch, 1, 2, 2])
            let logits: Tensor = b.input("h", shape: [.batch, 3]).contract(b.slot("w", shape: [3, 4]))
            let y: Tensor = logits.reshape([.batch, 1, 2, 2])
            return (x * y - softplus(y)).sum(axes: [1, 2, 3])
        }
        #expect(
            text == """
                graph g
                %0 = input(x) : [batch, 1, 2, 2]
                %1 = input(h) : [batch, 3]
                %2 = slot(w) : [3, 4]
                %3 = contract %1, %2 : [batch, 4]
                %4 = reshape %0 : [batch, 4]
                %5 = multiply %4, %3 : [batch, 4]
                %6 = softplus %3 : [batch, 4]
                %7 = subtract %5, %6 : [batch, 4]
                %8 = sum(axes 1) %7 : [batch]
                output y = %8

                """)
    }

    @Test func whatRepeatsIsComputedOnce() {
        let text = simplified { b in
            let s: Tensor = exp(b.slot("s", shape: [4]).broadcast(to: [.batch, 4], axes: [1]) * b.scalar("t"))
            return (s * 2).sum(axes: [0]) + b.slot("s", shape: [4])
        }
        #expect(
            text == """
                graph g
                %0 = slot(s) : [4]
                %1 = scalar(t) : []
                %2 = broadcast %1 : [4]
                %3 = multiply %0, %2 : [4]
                %4 = exponential %3 : [4]
                %5 = constant(2.0) : []
                %6 = batch : []
                %7 = multiply %6, %5 : []
                %8 = broadcast %7 : [4]
                %9 = multiply %4, %8 : [4]
                %10 = add %9, %0 : [4]
                output y = %10

                """)
    }

    @Test func transposesBecomeFlags() {
        let text = simplified { b in
            let (a, w) = (b.slot("a", shape: [3, 4]), b.slot("w", shape: [3, 5]))
            return tanh(a.permute([1, 0])).contract(w).permute([1, 0])
        }
        #expect(
            text == """
                graph g
                %0 = slot(a) : [3, 4]
                %1 = slot(w) : [3, 5]
                %2 = tanh %0 : [3, 4]
                %3 = contract(aT, b) %1, %2 : [5, 4]
                output y = %3

                """)
    }

    @Test func gradientOfTheBernoulliLossIsSigmoidMinusData() {
        let text = simplified { b in
            let y: Tensor = b.slot("y", shape: [3, 4])
            let x: Tensor = b.slot("x", shape: [3, 4])
            let p: Tensor = sigmoid(y)
            let loss: Tensor = -((x * log(p) + (1 - x) * log(1 - p)).sum() / b.batch)
            return loss.gradient(withRespectTo: y)
        }
        #expect(!text.contains("logarithm"))
        #expect(!text.contains("divide"))
        let logits = simplified { b in
            let y: Tensor = b.slot("y", shape: [3, 4])
            let loss: Tensor = -((b.slot("x", shape: [3, 4]) * y - softplus(y)).sum() / b.batch)
            return loss.gradient(withRespectTo: y)
        }
        #expect(
            logits == """
                graph g
                %0 = slot(y) : [3, 4]
                %1 = slot(x) : [3, 4]
                %2 = batch : []
                %3 = reciprocal %2 : []  // gradient of g
                %4 = broadcast %3 : [3, 4]  // gradient of g
                %5 = sigmoid %0 : [3, 4]  // gradient of g
                %6 = subtract %5, %1 : [3, 4]  // gradient of g
                %7 = multiply %6, %4 : [3, 4]  // gradient of g
                output y = %7

                """)
    }

    @Test func axisGroupsAreTheFinest() {
        func groups(_ from: Shape, _ to: Shape) -> [AxisGroup] { AxisGroup.groups(from: from, to: to) }
        #expect(groups([6, .batch, 4], [2, 3, .batch, 4]).map(\.to) == [0..<2, 2..<3, 3..<4])
        #expect(groups([Extent(2, isBatch: true), 4], [2, .batch, 4]).map(\.to) == [0..<2, 2..<3])
        #expect(groups([.batch, 1, 2, 2], [.batch, 4]).map(\.from) == [0..<1, 1..<4])
        #expect(groups([4, 1, 1], [4]).map(\.from) == [0..<3])
        #expect(groups([], [1, 1]).map(\.to) == [0..<2])
        #expect(groups([4, 6], [6, 4]).count == 1)
    }

    @Test func sortingFindsCycles() {
        let builder = GraphBuilder(name: "sort")
        let x: Tensor = builder.slot("x", shape: [2])
        builder.output("y", exp(tanh(x)))
        var graph = builder.graph
        #expect(graph.sorted() == graph)
        graph.nodes.swapAt(1, 2)
        graph.nodes[1].operands = [Value(2)]
        graph.outputs[0].value = Value(1)
        #expect(graph.sorted() == builder.graph)
        graph.nodes[2].operands = [Value(1)]
        #expect(graph.sorted() == nil)
    }
}
