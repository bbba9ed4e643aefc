/// Rows of one variable, one for each example, in row-major order: what queries take and what they give.
public struct Batch: Equatable, Sendable {
    /// How many examples there are.
    public let count: Int
    /// The extents of one example; empty for a scalar.
    public let shape: [Int]
    /// `count` rows; bytes stand for themselves times `scale`.
    public let elements: DataElements
    /// What a byte is multiplied by.
    public let scale: Float

    /// Rows of a known shape.
    ///
    /// - Throws: `ModelError.wrongColumns` if the elements do not fill the rows.
    public init(_ elements: DataElements, count: Int, shape: [Int], scale: Float = 1) throws(ModelError) {
        let columns: Int = elementCount(of: shape) ?? -1
        let (needed, overflow) = count.multipliedReportingOverflow(by: columns)
        guard count >= 0, columns >= 0, !overflow, needed == elements.count else {
            throw ModelError.wrongColumns("a batch", expected: columns, found: elements.count / max(1, count))
        }
        self.init(unchecked: elements, count: count, shape: shape, scale: scale)
    }

    /// Flat rows of numbers, one array for each example.
    ///
    /// - Throws: `ModelError.raggedRows` if they are not equally long.
    public init(_ rows: [[Float]]) throws(ModelError) {
        let columns: Int = rows.first?.count ?? 0
        for (index, row) in rows.enumerated() where row.count != columns {
            throw ModelError.raggedRows(row: index, expected: columns, found: row.count)
        }
        self.init(unchecked: .floats(Array(rows.joined())), count: rows.count, shape: [columns], scale: 1)
    }

    /// The rows of a variable of a data set.
    public init(_ rows: VariableRows) {
        self.init(unchecked: rows.elements, count: rows.count, shape: rows.shape, scale: rows.scale)
    }

    init(unchecked elements: DataElements, count: Int, shape: [Int], scale: Float = 1) {
        self.count = count
        self.shape = shape
        self.elements = elements
        self.scale = scale
    }

    /// How many numbers one example has.
    public var columns: Int { shape.reduce(1, *) }

    /// All numbers, row after row.
    public var values: [Float] {
        switch elements {
        case .floats(let floats): floats
        case .bytes(let bytes): bytes.map { Float($0) * scale }
        }
    }

    /// The numbers of one example.
    public subscript(row: Int) -> [Float] {
        let range: Range<Int> = (row * columns)..<((row + 1) * columns)
        switch elements {
        case .floats(let floats): return Array(floats[range])
        case .bytes(let bytes): return bytes[range].map { Float($0) * scale }
        }
    }

    /// A range of examples.
    public func rows(_ range: Range<Int>) -> Batch {
        let part: Range<Int> = (range.lowerBound * columns)..<(range.upperBound * columns)
        let selected: DataElements =
            switch elements {
            case .floats(let floats): .floats(Array(floats[part]))
            case .bytes(let bytes): .bytes(Array(bytes[part]))
            }
        return Batch(unchecked: selected, count: range.count, shape: shape, scale: scale)
    }

    /// Calls `body` with what a kernel needs to read the rows; valid only during the call.
    ///
    /// - Parameter isIndexed: whether row r of a call is row `examples[r]` here.
    func withBinding<Result>(isIndexed: Bool, _ body: (InputBinding) throws -> Result) rethrows -> Result {
        func bind(_ bytes: UnsafeRawBufferPointer, _ element: InputBinding.Element, _ scale: Float) throws -> Result {
            guard let base = bytes.baseAddress else {
                return try withUnsafeBytes(of: UInt64(0)) { zero in
                    try bind(zero, element, scale)
                }
            }
            let binding = InputBinding(
                base: base, element: element, rowStride: columns, isIndexed: isIndexed, scale: scale)
            return try body(binding)
        }
        switch elements {
        case .floats(let floats): return try floats.withUnsafeBytes { try bind($0, .float, 1) }
        case .bytes(let bytes): return try bytes.withUnsafeBytes { try bind($0, .byte, scale) }
        }
    }
}
