import Foundation
import VAECommandLine
import VAEGeneration
import VAELanguage
import VAERuntime

/// `vaec format`: the canonical layout of model files.
enum FormatCommand {
    static let command = Command(
        CommandSpecification(
            "format", summary: "Lay model files out as the language reference does",
            positionals: [
                PositionalSpecification(
                    "FILE", "a model file, changed in place; - for standard input, printed", isRepeatable: true)
            ],
            options: [OptionSpecification("check", nil, "change nothing; end with exit code 1 if a file would change")],
            examples: ["format Models/*.vae --check"])
    ) { call in
        let isCheck: Bool = call.arguments.has("check")
        var code: ExitCode = .success
        for path in call.arguments.positionals {
            let source: SourceText = try ModelFile.read(path)
            let result: FormatResult = format(source)
            guard let text = result.text else {
                call.console.message(DiagnosticRenderer(source).render(result.diagnostics))
                code = .failure
                continue
            }
            let isSame: Bool = Array(text.utf8) == source.bytes
            if isCheck {
                guard !isSame else { continue }
                call.console.say("\(path): would change")
                code = .failure
            } else if path == "-" {
                call.console.output(text)
            } else if !isSame {
                try TextFile.write(text, to: URL(fileURLWithPath: path))
                call.console.say("\(path): formatted")
            }
        }
        if code != .success { throw Exit(code) }
    }
}
