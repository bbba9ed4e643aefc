/// The vocabulary by name. A name may mean several words of different kinds: `normal` is a distribution and an
/// initialisation.
struct WordIndex {
    private let words: [String: [Signature]]
    /// All words in the order of the vocabulary, for suggestions.
    private let all: [Signature]

    init(_ vocabulary: [Signature]) {
        words = Dictionary(grouping: vocabulary, by: \.name)
        all = vocabulary
    }

    /// The word of that name that may stand where one of the kinds is asked for.
    func find(_ name: String, _ kinds: [Signature.Kind]) -> Signature? {
        words[name]?.first { kinds.contains($0.kind) }
    }

    /// A word of that name, of any kind.
    func find(_ name: String) -> Signature? { words[name]?.first }

    /// The names of all words of these kinds, in the order of the vocabulary.
    func names(_ kinds: [Signature.Kind]) -> [String] {
        all.filter { kinds.contains($0.kind) }.map(\.name)
    }
}

extension Signature.Kind {
    /// What a word of this kind is called in a sentence.
    var noun: String {
        switch self {
        case .layer: "layer"
        case .function: "function"
        case .combination: "function of several tensors"
        case .distribution: "distribution"
        case .objective: "objective"
        case .divergence: "divergence"
        case .optimizer: "optimizer"
        case .schedule: "schedule"
        case .initialisation: "initialisation"
        case .transform: "transform"
        case .policy: "policy"
        case .source: "built-in data set"
        }
    }

    /// The noun with its article.
    var withArticle: String { ("aeiou".contains(noun.prefix(1)) ? "an " : "a ") + noun }
}
