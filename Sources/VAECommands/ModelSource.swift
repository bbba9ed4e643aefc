import VAECommandLine
import VAERuntime

/// Where the commands that run a model get it from: the list of compiled models, or a file and the interpreter.
public struct ModelSource: Sendable {
    /// How the model is named on the command line: `MODEL` or `FILE`.
    public let positional: PositionalSpecification
    /// Options that the choice of the model takes.
    public let options: [OptionSpecification]
    /// Makes the program.
    public let program: @Sendable (Invocation) throws -> Program

    /// A source of models.
    public init(
        positional: PositionalSpecification, options: [OptionSpecification],
        program: @escaping @Sendable (Invocation) throws -> Program
    ) {
        self.positional = positional
        self.options = options
        self.program = program
    }

    /// The compiled models, chosen by name.
    static func compiled(_ models: [any VAEModel.Type]) -> ModelSource {
        ModelSource(
            positional: PositionalSpecification("MODEL", "the name of a compiled model; 'list' shows them"),
            options: [
                OptionSpecification(
                    "set", "NAME=VALUE", "refused here: constants are compiled in; says what to run instead",
                    isRepeatable: true)
            ]
        ) { call in
            let name: String = call.arguments.positionals.first ?? ""
            if let setting = call.arguments.all("set").first {
                throw UsageError(
                    """
                    constants of a compiled model are compiled in; run the model's text instead: \
                    \(compiler(beside: call.tool)) \(call.command) Models/\(name).vae --set \(setting)
                    """)
            }
            let programs: [Program] = models.map { $0.program }
            if let program = programs.first(where: { $0.description.name == name }) { return program }
            let names: [String] = programs.map(\.description.name).sorted()
            let near: String = suggestion(for: name, among: names)
            let rest: String = near.isEmpty ? "; there are \(names.joined(separator: ", "))" : near
            throw UsageError("there is no model '\(name)'\(rest)")
        }
    }
}

/// How the compiler is called where a tool is called like this.
func compiler(beside tool: String) -> String {
    let words: [Substring] = tool.split(separator: " ")
    return words.count > 1 ? (words.dropLast().map(String.init) + ["vaec"]).joined(separator: " ") : "vaec"
}

/// The commands that run models, the same for compiled models and for the interpreter.
public enum ModelCommands {
    /// All that take a model.
    public static func all(_ source: ModelSource) -> [Command] {
        let verbs: [(ModelSource) -> Command] = [
            train, evaluate, sample, reconstruct, encode, decode, map,
        ]
        return verbs.map { $0(source) }
    }

    /// A command that takes a model, with the options that all such commands take.
    static func command(
        _ name: String, _ source: ModelSource, summary: String, options: [OptionSpecification], examples: [String] = [],
        run: @escaping @Sendable (ModelCall) throws -> Void
    ) -> Command {
        let common: [OptionSpecification] = [
            OptionSpecification("threads", "N", "how many threads work; all cores by default; changes no result"),
            OptionSpecification("seed", "N", "where random numbers start"),
            OptionSpecification("json", nil, "print results as JSON"),
        ]
        let specification = CommandSpecification(
            name, summary: summary, positionals: [source.positional], options: options + common + source.options,
            examples: examples)
        return Command(specification) { invocation in
            // Numbers are checked before anything takes time.
            let threads: Int? = try invocation.arguments.integer("threads", in: 1...4096)
            let seed: UInt64? = try invocation.arguments.seed()
            let program: Program = try source.program(invocation)
            try run(ModelCall(invocation: invocation, program: program, threads: threads, givenSeed: seed))
        }
    }
}

/// A call of a command with its model.
struct ModelCall: Sendable {
    /// The call.
    let invocation: Invocation
    /// The model.
    let program: Program
    /// What `--threads` says.
    let threads: Int?
    /// What `--seed` says.
    let givenSeed: UInt64?

    /// The arguments.
    var arguments: Arguments { invocation.arguments }
    /// Where to write.
    var console: Console { invocation.console }
    /// What the program says about the model.
    var description: ModelDescription { program.description }
    /// Whether results are to be JSON.
    var isJSON: Bool { arguments.has("json") }
    /// How the model was named.
    var modelArgument: String { arguments.positionals.first ?? description.name }

    /// A command to run, as a person would type it.
    func command(_ verb: String, _ rest: [String]) -> String {
        ([invocation.tool, verb, modelArgument] + rest).map { shellQuoted($0) }.joined(separator: " ")
    }
}

/// An argument as a shell takes it. The tool's own name may hold spaces and stays as it is.
func shellQuoted(_ text: String) -> String {
    let plain: Set<Character> = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,#@+%")
    if text.hasPrefix("swift run ") || (!text.isEmpty && text.allSatisfy { plain.contains($0) }) { return text }
    return "'" + text.replacing("'", with: "'\\''") + "'"
}
