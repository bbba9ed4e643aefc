import Testing

@testable import VAEGraph

/// Mistakes in writing a graph down stop nothing: they are in the graph, with the line, for `verify` to throw.
@Suite struct BuilderTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let says: String
        /// What comes of x [batch, 4] and w [4, 3]; the shape of the result.
        let make: @Sendable (_ x: Tensor, _ w: Tensor) -> Tensor
        let shape: Shape
        var testDescription: String { says }
    }

    static let mistakes: [Mistake] = [
        Mistake(says: "operands of shapes", make: { x, w in x + w }, shape: [.batch, 4]),
        Mistake(says: "mask is needed", make: { x, _ in x.select(x, x) }, shape: [.batch, 4]),
        Mistake(says: "selection among", make: { x, w in x.compare(.less, x).select(x, w) }, shape: [.batch, 4]),
        Mistake(says: "reshape", make: { _, w in w.reshape([5, 3]) }, shape: [5, 3]),
        Mistake(says: "permutation", make: { _, w in w.permute([0, 0]) }, shape: [4, 3]),
        Mistake(says: "broadcast", make: { _, w in w.broadcast(to: [4, 4, 2], axes: [0, 1]) }, shape: [4, 4, 2]),
        Mistake(says: "broadcast", make: { _, w in w.broadcast(to: [4, 3], axes: [0, 2]) }, shape: [4, 3]),
        Mistake(says: "4 elements from 1", make: { _, w in w.slice(axis: 0, start: 1, count: 4) }, shape: [4, 3]),
        Mistake(says: "along axis 0", make: { x, _ in x.slice(axis: 0, start: 0, count: 1) }, shape: [.batch, 4]),
        Mistake(says: "along axis 2", make: { _, w in w.slice(axis: 2, start: 0, count: 1) }, shape: [4, 3]),
        Mistake(says: "-1 and 0 zeros", make: { _, w in w.pad(axis: 0, before: -1, after: 0) }, shape: [4, 3]),
        Mistake(says: "contraction", make: { x, w in x.contract(w, otherTransposed: true) }, shape: [.batch, 4]),
        Mistake(says: "contraction", make: { x, w in x.contract(w.sum(axes: [0])) }, shape: [.batch, 4]),
        Mistake(says: "gradient", make: { x, w in x.gradient(withRespectTo: w) }, shape: [4, 3]),
        Mistake(says: "side by side", make: { x, w in .concat([w, x.sum()], axis: 0) }, shape: [4, 3]),
        Mistake(says: "an image", make: { x, _ in x.maxPool(Window(size: 1)) }, shape: [1, 1, 1, 1]),
        Mistake(says: "an image", make: { x, _ in x.spread(Window(size: 1)) }, shape: [1, 1, 1, 1]),
        Mistake(says: "weights", make: { x, w in x.convolve(w, Window(size: 1)) }, shape: [1, 1, 1, 1]),
    ]

    @Test(arguments: mistakes) func aMistakeIsNotedWithItsLine(mistake: Mistake) throws {
        let builder = GraphBuilder(name: "bad")
        let x: Tensor = builder.input("x", shape: [.batch, 4])
        let w: Tensor = builder.slot("w", shape: [4, 3])
        builder.origin = Origin(line: 7, name: "h")
        let result: Tensor = mistake.make(x, w)
        #expect(result.shape == mistake.shape)
        builder.origin = Origin(line: 8, name: "later")
        _ = x + w
        builder.output("h", result)
        let problem = try #require(builder.graph.problem)
        #expect(problem.description.hasPrefix("bad (line 7, h): "))
        #expect(problem.message.contains(mistake.says))
        #expect(throws: problem) { try verify(builder.graph) }
        // No pass loses it.
        #expect(simplify(differentiate(builder.graph)).problem == problem)
        #expect(bindingNoise(builder.graph).problem == problem)
        #expect(removingDeadNodes(builder.graph).problem == problem)
    }

    @Test func aRewritingThatChangesAShapeIsNoted() throws {
        let builder = GraphBuilder(name: "good")
        builder.output("y", exp(builder.input("x", shape: [.batch, 4])))
        let wrong = RewriteTable([Rewrite("wrong", at: .unary(.exponential)) { tensor, _ in tensor.sum() }])
        let result: Graph = rewriting(builder.graph, by: wrong)
        #expect(result.problem?.message.contains("a rewriting of") == true)
        #expect(throws: GraphProblem.self) { try verify(result) }
    }
}
