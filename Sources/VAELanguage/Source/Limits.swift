/// The bounds on what a model file may ask for. Each is far beyond what a model needs; they keep a slip of the keyboard
/// from asking for all the memory of the machine, and any text from exhausting the compiler.
public enum Limits {
    /// Bytes in a model file.
    public static let sourceBytes = 1_000_000
    /// Brackets within brackets.
    public static let nesting = 64
    /// Operators, or stages of pipelines, one upon the other in one expression.
    public static let depth = 400
    /// Axes of a tensor.
    public static let axes = 8
    /// Elements of a tensor, per example.
    public static let elements = 100_000_000
    /// Elements of all learned tensors together.
    public static let parameters = 1_000_000_000
    /// Layers and functions of a model, templates expanded.
    public static let applications = 10_000
    /// Encoders, and decoders, to choose from.
    public static let alternatives = 64
    /// Examples in a minibatch.
    public static let batch = 1_000_000
    /// Diagnostics shown for one file.
    public static let diagnostics = 100
}
