import TestSupport
import Testing
import VAEGraph

/// Each rewriting by itself: it occurs, it keeps values, and it comes to an end.
@Suite struct RewriteTests {
    private static let all: [Rewrite] = Passes.all.flatMap(\.rewrites)

    /// Graphs to rewrite, written and random. What other rewritings leave is a better hunting ground for some than what
    /// was written.
    private static let graphs: [(graph: Graph, bindings: Reference.Bindings)] = {
        let merged: [Pass] = Passes.all.filter { $0.name == "commonSubexpressions" }
        var graphs: [(Graph, Reference.Bindings)] = RewriteExample.all.map { example in
            (simplifying(example.graph, merged, limit: 1).graph, RewriteExample.bindings)
        }
        for seed in 0..<300 {
            let random = RandomGraph(seed: UInt64(seed), .init(steps: 14, gradients: seed % 2 == 0))
            let passes: [Pass] = seed % 3 == 0 ? Passes.all : merged
            graphs.append((simplifying(differentiate(random.graph), passes, limit: 1).graph, random.bindings))
        }
        return graphs
    }()

    @Test func namesDiffer() {
        #expect(Set(RewriteTests.all.map(\.name)).count == RewriteTests.all.count)
    }

    @Test(arguments: RewriteTests.all.map(\.name)) func keepsValues(_ name: String) throws {
        let table = RewriteTable(RewriteTests.all.filter { $0.name == name })
        var count = 0
        for (place, (graph, bindings)) in RewriteTests.graphs.enumerated() {
            var rewritten = graph
            for round in 0..<50 {
                let next = rewriting(rewritten, by: table)
                if next == rewritten { break }
                #expect(round < 40, "\(name) does not end for graph \(place)")
                rewritten = next
            }
            if rewritten == graph { continue }
            count += 1
            try verify(rewritten)
            try expectEqual(graph, rewritten, on: bindings, "\(name), graph \(place)")
        }
        #expect(count > 0, "\(name) never applies")
    }

    @Test func examplesKeepValuesAndGradients() throws {
        for (place, example) in RewriteExample.all.enumerated() {
            var graph = example.graph
            let builder = GraphBuilder(continuing: graph)
            let loss: Tensor = builder.tensor(graph.outputs[0].value)
            for name in ["x", "y"] {
                guard let slot = graph.nodes.firstIndex(where: { $0.operation == .slot(name) }) else { continue }
                builder.output("gradient \(name)", loss.gradient(withRespectTo: builder.tensor(Value(slot))))
            }
            graph = builder.graph
            let late = simplify(differentiate(graph))
            let early = simplify(differentiate(simplify(graph)))
            try verify(late)
            try verify(early)
            try expectEqual(differentiate(graph), late, on: RewriteExample.bindings, "example \(place)")
            try expectEqual(
                differentiate(graph), early, on: RewriteExample.bindings, "example \(place), simplified first")
        }
    }
}
