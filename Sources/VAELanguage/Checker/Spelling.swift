/// The word that was probably meant.
enum Spelling {
    /// The candidate nearest to a word by edits, if it is near: at most a third of its letters, and at most three.
    /// Among equally near ones the first.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        let letters: [Character] = Array(word.prefix(longest + 1))
        guard letters.count <= longest else { return nil }
        let allowed: Int = min(3, max(1, letters.count / 3))
        var best: (word: String, distance: Int)?
        for candidate in candidates where candidate != word {
            let other: [Character] = Array(candidate.prefix(longest + 1))
            guard abs(other.count - letters.count) <= allowed else { continue }
            let distance: Int = Self.distance(letters, other)
            // One wrong letter of one or two is another word, unless only the case differs.
            let isCaseOnly: Bool = candidate.lowercased() == word.lowercased()
            guard isCaseOnly || (distance <= allowed && distance < letters.count) else { continue }
            let rank: Int = isCaseOnly ? 0 : distance
            if best.map({ rank < $0.distance }) ?? true { best = (candidate, rank) }
        }
        return best?.word
    }

    /// Longer words are compared with nothing.
    private static let longest = 40

    /// The number of insertions, deletions, substitutions and swaps of neighbours that make one word of the other
    /// (optimal string alignment; R. A. Wagner and R. Lowrance 1975).
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last: [Int] = Array(0...b.count)
        for i in a.indices {
            var row: [Int] = [i + 1]
            row.reserveCapacity(b.count + 1)
            for j in b.indices {
                let substitution: Int = last[j] + (a[i] == b[j] ? 0 : 1)
                var least: Int = min(substitution, min(last[j + 1], row[j]) + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, beforeLast[j - 1] + 1) }
                row.append(least)
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
