import VAEGraph
import VAERuntime

extension Target {
    /// The instruction set that this tool was built for. What it generates is built with the same flags, and what it
    /// interprets runs here.
    static var ofThisBuild: Target {
        let name: String
        #if arch(arm64)
            name = "neon"
        #else
            name = vectorWidth == 16 ? "avx512" : vectorWidth == 8 ? "avx2" : "sse2"
        #endif
        return all.first { $0.name == name } ?? all[all.count - 1]
    }
}
