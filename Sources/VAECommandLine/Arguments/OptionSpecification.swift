/// An option of a command, as the table of options has it: `--epochs N`.
public struct OptionSpecification: Hashable, Sendable {
    /// Its name without the dashes.
    public let name: String
    /// What stands for the value in help: `N`, `FILE`; nil for an option without a value.
    public let value: String?
    /// What it does, without a full stop.
    public let help: String
    /// Whether it may be given more than once.
    public let isRepeatable: Bool

    /// An option.
    public init(_ name: String, _ value: String? = nil, _ help: String, isRepeatable: Bool = false) {
        self.name = name
        self.value = value
        self.help = help
        self.isRepeatable = isRepeatable
    }
}

/// An argument without a name: `MODEL`.
public struct PositionalSpecification: Hashable, Sendable {
    /// What stands for it in help.
    public let name: String
    /// What it is.
    public let help: String
    /// Whether there may be more than one; only the last can.
    public let isRepeatable: Bool

    /// An argument that has to be there.
    public init(_ name: String, _ help: String, isRepeatable: Bool = false) {
        self.name = name
        self.help = help
        self.isRepeatable = isRepeatable
    }
}

/// What a command takes.
public struct CommandSpecification: Hashable, Sendable {
    /// Its name: `train`.
    public let name: String
    /// What it does, in a line.
    public let summary: String
    /// Arguments without a name.
    public let positionals: [PositionalSpecification]
    /// Options.
    public let options: [OptionSpecification]
    /// What else help says: examples of use, each a command without the tool's name.
    public let examples: [String]

    /// A command.
    public init(
        _ name: String, summary: String, positionals: [PositionalSpecification] = [],
        options: [OptionSpecification] = [], examples: [String] = []
    ) {
        self.name = name
        self.summary = summary
        self.positionals = positionals
        self.options = options
        self.examples = examples
    }
}
