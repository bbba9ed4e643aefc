/// The set of values a variable may take, or that a layer or distribution can produce.
public enum Support: Hashable, Sendable {
    /// Any real number.
    case real
    /// Greater than zero.
    case positive
    /// From 0 to 1, both included.
    case unit
    /// 0 or 1.
    case binary
    /// Whole numbers from 0 to 255.
    case byte
    /// Whole numbers from 0.
    case count
    /// Whole numbers from 0 to k − 1.
    case category(Int)
}
