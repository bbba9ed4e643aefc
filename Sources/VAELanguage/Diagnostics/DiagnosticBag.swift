/// The diagnostics of one file: each place said once per code, and no more than a limit.
struct DiagnosticBag {
    /// What identifies a diagnostic.
    private struct Key: Hashable {
        var code: DiagnosticCode
        var range: SourceRange
    }

    private var diagnostics: [Diagnostic] = []
    private var said: Set<Key> = []
    private var isCut = false
    /// Whether there is an error among them.
    private(set) var hasErrors = false

    /// Whether more would not be kept; callers may save themselves the work.
    var isFull: Bool { count >= Limits.diagnostics }
    /// How many there are, notes not counted.
    private var count = 0

    /// Keeps a diagnostic, unless the same code was said of the same place, or there are too many.
    mutating func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { hasErrors = true }
        guard said.insert(Key(code: diagnostic.code, range: diagnostic.range)).inserted else { return }
        if diagnostic.severity == .note {
            if diagnostics.count < 10 * Limits.diagnostics { diagnostics.append(diagnostic) }
        } else if isFull {
            isCut = true
        } else {
            count += 1
            diagnostics.append(diagnostic)
        }
    }

    /// The word that was probably meant, as long as there is room to say so.
    func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        if isFull { return nil }
        return OtherNames.meant(by: word, among: candidates) ?? Spelling.nearest(to: word, among: candidates)
    }

    /// All that was kept, in the order of the text; at one place in the order they were found.
    func sorted(end: Int) -> [Diagnostic] {
        let order: [Int] = diagnostics.indices.sorted { a, b in
            (diagnostics[a].range.lower, a) < (diagnostics[b].range.lower, b)
        }
        var result: [Diagnostic] = order.map { diagnostics[$0] }
        if isCut { result.append(.tooManyDiagnostics(at: SourceRange(end, end))) }
        return result
    }
}
