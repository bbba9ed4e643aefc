/// The elements of an array as its file stores them.
public enum DataElements: Equatable, Sendable {
    /// Unsigned bytes: pixels, or labels. What they stand for is decided when they are bound to a variable.
    case bytes([UInt8])
    /// Everything else, as 32-bit floating point.
    case floats([Float])

    /// How many elements there are.
    public var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .floats(let floats): floats.count
        }
    }
}

/// An array as read from a file: extents and elements in row-major order (last axis fastest), whatever order the file had.
public struct DataTensor: Equatable, Sendable {
    /// The extents, one for each axis; the first is usually the example.
    public let shape: [Int]
    /// As many elements as the product of the extents.
    public let elements: DataElements

    /// Makes a tensor whose element count is the product of its extents.
    public init(shape: [Int], elements: DataElements) {
        precondition(elementCount(of: shape) == elements.count, "shape and elements of a tensor must agree")
        self.shape = shape
        self.elements = elements
    }

    /// The same elements with the axes in another order: axis `i` of the result is axis `order[i]` of this tensor.
    func permuted(_ order: [Int]) -> DataTensor {
        precondition(order.sorted() == Array(shape.indices), "an order of axes names each axis once")
        if order == Array(shape.indices) { return self }
        let extents: [Int] = order.map { shape[$0] }
        // Strides of no elements could overflow.
        if elements.count == 0 { return DataTensor(shape: extents, elements: elements) }
        var strides = [Int](repeating: 1, count: shape.count)
        for axis in stride(from: shape.count - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * shape[axis + 1]
        }
        let steps: [Int] = order.map { strides[$0] }
        let permutedElements: DataElements =
            switch elements {
            case .bytes(let bytes): .bytes(gather(bytes, extents: extents, strides: steps))
            case .floats(let floats): .floats(gather(floats, extents: extents, strides: steps))
            }
        return DataTensor(shape: extents, elements: permutedElements)
    }

    /// The same elements under other extents with the same product.
    func reshaped(_ shape: [Int]) -> DataTensor {
        DataTensor(shape: shape, elements: elements)
    }
}

/// The product of the extents, in whatever order they are, or nil if one is negative or the product overflows.
public func elementCount(of shape: [Int]) -> Int? {
    // Otherwise a zero would hide or not hide an overflow, depending on where it stands.
    if shape.contains(0) { return shape.contains { $0 < 0 } ? nil : 0 }
    var count: Int = 1
    for extent in shape {
        guard extent >= 0 else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        if overflow { return nil }
        count = product
    }
    return count
}

/// Reads `source` with the given strides, the last extent fastest.
private func gather<Element>(_ source: [Element], extents: [Int], strides: [Int]) -> [Element] {
    var result: [Element] = []
    result.reserveCapacity(source.count)
    Strided(shape: extents, strides: strides, offset: 0).forEachRun { _, start, stride, count in
        for i in 0..<count { result.append(source[start + i * stride]) }
    }
    return result
}
