import VAELanguage

// Built-in data: what the compiler knows of it is its name; the runtime draws it.

extension Vocabulary {
    /// The words after `source`.
    static let builtInSources: [Signature] = [
        Signature("digits", .source, summary: "Drawn digits 0 to 9, 28×28, in [0, 1], with their labels"),
        Signature(
            "networks", .source,
            summary:
                "Random graphs of three kinds (small world, communities, sparse) on 68 nodes: 2278 edges, 0 or 1"),
        Signature(
            "scenes", .source,
            summary:
                "Shaded bodies of six kinds on a floor, in [0, 1], with their labels: as large as the variable says, "
                + "from 32×32 to 128×128, in colour for 3 channels and grey for 1"),
    ]
}
