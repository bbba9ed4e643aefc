/// Why no Swift can be written for a plan: a limitation of the compiler, or a mistake in it; never in the model's text.
public struct EmissionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kernel or entry point.
    public var place: String
    /// What is in the way.
    public var problem: String

    /// An error.
    init(_ place: String, _ problem: String) {
        self.place = place
        self.problem = problem
    }

    /// The message for a person.
    public var description: String { "cannot write Swift for '\(place)': \(problem) (a limitation of the compiler)" }
}
