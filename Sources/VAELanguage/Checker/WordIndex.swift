/// The vocabulary by name. A name may mean several words of different kinds: `normal` is a distribution and an
/// initialisation.
struct WordIndex {
    /// All words in the order of the vocabulary, and where those of a name are among them.
    private let all: [Signature]
    private var places: [String: [Int]] = [:]

    init(_ vocabulary: [Signature]) {
        all = vocabulary
        places.reserveCapacity(vocabulary.count)
        for (place, word) in vocabulary.enumerated() { places[word.name, default: []].append(place) }
    }

    /// The word of that name that may stand where one of the kinds is asked for.
    func find(_ name: String, _ kinds: [Signature.Kind]) -> Signature? {
        guard let place = places[name]?.first(where: { kinds.contains(all[$0].kind) }) else { return nil }
        return all[place]
    }

    /// The first word of that name, of any kind.
    func find(_ name: String) -> Signature? {
        places[name]?.first.map { all[$0] }
    }

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
        case .repetition: "repetition"
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
