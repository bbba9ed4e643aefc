/// The words that begin declarations, statements and settings. They are keywords only there.
enum Keywords {
    /// What may begin a declaration.
    static let declarations: [String] = [
        "let", "data", "given", "parameter", "latent", "layer", "shared", "distribution", "encoder", "decoder",
        "objective", "training", "tune",
    ]

    /// What may begin a line of `training`.
    static let settings: [String] = [
        "optimizer", "batch", "epochs", "seed", "clip", "weightPrior", "source", "select",
    ]

    /// The supports of variables.
    static let supports: [String] = ["real", "positive", "unit", "binary", "byte", "count", "category"]

    /// Whether a word can begin a line.
    static func beginsLine(_ word: String) -> Bool {
        declarations.contains(word) || settings.contains(word)
    }
}
