import Foundation
import VAECommandLine
import VAECommands
import VAEGeneration

/// The compiler's command line.
@main
enum VaecTool {
    static func main() {
        let own: [Command] = [
            CheckCommand.command, ExplainCommand.command, FormatCommand.command, GenerateCommand.command,
            GraphCommand.command,
        ]
        let commands = CommandSet(
            tool: toolName(CommandLine.arguments.first ?? "vaec"),
            summary: "Checks, explains, compiles and runs models written as text.",
            commands: own + ModelCommands.all(.interpreted))
        exit(commands.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
