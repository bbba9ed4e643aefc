import Foundation
import VAECommandLine
import VAEGeneration

/// `vaec generate` alone, as the build plugin runs it.
@main
enum GenerateTool {
    static func main() {
        let commands = CommandSet(
            tool: "vaec", summary: "Writes the Swift source of models.", commands: [GenerateCommand.command])
        exit(commands.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
