import VAECommandLine
import VAECompiler
import VAEGeneration
import VAEGraph
import VAELanguage

/// `vaec check`: what is wrong with model files.
enum CheckCommand {
    static let command = Command(
        CommandSpecification(
            "check", summary: "Check model files",
            positionals: [PositionalSpecification("FILE", "a model file; - for standard input", isRepeatable: true)],
            options: [
                OptionSpecification("verbose", nil, "also notes, and a table of layers, shapes and parameters"),
                OptionSpecification("pedantic", nil, "also judgements, which may be wrong"),
                OptionSpecification("warnings-as-errors", nil, "end with exit code 1 if there are warnings"),
                OptionSpecification("set", "NAME=VALUE", "a new value for a 'let' of the model", isRepeatable: true),
                OptionSpecification("json", nil, "print diagnostics as JSON"),
            ], examples: ["check Models/*.vae", "check --pedantic --json Model.vae"])
    ) { call in
        var code: ExitCode = .success
        let settings: [String: Double] = try modelSettings(call.arguments)
        for path in call.arguments.positionals {
            let source: SourceText = try ModelFile.read(path)
            let result: CheckResult = checkModel(source, set: settings)
            let said: [Diagnostic] = result.diagnostics.filter { isSaid($0, call.arguments) }
            if call.arguments.has("json") {
                call.console.output(DiagnosticJSON.render(said, of: source))
            } else {
                call.console.message(DiagnosticRenderer(source).render(said))
                if let model = result.model { try describe(model, source, path, call) }
            }
            let isStrict: Bool = call.arguments.has("warnings-as-errors")
            let isWrong: Bool = result.hasErrors || isStrict && said.contains { $0.severity == .warning }
            if isWrong { code = .failure }
        }
        if code != .success { throw Exit(code) }
    }

    /// Whether a diagnostic is asked for.
    private static func isSaid(_ diagnostic: Diagnostic, _ arguments: Arguments) -> Bool {
        if diagnostic.code.isJudgement { return arguments.has("pedantic") }
        if diagnostic.severity == .note { return arguments.has("verbose") || arguments.has("pedantic") }
        return true
    }

    /// Says that a model is fine, and with `--verbose` shows its layers and what they take.
    private static func describe(_ model: Model, _ source: SourceText, _ path: String, _ call: Invocation) throws {
        call.console.print("\(path): \(model.name) is fine")
        guard call.arguments.has("verbose") else { return }
        call.console.output(ModelSummary(model, vocabulary: Vocabulary.standard.signatures).render())
        let file = ModelFile(source: source, model: model, console: call.console)
        let planned: PlannedModel = try file.compiled(PipelineOptions(target: .host)).planned
        guard let step: Plan = planned[Entry.trainStep.name] else { return }
        let costs: [KernelCost] = step.kernels.map { $0.cost(batch: step.batch) }
        let megaflops: Double = (costs.reduce(0) { $0 + $1.flops } / 1e6).rounded(.down)
        call.console.print(
            "a step of \(step.batch) examples takes \(Numbers.fixed(megaflops, 0)) Mflop and \(step.arenaSize * 4 / 1024) KB, beside "
                + "\(planned.table.size * 4 / 1024) KB of parameters and the optimizer's moments")
    }
}

/// The values of `--set NAME=VALUE`.
///
/// - Throws: `UsageError`.
func modelSettings(_ arguments: Arguments) throws(UsageError) -> [String: Double] {
    var settings: [String: Double] = [:]
    for text in arguments.all("set") {
        let parts: [Substring] = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
            throw UsageError("'--set' takes NAME=VALUE with a number, found '\(text)'")
        }
        guard settings.updateValue(value, forKey: String(parts[0])) == nil else {
            throw UsageError("'--set \(parts[0])' is given twice")
        }
    }
    return settings
}
