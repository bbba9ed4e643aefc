/// Training came to a bound that is not finite.
public struct TrainingDiverged: Error, Equatable, Sendable, CustomStringConvertible {
    /// The first number that was not finite.
    public enum Place: Equatable, Sendable {
        /// A number of the parameter table, before the step's computation: the step before left it so.
        case slot(name: String, position: [Int])
        /// A value inside the step, from a line of the model (0 if none).
        case value(name: String, line: Int, position: [Int])
        /// Not found: the step could not be computed again.
        case unknown
    }

    /// The model.
    public var model: String
    /// The epoch, the first being 1.
    public var epoch: Int
    /// The step, counted from the beginning of training, the first being 1.
    public var step: Int
    /// What the bound was.
    public var bound: Float
    /// The first number that was not finite.
    public var place: Place
    /// What it was.
    public var value: Float
    /// The rate at the time.
    public var rate: Double

    /// The message for a person.
    public var description: String {
        let what: String
        switch place {
        case .slot(let name, let position):
            what = "The first such number is '\(name)'\(text(position)) = \(value), after step \(step - 1)."
        case .value(let name, let line, let position):
            let source: String = line > 0 ? ", line \(line) of the model" : ""
            what = "The first such number is '\(name)'\(text(position)) = \(value)\(source)."
        case .unknown:
            what = "Where it began was not found."
        }
        return """
            training of \(model) diverged: the bound is \(bound) in step \(step) (epoch \(epoch)). \(what) \
            Try a smaller rate than \(rate), or clip gradients with 'clip norm 5' in the training block
            """
    }

    private func text(_ position: [Int]) -> String { position.isEmpty ? "" : "\(position)" }
}
