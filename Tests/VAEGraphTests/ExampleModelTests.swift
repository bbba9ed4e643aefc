import Testing
import VAEGraph

@Suite struct ExampleModelTests {
    @Test func printIt() throws {
        let model = ExampleModel()
        let clock = ContinuousClock()
        let first = clock.now
        let (merged, table) = mergeContractions(simplify(model.trainStep), table: model.table)
        let graph = differentiate(merged)
        let (simple, rounds) = simplifying(graph, Passes.all)
        let (final, table2) = mergeUpdates(simple, table: table)
        let end = simplify(final)
        print(clock.now - first)
        print(Printer(end).text)
        print(table2.groups)
        print(model.trainStep.nodes.count, merged.nodes.count, graph.nodes.count, simple.nodes.count, final.nodes.count, end.nodes.count, rounds ?? -1)
    }
}
