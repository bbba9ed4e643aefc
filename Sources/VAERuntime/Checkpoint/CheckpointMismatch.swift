/// How a checkpoint differs from the tensors that a model has. An error only if it is thrown.
public struct CheckpointMismatch: Error, Equatable, Sendable, CustomStringConvertible {
    /// A tensor's name with its extents.
    public struct Entry: Equatable, Sendable {
        /// The name.
        public let name: String
        /// The extents.
        public let shape: [Int]

        /// Makes an entry.
        public init(_ name: String, _ shape: [Int]) {
            self.name = name
            self.shape = shape
        }
    }

    /// The checkpoint's name, for the message.
    public let file: String
    /// What the model has and the checkpoint has not, with the most similar name of the checkpoint where one is near.
    public let missing: [(entry: Entry, nearest: String?)]
    /// What the checkpoint has and the model has not.
    public let unexpected: [Entry]
    /// What both have with different extents.
    public let different: [(name: String, model: [Int], checkpoint: [Int])]

    /// Compares names and extents, element types aside.
    ///
    /// - Parameters:
    ///   - expected: the model's tensors.
    ///   - isOptional: tells names of the checkpoint that may be there without being expected, such as an optimizer's.
    /// - Returns: nil if the checkpoint fits.
    public init?(
        _ checkpoint: Checkpoint, file: String, expected: [Entry], isOptional: (String) -> Bool = { _ in false }
    ) {
        let names: Set<String> = Set(expected.map(\.name))
        let extra: [Entry] = checkpoint.tensors
            .filter { !names.contains($0.name) && !isOptional($0.name) }.map { Entry($0.name, $0.shape) }
        self.file = file
        unexpected = extra
        missing = expected.filter { checkpoint[$0.name] == nil }.map { entry in
            (entry, nearestName(to: entry.name, among: extra.map(\.name)))
        }
        different = expected.compactMap { entry in
            guard let tensor = checkpoint[entry.name], tensor.shape != entry.shape else { return nil }
            return (entry.name, entry.shape, tensor.shape)
        }
        if missing.isEmpty, unexpected.isEmpty, different.isEmpty { return nil }
    }

    /// Whether both list the same differences.
    public static func == (one: CheckpointMismatch, other: CheckpointMismatch) -> Bool {
        one.description == other.description
    }

    /// Both sides of every difference, a line each.
    public var description: String {
        let kinds: [[String]] = [
            different.map { "  \($0.name): the model has \($0.model), the checkpoint \($0.checkpoint)" },
            missing.map { entry, nearest in
                "  \(entry.name) \(entry.shape): only in the model"
                    + (nearest.map { " (the checkpoint has \($0))" } ?? "")
            },
            unexpected.map { "  \($0.name) \($0.shape): only in the checkpoint" },
        ]
        // Some of each kind: a long list of one would hide what the others say of the cause.
        let shown: [String] = kinds.flatMap { $0.prefix(10) }
        let left: Int = kinds.reduce(0) { $0 + $1.count } - shown.count
        let rest: String = left > 0 ? "\n  and \(left) more" : ""
        let advice: String = "Use the model that the checkpoint was trained with, or train this one anew."
        return "\(file): expected the tensors of this model, found others:\n"
            + shown.joined(separator: "\n") + rest + "\n\(advice)"
    }
}

/// The candidate with the fewest insertions, deletions and replacements, if they are at most a third of the name.
func nearestName(to name: String, among candidates: [String]) -> String? {
    let letters = Array(name.utf8)
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let other = Array(candidate.utf8)
        if abs(letters.count - other.count) > letters.count / 3 { continue }
        var row: [Int] = Array(0...other.count)
        for (i, letter) in letters.enumerated() {
            var diagonal: Int = row[0]
            row[0] = i + 1
            for (j, otherLetter) in other.enumerated() {
                let replaced: Int = diagonal + (letter == otherLetter ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, min(row[j], row[j + 1]) + 1)
            }
        }
        let distance: Int = row[other.count]
        if distance <= letters.count / 3, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
}
