/// The arguments of a command, taken apart by its specification.
public struct Arguments: Sendable {
    /// Arguments without a name.
    public private(set) var positionals: [String] = []
    private var values: [String: [String]] = [:]

    /// Takes arguments apart: `--name value`, `--name=value`, `--flag`; after `--` everything is positional.
    ///
    /// - Throws: `UsageError` that says what is wrong, with the nearest spelling of an unknown option.
    public init(_ arguments: [String], for command: CommandSpecification) throws(UsageError) {
        var rest: ArraySlice<String> = arguments[...]
        var isOption = true
        while let argument = rest.popFirst() {
            guard isOption, argument.hasPrefix("-"), argument.count > 1 else {
                positionals.append(argument)
                continue
            }
            if argument == "--" {
                isOption = false
                continue
            }
            try take(argument, &rest, command)
        }
        try checkPositionals(command)
    }

    private mutating func take(
        _ argument: String, _ rest: inout ArraySlice<String>, _ command: CommandSpecification
    ) throws(UsageError) {
        let parts: [Substring] = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0].dropFirst(parts[0].hasPrefix("--") ? 2 : 1))
        guard parts[0].hasPrefix("--"), let option = command.options.first(where: { $0.name == name }) else {
            let names: [String] = command.options.map { "--" + $0.name }
            throw UsageError("there is no option '\(parts[0])'\(suggestion(for: "--" + name, among: names))")
        }
        let already: [String] = values[name] ?? []
        guard already.isEmpty || option.isRepeatable else {
            throw UsageError("'--\(name)' is given twice")
        }
        guard let placeholder = option.value else {
            guard parts.count == 1 else { throw UsageError("'--\(name)' takes no value, found '\(parts[1])'") }
            values[name] = [""]
            return
        }
        if parts.count == 2 {
            values[name] = already + [String(parts[1])]
        } else if let value = rest.first, !value.hasPrefix("--") {
            rest.removeFirst()
            values[name] = already + [value]
        } else {
            throw UsageError("'--\(name)' needs a value: --\(name) \(placeholder)")
        }
    }

    private func checkPositionals(_ command: CommandSpecification) throws(UsageError) {
        if positionals.count < command.positionals.count {
            let missing: PositionalSpecification = command.positionals[positionals.count]
            throw UsageError("\(missing.name) is missing: \(missing.help)")
        }
        let isOpen: Bool = command.positionals.last?.isRepeatable ?? false
        if positionals.count > command.positionals.count, !isOpen {
            throw UsageError("'\(positionals[command.positionals.count])' is one argument too many")
        }
    }

    /// Whether an option was given.
    public func has(_ name: String) -> Bool { values[name] != nil }

    /// An option's value; nil if it was not given.
    public func value(_ name: String) -> String? { values[name]?.last }

    /// All values of an option that may be given more than once.
    public func all(_ name: String) -> [String] { values[name] ?? [] }

    /// An option's value as a whole number.
    ///
    /// - Throws: `UsageError` if it is none, or outside the range.
    public func integer(_ name: String, in range: ClosedRange<Int> = 1...Int.max) throws(UsageError) -> Int? {
        guard let text = value(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let top: String = range.upperBound == Int.max ? "on" : "to \(range.upperBound)"
            throw UsageError("'--\(name)' takes a whole number from \(range.lowerBound) \(top), found '\(text)'")
        }
        return number
    }

    /// An option's value as a number.
    ///
    /// - Throws: `UsageError` if it is none, or outside the range.
    public func number(_ name: String, in range: ClosedRange<Double>) throws(UsageError) -> Double? {
        guard let text = value(name) else { return nil }
        guard let number = Double(text), range.contains(number) else {
            let top: String = range.upperBound.isFinite ? "to \(range.upperBound)" : "on"
            throw UsageError("'--\(name)' takes a number from \(range.lowerBound) \(top), found '\(text)'")
        }
        return number
    }

    /// The value of `--seed`.
    ///
    /// - Throws: `UsageError` if it is no whole number from 0 to 2⁶⁴ − 1.
    public func seed() throws(UsageError) -> UInt64? {
        guard let text = value("seed") else { return nil }
        guard let number = UInt64(text) else {
            throw UsageError("'--seed' takes a whole number from 0 on, found '\(text)'")
        }
        return number
    }

    /// An option's value as one of some words.
    ///
    /// - Throws: `UsageError` if it is none of them.
    public func choice(_ name: String, among words: [String]) throws(UsageError) -> String? {
        guard let text = value(name) else { return nil }
        guard words.contains(text) else {
            let all: String = words.joined(separator: ", ")
            throw UsageError("'--\(name)' takes one of \(all), found '\(text)'\(suggestion(for: text, among: words))")
        }
        return text
    }
}
