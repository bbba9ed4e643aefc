import VAELanguage

// Stacks of similar stages: the checker writes them out, so that nothing after it knows of them.

extension Vocabulary {
    /// `repeat(3, dense(20) |> tanh)`, `repeat([64, 32], dense(each) |> tanh)`
    static let repetition = Signature(
        "repeat", .repetition,
        summary:
            "`repeat(3, p)` is `p |> p |> p`; `repeat([64, 32], p)` is p once for each number, which is called `each` in "
            + "it: `h |> repeat([64, 32], dense(each) |> relu)`. Every time has parameters of its own, named as if the "
            + "stages were written one after another.")
}
