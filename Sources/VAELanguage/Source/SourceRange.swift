/// A stretch of a source text, as UTF-8 offsets: `lower` is the first byte, `upper` the one after the last.
public struct SourceRange: Hashable, Sendable {
    /// Offset of the first byte.
    public var lower: Int
    /// Offset of the byte after the last.
    public var upper: Int

    /// A range from `lower` up to but not including `upper`.
    public init(_ lower: Int, _ upper: Int) {
        self.lower = lower
        self.upper = upper
    }
}
