/// The names that the compiler gives to entry points, to the numbers they want and to their results.
enum EntryNames {
    static let trainStep = "trainStep"
    static let bound = "bound"
    static let logWeights = "logWeights"
    static let encode = "encode"
    static let decode = "decode"
    static let reconstruct = "reconstruct"
    static let sample = "sample"

    /// An entry point of an alternative: the plain name for the first.
    static func name(_ entry: String, of alternative: Int, in model: ModelDescription) -> String {
        alternative > 0 && alternative < model.alternatives.count
            ? "\(entry)@\(model.alternatives[alternative].name)" : entry
    }

    /// Whether the entry point of that name, of any alternative, is the one that writes the parameter table.
    static func changesParameters(_ name: String) -> Bool { name == trainStep || name.hasPrefix(trainStep + "@") }

    /// Numbers set before a run.
    enum Scalar {
        /// The number of rows.
        static let batch = "batch"
        /// The optimizer's rate.
        static let rate = "rate"
        /// The divergence's weight in the objective.
        static let weight = "weight"
        /// How many examples the training data has, for a prior over the weights.
        static let exampleCount = "exampleCount"
        /// The norm that gradients are clipped to.
        static let clipNorm = "clipNorm"
        /// What the deviations of drawn latents are multiplied by.
        static let temperature = "temperature"
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
