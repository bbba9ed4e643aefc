import VAEProcessor

/// What the planner needs to know of the processor; part of the plugin's command line, so that the same text and the
/// same target always give the same plan.
public struct Target: Hashable, Sendable {
    /// The name of the instruction set: `avx512`, `avx2`, `sse2`, `neon`.
    public var name: String
    /// Floats in a vector.
    public var lanes: Int
    /// Vectors across a register tile of the matrix multiplication.
    public var tileVectors: Int
    /// Rows of a register tile.
    public var tileRows: Int

    /// All instruction sets; AVX-512 first.
    public static let all: [Target] = [
        Target(name: "avx512", lanes: 16, tileVectors: 3, tileRows: 8),
        Target(name: "avx2", lanes: 8, tileVectors: 2, tileRows: 6),
        Target(name: "neon", lanes: 4, tileVectors: 4, tileRows: 6),
        Target(name: "sse2", lanes: 4, tileVectors: 2, tileRows: 4),
    ]

    /// The target of that name.
    public static func named(_ name: String) -> Target? { all.first { $0.name == name } }

    /// The instruction set that this program was built for.
    public static var host: Target {
        #if arch(arm64)
            let name = "neon"
        #else
            let names: [ProcessorSupport.InstructionSet: String] = [.avx512: "avx512", .avx2: "avx2"]
            let name: String = names[ProcessorSupport.built] ?? "sse2"
        #endif
        return named(name) ?? all[all.count - 1]
    }
}
