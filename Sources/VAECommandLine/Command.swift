import VAEProcessor

/// A command of a tool: what it takes, and what it does.
public struct Command: Sendable {
    /// What it takes.
    public let specification: CommandSpecification
    /// What it does; throws `UsageError`, `CommandError`, `Exit` and other errors that are `ExitCoded`.
    public let run: @Sendable (Invocation) throws -> Void

    /// A command.
    public init(_ specification: CommandSpecification, run: @escaping @Sendable (Invocation) throws -> Void) {
        self.specification = specification
        self.run = run
    }
}

/// One call of a command.
public struct Invocation: Sendable {
    /// Its arguments.
    public let arguments: Arguments
    /// Where it writes.
    public let console: Console
    /// How the tool is called, for messages that name a command to run: `swift run -c release vae`.
    public let tool: String
    /// The command's name.
    public let command: String
}

/// The commands of a tool, and how a command line becomes a call of one of them.
public struct CommandSet: Sendable {
    /// The tool's name.
    public let tool: String
    /// What the tool is, in a line.
    public let summary: String
    /// Its commands.
    public let commands: [Command]

    /// A set of commands.
    public init(tool: String, summary: String, commands: [Command]) {
        self.tool = tool
        self.summary = summary
        self.commands = commands
    }

    /// Runs a command line without the tool's name.
    ///
    /// - Returns: the exit code; all errors have been said.
    public func run(_ arguments: [String], console: Console = .standard) -> ExitCode {
        let code: ExitCode = perform(arguments, console)
        guard code == .success, let problem = console.problem() else { return code }
        console.say("error: standard output: expected to write all results, found: \(problem)")
        return .failure
    }

    private func perform(_ arguments: [String], _ console: Console) -> ExitCode {
        if let complaint = ProcessorSupport.complaint {
            console.say("error: \(complaint)")
            return .failure
        }
        guard let name = arguments.first, name != "--help", name != "-h", name != "help" else {
            let specifications: [CommandSpecification] = commands.map(\.specification)
            let text: String = Help.overview(specifications, tool: tool, summary: summary)
            if arguments.isEmpty { console.error(text) } else { console.output(text) }
            return arguments.isEmpty ? .usage : .success
        }
        guard let command = commands.first(where: { $0.specification.name == name }) else {
            let names: [String] = commands.map(\.specification.name)
            console.say("error: there is no command '\(name)'\(suggestion(for: name, among: names))")
            console.say("'\(tool) --help' lists the commands")
            return .usage
        }
        let rest: [String] = Array(arguments.dropFirst())
        if rest.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            console.output(Help.text(of: command.specification, tool: tool))
            return .success
        }
        do {
            let parsed = try Arguments(rest, for: command.specification)
            try command.run(Invocation(arguments: parsed, console: console, tool: tool, command: name))
            return .success
        } catch {
            return report(error, command: name, console)
        }
    }

    private func report(_ error: any Error, command: String, _ console: Console) -> ExitCode {
        let code = ExitCode(error)
        switch error {
        case is Exit: break
        case is UsageError:
            console.say("error: \(error)")
            console.say("'\(tool) \(command) --help' lists the arguments")
        default:
            console.say(code == .fault ? "internal error: \(error)" : "error: \(error)")
        }
        return code
    }
}
