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
        let planned = try planModel(model, source: source, options: PipelineOptions(target: target, verifies: true))
        description = planned.description
        plans = planned.plans
        table = planned.table
    }

    func swift() throws -> String { try emit(description, plans: plans, table: table, fileName: "Test.vae") }
}
