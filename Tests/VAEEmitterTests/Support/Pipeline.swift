import Testing
import VAECompiler
import VAEEmitter
import VAEGraph
import VAELanguage

/// The stages from text to plans, for tests.
struct Pipeline {
    let description: Description
    let plans: [Plan]
    let table: TablePlan

    init(_ text: String, target: Target) throws {
        let source = SourceText(path: "Test.vae", text: text)
        let checked: CheckResult = check(source, vocabulary: Vocabulary.standard.signatures)
        let errors: [Diagnostic] = checked.diagnostics.filter { $0.severity == .error }
        try #require(errors.isEmpty, "\(errors)")
        let model: Model = try #require(checked.model)
        description = try Description(model, source: source.bytes)
        let graphs: [Graph] = try Entry.available(for: model).filter { $0.name != "gradients" }.map { entry in
            let lowered: Graph = try lower(model, entry: entry) { source.location(of: $0.lower).line }.graph
            return simplify(differentiate(simplify(lowered)))
        }
        let fused: [FusedGraph] = graphs.map { fuse($0) }
        var concatenations: [[String]] = []
        for names: [String] in fused.flatMap(\.graph.concatenationsOfSlots) where !concatenations.contains(names) {
            concatenations.append(names)
        }
        let table = planTable(try parameterTable(model), concatenations: concatenations)
        plans = fused.map { plan($0, table: table, target: target, batch: model.training.batch) }
        self.table = table
    }

    func swift() throws -> String { try emit(description, plans: plans, table: table, fileName: "Test.vae") }
}
