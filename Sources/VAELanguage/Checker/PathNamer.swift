/// Gives every layer a path that no other has: the scope's path and the layer's name, with a number from 2 when the scope
/// has several. Adding a layer at the end of a scope renames none before it, so that checkpoints still fit.
struct PathNamer {
    private var used: Set<String> = []
    private var last: [String: Int] = [:]

    /// The path for the next layer of that name in a scope.
    mutating func path(_ word: String, in scope: String) -> String {
        let base: String = scope.isEmpty ? word : scope + "." + word
        var number: Int = last[base] ?? 0
        var path: String
        repeat {
            number += 1
            path = number == 1 ? base : base + String(number)
        } while !used.insert(path).inserted
        last[base] = number
        return path
    }
}
