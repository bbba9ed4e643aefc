#if arch(x86_64)
    import _Builtin_intrinsics.intel.cpuid
#endif

/// What this build was compiled for, and whether the processor it runs on has it.
public enum ProcessorSupport {
    /// Sets of vector instructions that builds differ in.
    public enum InstructionSet: String, Sendable, CaseIterable {
        /// 512-bit vectors of x86-64.
        case avx512 = "AVX-512"
        /// 256-bit vectors of x86-64 with fused multiply-add.
        case avx2 = "AVX2"
        /// What every processor of the architecture has.
        case baseline = "baseline"
    }

    /// The set this build was compiled for.
    public static var built: InstructionSet {
        #if canImport(InstructionSetAVX512)
            .avx512
        #elseif canImport(InstructionSetAVX2)
            .avx2
        #else
            .baseline
        #endif
    }

    /// Whether the processor and the operating system provide a set.
    public static func has(_ set: InstructionSet) -> Bool {
        switch set {
        case .baseline: return true
        case .avx2: return features().contains(set)
        case .avx512: return features().contains(set)
        }
    }

    /// Says in a sentence why this build cannot run here and what to do; nil if it can.
    public static var complaint: String? { has(built) ? nil : complaint(about: built) }

    package static func complaint(about set: InstructionSet) -> String {
        "this program was compiled for processors with \(set.rawValue) instructions, which \(processorName) does not "
            + "provide; build it again on this machine, or with VAE_CPU=baseline for any processor"
    }

    #if arch(x86_64)
        private static func leaf(_ number: UInt32, _ part: UInt32 = 0) -> SIMD4<UInt32>? {
            var a: UInt32 = 0
            var b: UInt32 = 0
            var c: UInt32 = 0
            var d: UInt32 = 0
            guard __get_cpuid_count(number, part, &a, &b, &c, &d) == 1 else { return nil }
            return SIMD4(a, b, c, d)
        }

        /// From the processor's identification: leaf 1 (FMA, AVX), leaf 7 (AVX2, AVX-512 F, DQ, BW, VL) and leaf 13,
        /// whose second word is the size of the register state that the operating system saves.
        private static func features() -> Set<InstructionSet> {
            guard let basic = leaf(1), let extended = leaf(7), let state = leaf(13) else { return [] }
            func has(_ word: UInt32, _ bits: Int...) -> Bool { bits.allSatisfy { word >> UInt32($0) & 1 == 1 } }
            guard has(basic.z, 12, 27, 28), has(extended.y, 5), state.y >= 832 else { return [] }
            guard has(extended.y, 16, 17, 30, 31), state.y >= 2432 else { return [.avx2] }
            return [.avx2, .avx512]
        }

        /// The processor's own name, for people.
        private static var processorName: String {
            var bytes: [UInt8] = []
            for number: UInt32 in 0x8000_0002...0x8000_0004 {
                guard let words = leaf(number) else { return "this processor" }
                for index in 0..<4 {
                    withUnsafeBytes(of: words[index].littleEndian) { bytes.append(contentsOf: $0) }
                }
            }
            let name = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).split(separator: " ")
            return name.isEmpty ? "this processor" : "this processor (\(name.joined(separator: " ")))"
        }
    #else
        private static func features() -> Set<InstructionSet> { [] }
        private static var processorName: String { "this processor" }
    #endif
}
