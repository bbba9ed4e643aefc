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

    /// Everything that can be left out beside the sharing of memory.
    private static let passes: Set<String> = Set(Passes.all.map(\.name)).union(["fusion", "merging"])
    /// The ways that differ most: with everything, and with nothing.
    private static let pipelines: [Set<String>] = [[], passes.union(["reuse"])]

    @Test(arguments: try ShippedModel.all())
    func `every plan agrees with the graph as written`(_ shipped: ShippedModel) throws {
        let (source, model): (SourceText, Model) = try shipped.reduced()
        let graphs: [Graph] = try lowerModel(model, source: source).graphs
        #expect(graphs.count >= 6)
        let (worst, sizes) = try ReferenceTests.compare(
            model, source, without: ReferenceTests.pipelines, tolerance: ReferenceTests.tolerance)
        // Without reuse there is more memory, and without fusion more still.
        let others: [Int] = try [["reuse"], ReferenceTests.passes].map {
            let options = PipelineOptions(
                target: .host, without: $0, verifies: true, entries: Set(graphs.map(\.name)))
            return try planModel(model, source: source, options: options).plans.reduce(0) { $0 + $1.arenaSize }
        }
        #expect(sizes[0] < others[0] && others[1] < sizes[1] && others[0] < sizes[1])
        print("\(model.name): off by at most \(worst.share) of the largest: \(worst.what)")
    }

    /// Short axes, axes of one element and views upon views, which the shipped models have little of. Normalisation of few
    /// numbers multiplies rounding, so that the tolerance is larger.
    @Test(arguments: 0..<12)
    func `models of random structure agree with their graphs`(_ part: Int) throws {
        for seed in (10 * part)..<(10 * part + 10) {
            let random = RandomModel(seed: UInt64(seed))
            let source = SourceText(path: "Random\(seed).vae", text: random.text)
            let result: CheckResult = checkModel(source)
            let model: Model = try #require(result.model, "\(result.diagnostics) in \(random.text)")
            do {
                _ = try ReferenceTests.compare(
                    model, source, without: ReferenceTests.pipelines, tolerance: 5e-3, floor: 1e-2)
            } catch {
                Issue.record("\(error) in \(random.text)")
            }
        }
    }

    /// Plans a model in several ways, runs every entry point of each, and compares with the graphs evaluated in Double.
    ///
    /// - Parameters:
    ///   - pipelines: what is left out, for each way.
    ///   - floor: what the largest element of a tensor counts as at least; some gradients are exactly zero.
    /// - Returns: the largest difference as a share of the largest element of its tensor, and the memory of each way.
    private static func compare(
        _ model: Model, _ source: SourceText, without pipelines: [Set<String>], tolerance: Double,
        floor: Double = 1e-6
    ) throws -> (worst: (share: Double, what: String), sizes: [Int]) {
        let lowered: ModelGraphs = try lowerModel(model, source: source)
        let host = PipelineOptions(target: .host)
        let description = try interpret(try planModel(model, source: source, options: host)).description
        let example = ExampleBindings(description, table: lowered.table, batch: 3)
        let bindings: Reference.Bindings = example.bindings
        let expected: [Reference.Results] = try lowered.graphs.map { try Reference.run(differentiate($0), bindings) }
        var worst: (share: Double, what: String) = (0, "")
        var sizes: [Int] = []
        for without in pipelines {
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
                    let share: Double = deviation(found, from: expected, floor: floor)
                    let what: String = "\(graph.name) \(name), without \(without.sorted())"
                    #expect(share <= tolerance, "\(what) of \(source.path)")
                    if share > worst.share { worst = (share, what) }
                }
            }
        }
        return (worst, sizes)
    }
}
