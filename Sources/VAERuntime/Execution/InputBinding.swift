/// The memory an input is read from.
public struct InputBinding {
    /// How elements are stored.
    public enum Element: UInt8, Sendable {
        /// 32-bit floats.
        case float
        /// Bytes, multiplied by `scale`.
        case byte
    }
    /// The first element of the first row.
    public var base: UnsafeRawPointer
    /// How elements are stored.
    public var element: Element
    /// Elements from one row to the next.
    public var rowStride: Int
    /// Whether row r of the call is row `examples[r]` here (a data set), not row r.
    public var isIndexed: Bool
    /// What bytes are multiplied by: 1/255 for the unit interval.
    public var scale: Float

    /// A binding.
    public init(base: UnsafeRawPointer, element: Element, rowStride: Int, isIndexed: Bool, scale: Float) {
        self.base = base
        self.element = element
        self.rowStride = rowStride
        self.isIndexed = isIndexed
        self.scale = scale
    }
}
