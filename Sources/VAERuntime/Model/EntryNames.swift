/// The names that the compiler gives to entry points, to the numbers they want and to their results.
enum EntryNames {
    static let trainStep = "trainStep"
    static let bound = "bound"
    static let logWeights = "logWeights"
    static let encode = "encode"
    static let decode = "decode"
    static let reconstruct = "reconstruct"
    static let sample = "sample"

    /// Numbers set before a run.
    enum Scalar {
        static let batch = "batch"
        static let rate = "rate"
        static let divergenceWeight = "divergenceWeight"
        static let temperature = "temperature"
        static let examples = "examples"
    }

    /// Results of `trainStep`, means over the batch, and of `bound`, one for each example.
    enum Output {
        static let objective = "objective"
        static let bound = "bound"
        static let reconstruction = "reconstruction"
        static let divergence = "divergence"
        static let logWeight = "logWeight"
    }
}
