/// A named step from a graph to an equivalent one. A pass is a pure function; the name is what switches it off.
public struct Pass: Sendable {
    /// Its name on command lines and in reports.
    public let name: String
    /// What it does, in a sentence.
    public let summary: String
    /// What it does.
    public let run: @Sendable (Graph) -> Graph
    /// What it consists of, if it is made of rewritings.
    package let rewrites: [Rewrite]

    init(
        _ name: String, _ summary: String, rewrites: [Rewrite] = [], _ run: @escaping @Sendable (Graph) -> Graph
    ) {
        self.name = name
        self.summary = summary
        self.rewrites = rewrites
        self.run = run
    }

    /// A pass made of rewritings.
    init(_ name: String, _ summary: String, rewrites: [Rewrite]) {
        let table = RewriteTable(rewrites)
        self.init(name, summary, rewrites: rewrites) { rewriting($0, by: table) }
    }
}
