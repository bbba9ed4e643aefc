import VAECommands
import VAEGraph
import VAERuntime

extension Target {
    /// The instruction set that this tool was built for.
    static var host: Target {
        #if arch(arm64)
            let name = "neon"
        #else
            let name: String = vectorWidth == 16 ? "avx512" : vectorWidth == 8 ? "avx2" : "sse2"
        #endif
        return Target.named(name) ?? Target.all[Target.all.count - 1]
    }

    /// The option.
    static let specification = OptionSpecification(
        "target", "NAME",
        "the instruction set: \(all.map(\.name).joined(separator: ", ")); by default the one this tool was built for")

    /// What `--target` says.
    ///
    /// - Throws: `UsageError` for an instruction set that there is not.
    static func chosen(_ arguments: Arguments) throws(UsageError) -> Target {
        guard let name = try arguments.choice("target", among: all.map(\.name)) else { return host }
        return named(name) ?? host
    }
}
