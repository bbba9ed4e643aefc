import Testing
import VAECompiler
import VAEEmitter
import VAEGraph
import VAELanguage

/// The stages from text to Swift, for tests.
struct Pipeline {
    let plans: ModelPlans

    init(_ text: String, target: Target) throws {
        let source = SourceText(path: "Test.vae", text: text)
        let checked: CheckResult = checkModel(source)
        let errors: [Diagnostic] = checked.diagnostics.filter { $0.severity == .error }
        try #require(errors.isEmpty, "\(errors)")
        plans = try planModel(try #require(checked.model), source: source, target: target)
    }

    func swift() throws -> String {
        try emit(plans.description, plans: plans.plans, table: plans.table, fileName: "Test.vae")
    }
}
