/// What a kernel does and moves, for the largest batch.
public struct KernelCost: Hashable, Sendable {
    /// Additions, multiplications, comparisons, and elementary functions counted as one each.
    public var flops: Double
    /// Bytes read and written if every element is moved once.
    public var bytes: Double

    /// Operations for each byte.
    public var intensity: Double { bytes > 0 ? flops / bytes : 0 }

    /// Nothing.
    public static let zero = KernelCost(flops: 0, bytes: 0)

    /// Both together.
    public static func + (a: KernelCost, b: KernelCost) -> KernelCost {
        KernelCost(flops: a.flops + b.flops, bytes: a.bytes + b.bytes)
    }
}

extension Kernel {
    /// The cost of one run with so many rows.
    public func cost(batch: Int) -> KernelCost {
        let domain: [Int] = (rows + [columns]).map { $0.count(batch: batch) }
        let points: Double = product(domain)
        var flops: Double = points * Double(body.instructions.reduce(0) { $0 + $1.flops })
        var elements = 0.0
        switch work {
        case .fetch:
            // An input's elements are counted like floats, whatever their type.
            elements += 2 * points
        case .elementwise, .image: break
        case .contraction(let contraction):
            let depth = Double(contraction.depth.count(batch: batch))
            let rowCount = Double(rowCount(batch: batch))
            let columnCount = Double(columns.count(batch: batch))
            flops += 2 * points * depth
            elements += rowCount * depth + depth * columnCount
        case .reduction(let reduction):
            let reduced: [Int] = reduction.axes.map { $0.count(batch: batch) }
            for term in reduction.terms {
                flops += points * product(reduced)
                elements += term.operand.footprint(domain + reduced)
            }
        }
        if case .image(let image) = work {
            let isConvolution: Bool = if case .convolve = image.operation { true } else { false }
            flops += image.terms(batch: batch) * (isConvolution ? 2 : 1)
            let sizes = image.operandSizes
            let images = Double(image.images.count(batch: batch))
            let weights: Double = product([image.window.count, image.depth, columns.count(batch: batch)])
            elements += images * Double(sizes.first.count) + (sizes.second.map { images * Double($0.count) } ?? weights)
        }
        for case .load(let location) in body.instructions { elements += location.footprint(domain) }
        for store in body.stores {
            switch store.target {
            case .elements(let location, _): elements += location.footprint(domain)
            case .sumOverColumns, .sumOverRows: flops += points
            }
        }
        return KernelCost(flops: flops, bytes: elements * 4)
    }
}

extension Location {
    /// How many different elements are visited over these extents.
    fileprivate func footprint(_ extents: [Int]) -> Double {
        product(zip(strides, extents).map { $0.factor == 0 ? 1 : $1 })
    }
}

extension Instruction {
    /// Operations of one point.
    fileprivate var flops: Int {
        switch self {
        case .load, .constant, .source, .column: 0
        case .noise, .unary, .binary, .compare, .select: 1
        case .multiplyAdd: 2
        case .divideByRoot: 3
        }
    }
}

/// The product of extents. The work on a model that the checker accepts can be more than an integer holds.
func product(_ extents: [Int]) -> Double { extents.reduce(1) { $0 * Double($1) } }
