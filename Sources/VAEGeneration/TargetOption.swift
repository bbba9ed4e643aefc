import VAECommandLine
import VAEGraph

extension Target {
    /// The option.
    package static let specification = OptionSpecification(
        "target", "NAME",
        "the instruction set: \(all.map(\.name).joined(separator: ", ")); by default the one this tool was built for")

    /// What `--target` says.
    ///
    /// - Throws: `UsageError` for an instruction set that there is not.
    package static func chosen(_ arguments: Arguments) throws(UsageError) -> Target {
        guard let name = try arguments.choice("target", among: all.map(\.name)) else { return host }
        return named(name) ?? host
    }
}
