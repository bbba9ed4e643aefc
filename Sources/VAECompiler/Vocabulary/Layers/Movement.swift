import VAEGraph
import VAELanguage

// Layers that only move elements: they share this file as they share their idea.

extension Layer {
    /// [c, h, w] → [c·h·w]
    static let flatten = Layer(
        Signature(
            "flatten", .layer, summary: "All axes in a row, row-major.", keepsSupport: true,
            shape: { query throws(Signature.ShapeProblem) in [(query.inputs.first ?? []).reduce(1, *)] }),
        role: .transparent,
        lower: { call, _ throws(LoweringError) in call.input.reshaped([call.input.count]) })

    /// The same elements in another shape.
    static let reshape = Layer(
        Signature(
            "reshape", .layer, summary: "The same elements in another shape, row-major.",
            parameters: [.init("shape", .extents, positional: true, summary: "the new extents")],
            keepsSupport: true,
            shape: { query throws(Signature.ShapeProblem) in
                let input: [Int] = query.inputs.first ?? []
                let target: [Int] = query.extents("shape")
                let have: Int = input.reduce(1, *)
                let want: Int = target.reduce(1, *)
                guard have == want else {
                    throw Signature.ShapeProblem(
                        "cannot make \(want) elements, as \(target) has, of \(have), as \(input) has")
                }
                return target
            }),
        role: .transparent,
        lower: { call, _ throws(LoweringError) in call.input.reshaped(call.settings.extents("shape")) })

    /// Axes in another order.
    static let permute = Layer(
        Signature(
            "permute", .layer, summary: "Axes in another order: `permute(2, 0, 1)` makes the last axis the first.",
            parameters: [
                .init("axes", .axes, positional: true, summary: "for each axis of the result, the input's axis")
            ],
            keepsSupport: true,
            shape: { query throws(Signature.ShapeProblem) in
                let input: [Int] = query.inputs.first ?? []
                let axes: [Int] = query.extents("axes")
                guard axes.sorted() == Array(input.indices) else {
                    let names: String = input.indices.map(String.init).joined(separator: ", ")
                    let advice: String = input.isEmpty ? "a scalar has no axes" : "each of \(names) stands there once"
                    throw Signature.ShapeProblem(
                        "has \(axes), which is no order of the axes of \(input)", advice: advice)
                }
                return axes.map { input[$0] }
            }),
        role: .transparent,
        lower: { call, _ throws(LoweringError) in
            let leading: Int = call.input.leading
            let order: [Int] = Array(0..<leading) + call.settings.extents("axes").map { leading + $0 }
            return call.input.map { $0.permute(order) }
        })

    /// Repeats axes of extent 1, and the whole over new leading axes.
    static let broadcast = Layer(
        Signature(
            "broadcast", .layer,
            summary: "Repeats the input to a shape: axes are matched from the last, an axis of extent 1 repeats, "
                + "and so does the whole over axes it does not have.",
            parameters: [.init("shape", .extents, positional: true, summary: "the new extents")],
            keepsSupport: true,
            shape: { query throws(Signature.ShapeProblem) in
                let input: [Int] = query.inputs.first ?? []
                let target: [Int] = query.extents("shape")
                let fits: Bool = zip(input.reversed(), target.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
                guard input.count <= target.count, fits else {
                    throw Signature.ShapeProblem(
                        "does not repeat \(input) to \(target)",
                        advice: "from the last axis on, extents must be equal or 1; reshape can add axes of extent 1")
                }
                return target
            }),
        role: .transparent,
        lower: { call, _ throws(LoweringError) in
            let field: Field = call.input
            let target: [Int] = call.settings.extents("shape")
            let added: Int = target.count - field.shape.count
            let kept: [Int] = field.shape.indices.filter { field.shape[$0] == target[added + $0] }
            let squeezed: Field = field.reshaped(kept.map { field.shape[$0] })
            let axes: [Int] = Array(0..<field.leading) + kept.map { field.leading + added + $0 }
            let shape = Shape(field.leadingAxes + target.map { Extent($0) })
            return Field(squeezed.tensor.broadcast(to: shape, axes: axes), leading: field.leading)
        })

    /// Some elements along an axis.
    static let slice = Layer(
        Signature(
            "slice", .layer, summary: "`count` elements along an axis, from `start`: `h |> slice(0, 20)`.",
            parameters: [
                .init("start", .integer(0...1_000_000_000), positional: true, summary: "the first element, from 0"),
                .init("count", .integer(1...1_000_000_000), positional: true, summary: "how many"),
                .init("axis", .integer(0...7), default: "0", summary: "along which axis"),
            ],
            keepsSupport: true,
            shape: { query throws(Signature.ShapeProblem) in
                var shape: [Int] = query.inputs.first ?? []
                let axis: Int = try query.axis("axis", of: shape)
                let (start, count) = (query.integer("start"), query.integer("count"))
                guard start <= shape[axis], count <= shape[axis] - start else {
                    throw Signature.ShapeProblem(
                        "takes elements \(start) to \(start + count - 1), and axis \(axis) of \(shape) has no such",
                        advice: "start + count must be at most \(shape[axis])")
                }
                shape[axis] = count
                return shape
            }),
        role: .transparent,
        lower: { call, _ throws(LoweringError) in
            let axis: Int = call.input.leading + call.settings.integer("axis")
            let (start, count) = (call.settings.integer("start"), call.settings.integer("count"))
            return call.input.map { $0.slice(axis: axis, start: start, count: count) }
        })

    /// Tensors side by side.
    static let concat = Layer(
        Signature(
            "concat", .combination, summary: "Tensors side by side along an axis: `concat(a, b, axis: 0)`.",
            parameters: [.init("axis", .integer(0...7), default: "0", summary: "along which axis")],
            keepsSupport: true,
            shape: { query throws(Signature.ShapeProblem) in
                guard var shape = query.inputs.first else {
                    throw Signature.ShapeProblem("needs at least one tensor")
                }
                let axis: Int = try query.axis("axis", of: shape)
                for other in query.inputs.dropFirst() {
                    var (a, b) = (shape, other)
                    if b.count == a.count { (a[axis], b[axis]) = (0, 0) }
                    guard a == b else {
                        throw Signature.ShapeProblem(
                            "cannot put \(shape) and \(other) side by side along axis \(axis)",
                            advice: "all other axes must be equal")
                    }
                    shape[axis] += other[axis]
                }
                return shape
            }),
        role: .transparent,
        lower: { call, lowering throws(LoweringError) in
            let leading: Int = call.inputs.map(\.leading).max() ?? 0
            let fields: [Field] = call.inputs.map { lowering.leadingAxes.raise($0, to: leading) }
            let axis: Int = leading + call.settings.integer("axis")
            return Field(Tensor.concat(fields.map(\.tensor), axis: axis), leading: leading)
        })
}

extension Signature.ShapeQuery {
    /// A whole number among the arguments.
    func integer(_ label: String) -> Int {
        if case .integer(let value)? = arguments[label] { return value }
        return 0
    }

    /// Extents among the arguments; one number is one extent.
    func extents(_ label: String) -> [Int] {
        switch arguments[label] {
        case .extents(let extents)?: extents
        case .integer(let extent)?: [extent]
        default: []
        }
    }

    /// An argument that names an axis of a shape.
    func axis(_ label: String, of shape: [Int]) throws(Signature.ShapeProblem) -> Int {
        let axis: Int = integer(label)
        guard shape.indices.contains(axis) else {
            let axes: String = shape.isEmpty ? "no axes" : "axes 0 to \(shape.count - 1)"
            throw Signature.ShapeProblem("has axis \(axis), and \(shape) has \(axes)")
        }
        return axis
    }
}
