/// A value of a graph under construction, with arithmetic that appends nodes.
///
/// Binary operators take equal shapes, or a scalar tensor or a number on either side, which is broadcast.
public struct Tensor {
    /// The value.
    public let value: Value
    /// Where nodes are added.
    public let builder: GraphBuilder

    /// The handle of a value.
    public init(_ value: Value, in builder: GraphBuilder) {
        self.value = value
        self.builder = builder
    }

    /// Its node.
    public var node: Node { builder.graph[value] }
    /// Its shape.
    public var shape: Shape { node.shape }
    /// How many axes it has.
    public var rank: Int { shape.rank }

    /// f(self)
    public func apply(_ function: UnaryFunction) -> Tensor { builder.add(.unary(function), [self], shape: shape) }

    /// f(self, other), a scalar broadcast to the other's shape.
    public func apply(_ function: BinaryFunction, _ other: Tensor) -> Tensor {
        let (a, b) = Tensor.matched(self, other)
        return builder.add(.binary(function), [a, b], shape: a.shape)
    }

    /// The mask self ∘ other.
    public func compare(_ comparison: Comparison, _ other: Tensor) -> Tensor {
        let (a, b) = Tensor.matched(self, other)
        return builder.add(.compare(comparison), [a, b], shape: a.shape, type: .mask)
    }

    /// For a mask: `yes` where it holds, `no` elsewhere.
    public func select(_ yes: Tensor, _ no: Tensor) -> Tensor {
        if node.type != .mask { builder.note("a selection by numbers, where a mask is needed") }
        let a = yes.rank == 0 ? yes.broadcast(to: shape, axes: []) : yes
        let b = no.rank == 0 ? no.broadcast(to: shape, axes: []) : no
        guard a.shape == shape && b.shape == shape else {
            return builder.zeros(shape, because: "a selection among \(a.shape) and \(b.shape) by \(shape)")
        }
        return builder.add(.select, [self, a, b], shape: shape)
    }

    /// The same values with gradient zero.
    public var stopGradient: Tensor { builder.add(.stopGradient, [self], shape: shape) }

    static func matched(_ a: Tensor, _ b: Tensor) -> (Tensor, Tensor) {
        if a.shape == b.shape { return (a, b) }
        if a.rank == 0 { return (a.broadcast(to: b.shape, axes: []), b) }
        if b.rank == 0 { return (a, b.broadcast(to: a.shape, axes: [])) }
        a.builder.note("operands of shapes \(a.shape) and \(b.shape)")
        return (a, a)
    }
}

// MARK: - Movement

extension Tensor {
    /// The elements in another shape, in the same row-major order.
    public func reshape(_ shape: Shape) -> Tensor {
        guard self.shape.size == shape.size else {
            return builder.zeros(shape, because: "a reshape of \(self.shape) to \(shape)")
        }
        return self.shape == shape ? self : builder.add(.reshape, [self], shape: shape)
    }

    /// Axis i of the result is axis `permutation[i]` of this.
    public func permute(_ permutation: [Int]) -> Tensor {
        guard permutation.sorted() == Array(0..<rank) else {
            builder.note("the permutation \(permutation) of \(shape)")
            return self
        }
        let axes: [Extent] = permutation.map { shape.axes[$0] }
        return builder.add(.permute(permutation), [self], shape: Shape(axes))
    }

    /// Axis i of this becomes axis `axes[i]` of the result; the other axes repeat.
    public func broadcast(to shape: Shape, axes: [Int]) -> Tensor {
        let isFitting: Bool =
            axes.allSatisfy { shape.axes.indices.contains($0) } && axes.map { shape.axes[$0] } == self.shape.axes
        guard isFitting else {
            return builder.zeros(shape, because: "a broadcast of \(self.shape) to the axes \(axes) of \(shape)")
        }
        return self.shape == shape ? self : builder.add(.broadcast(axes: axes), [self], shape: shape)
    }

    /// `count` elements along a literal axis, from `start`.
    public func slice(axis: Int, start: Int, count: Int) -> Tensor {
        var axes = shape.axes
        guard axes.indices.contains(axis), !axes[axis].isBatch, start >= 0, start + count <= axes[axis].factor else {
            builder.note("\(count) elements from \(start) along axis \(axis) of \(shape)")
            return self
        }
        if count == axes[axis].factor { return self }
        axes[axis] = Extent(count)
        return builder.add(.slice(axis: axis, start: start), [self], shape: Shape(axes))
    }

    /// Zeros before and after along a literal axis.
    public func pad(axis: Int, before: Int, after: Int) -> Tensor {
        var axes = shape.axes
        guard axes.indices.contains(axis), !axes[axis].isBatch, before >= 0, after >= 0 else {
            builder.note("\(before) and \(after) zeros along axis \(axis) of \(shape)")
            return self
        }
        if before == 0 && after == 0 { return self }
        axes[axis].factor += before + after
        return builder.add(.pad(axis: axis, before: before, after: after), [self], shape: Shape(axes))
    }

    /// Tensors side by side along a literal axis; at least one.
    public static func concat(_ tensors: [Tensor], axis: Int) -> Tensor {
        precondition(!tensors.isEmpty, "concat of nothing")
        if tensors.count == 1 { return tensors[0] }
        var axes = tensors[0].shape.axes
        guard tensors.allSatisfy({ $0.rank == axes.count }), axes.indices.contains(axis) else {
            tensors[0].builder.note("\(tensors.map(\.shape)) side by side along axis \(axis)")
            return tensors[0]
        }
        axes[axis].factor = tensors.reduce(0) { $0 + $1.shape.axes[axis].factor }
        return tensors[0].builder.add(.concat(axis: axis), tensors, shape: Shape(axes))
    }
}

// MARK: - Contraction and reduction

extension Tensor {
    /// The axes combined by a reduction, and removed.
    public func reduce(_ reduction: Reduction, axes: [Int]) -> Tensor {
        if axes.isEmpty { return self }
        let removed = Set(axes)
        let kept: [Extent] = shape.axes.indices.filter { !removed.contains($0) }.map { shape.axes[$0] }
        return builder.add(.reduce(reduction, axes: axes.sorted()), [self], shape: Shape(kept))
    }

    /// The sum over these axes.
    public func sum(axes: [Int]) -> Tensor { reduce(.sum, axes: axes) }
    /// The sum of all elements.
    public func sum() -> Tensor { reduce(.sum, axes: Array(0..<rank)) }

    /// The matrix product of this (or its transpose) and another (or its transpose).
    public func contract(_ other: Tensor, transposed: Bool = false, otherTransposed: Bool = false) -> Tensor {
        guard rank == 2 && other.rank == 2 else {
            return builder.zeros(shape, because: "a contraction of \(shape) and \(other.shape)")
        }
        let (rows, depth) = transposed ? (shape.axes[1], shape.axes[0]) : (shape.axes[0], shape.axes[1])
        let b = other.shape.axes
        let (otherDepth, columns) = otherTransposed ? (b[1], b[0]) : (b[0], b[1])
        guard depth == otherDepth else {
            return builder.zeros(Shape([rows, columns]), because: "a contraction of \(shape) and \(other.shape)")
        }
        return builder.add(
            .contract(transposeA: transposed, transposeB: otherTransposed), [self, other],
            shape: Shape([rows, columns]))
    }

    /// The gradient of this scalar with respect to another value of the graph.
    public func gradient(withRespectTo other: Tensor) -> Tensor {
        guard rank == 0 else {
            return builder.zeros(other.shape, because: "the gradient of a tensor of shape \(shape)")
        }
        return builder.add(.gradient, [self, other], shape: other.shape)
    }
}

// MARK: - Arithmetic

extension Tensor {
    /// a + b, element by element.
    public static func + (a: Tensor, b: Tensor) -> Tensor { a.apply(.add, b) }
    /// a − b, element by element.
    public static func - (a: Tensor, b: Tensor) -> Tensor { a.apply(.subtract, b) }
    /// a · b, element by element.
    public static func * (a: Tensor, b: Tensor) -> Tensor { a.apply(.multiply, b) }
    /// a / b, element by element.
    public static func / (a: Tensor, b: Tensor) -> Tensor { a.apply(.divide, b) }
    /// a + b, element by element.
    public static func + (a: Tensor, b: Double) -> Tensor { a + a.builder.constant(b) }
    /// a − b, element by element.
    public static func - (a: Tensor, b: Double) -> Tensor { a - a.builder.constant(b) }
    /// a · b, element by element.
    public static func * (a: Tensor, b: Double) -> Tensor { a * a.builder.constant(b) }
    /// a / b, element by element.
    public static func / (a: Tensor, b: Double) -> Tensor { a / a.builder.constant(b) }
    /// a + b, element by element.
    public static func + (a: Double, b: Tensor) -> Tensor { b.builder.constant(a) + b }
    /// a − b, element by element.
    public static func - (a: Double, b: Tensor) -> Tensor { b.builder.constant(a) - b }
    /// a · b, element by element.
    public static func * (a: Double, b: Tensor) -> Tensor { b.builder.constant(a) * b }
    /// a / b, element by element.
    public static func / (a: Double, b: Tensor) -> Tensor { b.builder.constant(a) / b }
    /// −a
    public static prefix func - (a: Tensor) -> Tensor { a.apply(.negate) }
}

/// eˣ
public func exp(_ x: Tensor) -> Tensor { x.apply(.exponential) }
/// The natural logarithm.
public func log(_ x: Tensor) -> Tensor { x.apply(.logarithm) }
/// √x
public func sqrt(_ x: Tensor) -> Tensor { x.apply(.squareRoot) }
/// |x|
public func abs(_ x: Tensor) -> Tensor { x.apply(.absolute) }
/// x²
public func square(_ x: Tensor) -> Tensor { x.apply(.square) }
/// −1, 0 or 1
public func sign(_ x: Tensor) -> Tensor { x.apply(.sign) }
/// The hyperbolic tangent.
public func tanh(_ x: Tensor) -> Tensor { x.apply(.tanh) }
/// 1 / (1 + exp(−x))
public func sigmoid(_ x: Tensor) -> Tensor { x.apply(.sigmoid) }
/// log(1 + exp(x))
public func softplus(_ x: Tensor) -> Tensor { x.apply(.softplus) }
/// The larger of two.
public func max(_ a: Tensor, _ b: Tensor) -> Tensor { a.apply(.maximum, b) }
/// The smaller of two.
public func min(_ a: Tensor, _ b: Tensor) -> Tensor { a.apply(.minimum, b) }
/// a to the power b, for a ≥ 0.
public func power(_ a: Tensor, _ b: Tensor) -> Tensor { a.apply(.power, b) }
