import Foundation
import VAECommandLine
import VAERuntime

/// The command line of compiled models: train, evaluate, sample, reconstruct, encode, decode, map and list.
///
///     import VAECommands
///     @main struct Tool {
///         static func main() { CommandLineTool(models: allModels).main() }
///     }
public struct CommandLineTool: Sendable {
    private let commands: CommandSet

    /// The command line of these models.
    ///
    /// - Parameter tool: how the tool is called; nil for how this process was.
    public init(models: [any VAEModel.Type], tool: String? = nil) {
        commands = CommandSet(
            tool: tool ?? toolName(CommandLine.arguments.first ?? "vae"),
            summary: "Trains compiled models and asks them.",
            commands: ModelCommands.all(.compiled(models)) + [ListCommand.command(models)])
    }

    /// Runs the process's arguments and ends the process.
    public func main() -> Never {
        exit(commands.run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Runs a command line without the tool's name.
    public func run(_ arguments: [String], console: Console) -> ExitCode {
        commands.run(arguments, console: console)
    }
}
