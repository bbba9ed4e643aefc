import Foundation
import VAECommands

/// The compiler's command line.
@main
enum VaecTool {
    static func main() {
        let tool: String = toolName(CommandLine.arguments.first ?? "vaec")
        let commands = CommandSet(
            tool: tool, summary: "Checks, explains, compiles and runs models written as text.",
            commands: [CheckCommand.command] + ModelCommands.all(.interpreted))
        exit(commands.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }
}
