import TestSupport
import Testing
import VAECompiler
import VAEGraph
import VAEInterpreter
import VAELanguage
import VAERuntime

/// Every model that is shipped, planned in several ways and run by the interpreter, against its graphs as they were written
/// down, evaluated in Double.
@Suite(.serialized) struct ReferenceTests {
    /// How far a number may be off, as a share of the largest element of its tensor.
    private static let tolerance = 1e-4

    /// What can be left out: nothing, every pass, and the sharing of memory.
    private static let pipelines: [Set<String>] = {
        let passes: Set<String> = Set(Passes.all.map(\.name)).union(["fusion", "merging"])
        return [[], ["reuse"], passes, passes.union(["reuse"])]
    }()

    @Test(arguments: try ShippedModel.all())
    func `every plan agrees with the graph as written`(_ shipped: ShippedModel) throws {
        let (source, model): (SourceText, Model) = try shipped.reduced()
        let lowered: ModelGraphs = try lowerModel(model, source: source)
        #expect(lowered.graphs.count >= 6)
        let host = PipelineOptions(target: .host)
        let description = try interpret(try planModel(model, source: source, options: host)).description
        let example = ExampleBindings(description, table: lowered.table, batch: 3)
        let bindings: Reference.Bindings = example.bindings
        let expected: [Reference.Results] = try lowered.graphs.map { try Reference.run(differentiate($0), bindings) }
        var worst: (share: Double, what: String) = (0, "")
        var sizes: [Int] = []
        for without in ReferenceTests.pipelines {
            let options = PipelineOptions(
                target: .host, without: without, verifies: true, entries: Set(lowered.graphs.map(\.name)))
            let planned: PlannedModel = try planModel(model, source: source, options: options)
            sizes.append(planned.plans.reduce(0) { $0 + $1.arenaSize })
            for (graph, results) in zip(lowered.graphs, expected) {
                let plan: Plan = try #require(planned[graph.name])
                var run = GraphRun(
                    plan, table: planned.table, declared: lowered.table, bindings, key: ExampleBindings.key,
                    examples: example.examples)
                try run.run(.backwards)
                let numbers: [(String, [Float]?, [Double])] =
                    results.outputs.map { ($0.key, run.output($0.key), $0.value) }
                    + results.assignments.map { ($0.key, run.slot($0.key), $0.value) }
                for (name, found, expected) in numbers {
                    let share: Double = deviation(found, from: expected)
                    let what: String = "\(graph.name) \(name), without \(without.sorted())"
                    #expect(share <= ReferenceTests.tolerance, "\(what)")
                    if share > worst.share { worst = (share, what) }
                }
            }
        }
        // The ways differ: without reuse there is more memory, and without fusion more still.
        #expect(sizes[0] < sizes[1] && sizes[2] < sizes[3] && sizes[1] < sizes[3])
        print("\(model.name): off by at most \(worst.share) of the largest: \(worst.what)")
    }
}
