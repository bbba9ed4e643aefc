import VAEProcessor

/// Help texts, made from the specifications.
enum Help {
    /// The most columns of a line.
    private static let width = 100

    /// The help of one command.
    static func text(of command: CommandSpecification, tool: String) -> String {
        var usage: String = "usage: \(tool) \(command.name)"
        for positional in command.positionals {
            usage += " " + positional.name + (positional.isRepeatable ? "..." : "")
        }
        if !command.options.isEmpty { usage += " [options]" }
        var sections: [String] = [command.summary + ".", usage]
        if !command.positionals.isEmpty {
            sections.append("Arguments:\n" + table(command.positionals.map { ($0.name, $0.help) }))
        }
        if !command.options.isEmpty {
            let rows: [(String, String)] = command.options.map { option in
                ("--" + option.name + (option.value.map { " " + $0 } ?? ""), option.help)
            }
            sections.append("Options:\n" + table(rows))
        }
        if !command.examples.isEmpty {
            let lines: [String] = command.examples.map { "  \(tool) \($0)" }
            sections.append("Examples:\n" + lines.joined(separator: "\n"))
        }
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// The list of a tool's commands.
    static func overview(_ commands: [CommandSpecification], tool: String, summary: String) -> String {
        let rows: [(String, String)] = commands.map { ($0.name, $0.summary) }
        return """
            \(summary)

            usage: \(tool) COMMAND [options]

            Commands:
            \(table(rows))

            '\(tool) COMMAND --help' tells more.
            Built for \(ProcessorSupport.built.rawValue) instructions.

            """
    }

    /// Two columns, the second wrapped.
    static func table(_ rows: [(String, String)]) -> String {
        let first: Int = min(32, rows.map(\.0.count).max() ?? 0) + 4
        var lines: [String] = []
        for (name, help) in rows {
            var line: String = "  " + name
            if line.count >= first {
                lines.append(line)
                line = ""
            }
            line += String(repeating: " ", count: first - line.count)
            for word in help.split(separator: " ") {
                if line.count + word.count >= width, line.count > first {
                    lines.append(trimmed(line))
                    line = String(repeating: " ", count: first)
                }
                line += word + " "
            }
            lines.append(trimmed(line))
        }
        return lines.joined(separator: "\n")
    }

    private static func trimmed(_ line: String) -> String {
        var line: String = line
        while line.last == " " { line.removeLast() }
        return line
    }
}
