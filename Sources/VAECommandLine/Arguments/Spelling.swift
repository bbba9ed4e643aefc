/// The candidate nearest in spelling, as the end of a message: "; did you mean '--epochs'?". Empty if none is near.
public func suggestion(for word: String, among candidates: [String]) -> String {
    var best: (distance: Int, word: String)?
    for candidate in candidates {
        let distance: Int = editDistance(word.lowercased(), candidate.lowercased())
        if distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, min(word.count, best.word.count) / 3) else { return "" }
    return "; did you mean '\(best.word)'?"
}

/// The fewest insertions, deletions, replacements and exchanges of neighbours that turn one word into the other (Damerau
/// 1964).
func editDistance(_ one: String, _ other: String) -> Int {
    let (a, b): ([UInt8], [UInt8]) = (Array(one.utf8.prefix(200)), Array(other.utf8.prefix(200)))
    var before: [Int] = []
    var last: [Int] = Array(0...b.count)
    for i in a.indices {
        var row: [Int] = [i + 1]
        for j in b.indices {
            var distance: Int = last[j] + (a[i] == b[j] ? 0 : 1)
            distance = min(distance, last[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, before[j - 1] + 1) }
            row.append(distance)
        }
        (before, last) = (last, row)
    }
    return last[b.count]
}
