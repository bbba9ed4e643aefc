import VAELanguage

/// What a checked model asks for and the compiler cannot build, for a person: what it is, where, and what to do.
public struct LoweringError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What cannot be built, and what to do instead.
    public var message: String
    /// Where it stands in the model's text.
    public var range: SourceRange

    /// An error at a place of the text.
    public init(_ message: String, at range: SourceRange) {
        self.message = message
        self.range = range
    }

    /// The message alone; the range belongs to a source text that prints it.
    public var description: String { message }
}
