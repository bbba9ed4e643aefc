extension Pass {
    /// Slices, pads and concatenations cancel each other; sums of padded pieces become concatenations.
    static let slices = Pass("slices", "joins slices, pads and concatenations", rewrites: slicing + padding + joining)

    private static let slicing: [Rewrite] = [
        Rewrite("a slice of a slice is one", at: .slice) { t, _ in
            guard let slice = Slice(t), let inner = Slice(slice.source), inner.axis == slice.axis else { return nil }
            return inner.source.slice(axis: slice.axis, start: inner.start + slice.start, count: slice.count)
        },
        Rewrite("a slice of a concatenation has its pieces alone", at: .slice) { t, _ in
            guard let slice = Slice(t), slice.source.node.operation == .concat(axis: slice.axis) else { return nil }
            var pieces: [Tensor] = []
            var start = 0
            for piece in slice.source.operands {
                let end: Int = start + piece.shape.axes[slice.axis].factor
                let (first, last) = (Swift.max(start, slice.start), Swift.min(end, slice.end))
                if first < last {
                    pieces.append(piece.slice(axis: slice.axis, start: first - start, count: last - first))
                }
                start = end
            }
            return Tensor.concat(pieces, axis: slice.axis)
        },
        Rewrite("a slice of a pad", at: .slice) { t, _ in
            guard let slice = Slice(t), let pad = Pad(slice.source) else { return nil }
            if pad.axis != slice.axis {
                return pad.source.slice(axis: slice.axis, start: slice.start, count: slice.count)
                    .pad(axis: pad.axis, before: pad.before, after: pad.after)
            }
            let (first, last) = (Swift.max(pad.before, slice.start), Swift.min(pad.end, slice.end))
            if first >= last { return t.filled(0) }
            return pad.source.slice(axis: pad.axis, start: first - pad.before, count: last - first)
                .pad(axis: pad.axis, before: first - slice.start, after: slice.end - last)
        },
        Rewrite("a slice of a permutation is a permutation", at: .slice) { t, uses in
            guard let slice = Slice(t), uses.isSingle(slice.source) else { return nil }
            guard let (x, permutation) = slice.source.permuteSource else { return nil }
            return x.slice(axis: permutation[slice.axis], start: slice.start, count: slice.count).permute(permutation)
        },
        Rewrite("a slice of a product that no one else needs", at: .slice) { t, uses in
            guard let slice = Slice(t), uses.isSingle(slice.source) else { return nil }
            guard case .contract(let transposeA, let transposeB) = slice.source.node.operation else { return nil }
            var (a, b) = (slice.source.operands[0], slice.source.operands[1])
            if slice.axis == 0 {
                a = a.slice(axis: transposeA ? 1 : 0, start: slice.start, count: slice.count)
            } else {
                b = b.slice(axis: transposeB ? 0 : 1, start: slice.start, count: slice.count)
            }
            return a.contract(b, transposed: transposeA, otherTransposed: transposeB)
        },
    ]

    private static let padding: [Rewrite] = [
        Rewrite("a pad of a pad is one", at: .pad) { t, _ in
            guard let pad = Pad(t), let inner = Pad(pad.source), inner.axis == pad.axis else { return nil }
            return inner.source.pad(axis: pad.axis, before: pad.before + inner.before, after: pad.after + inner.after)
        },
        Rewrite("a pad of zeros is zeros", at: .pad) { t, _ in
            t.operands[0].isNumber(0) ? t.filled(0) : nil
        },
        Rewrite(
            "f(pad(x)) = pad(f(x)) where f(0) = 0",
            at: [.negate, .square, .squareRoot, .absolute, .sign, .tanh, .sine, .floor].map(Operation.Kind.unary)
        ) { t, _ in
            guard case .unary(let function) = t.node.operation, let pad = Pad(t.operands[0]) else { return nil }
            return pad.source.apply(function).pad(axis: pad.axis, before: pad.before, after: pad.after)
        },
        Rewrite("the sum of two pads of the same place is a pad of their sum", at: .binary(.add)) { t, _ in
            guard let a = Pad(t.operands[0]), let b = Pad(t.operands[1]) else { return nil }
            guard a.axis == b.axis, a.before == b.before, a.after == b.after else { return nil }
            return (a.source + b.source).pad(axis: a.axis, before: a.before, after: a.after)
        },
        Rewrite("the sum of two pads of neighbouring places is a concatenation", at: .binary(.add)) { t, _ in
            t.either(.add) { left, right in
                guard let a = Pad(left), let b = Pad(right), a.axis == b.axis, a.end == b.before else { return nil }
                return Tensor.concat([a.source, b.source], axis: a.axis)
                    .pad(axis: a.axis, before: a.before, after: b.after)
            }
        },
        Rewrite("(x + pad) + pad = x + (pad + pad) where the pads join", at: .binary(.add)) { t, uses in
            t.either(.add) { sum, right in
                guard let b = Pad(right), uses.isSingle(sum) else { return nil }
                return sum.either(.add) { x, left in
                    guard let a = Pad(left), a.axis == b.axis else { return nil }
                    return a.end == b.before || b.end == a.before || a.before == b.before && a.end == b.end
                        ? x + (left + right) : nil
                }
            }
        },
    ]

    private static let joining: [Rewrite] = [
        Rewrite("a concatenation of concatenations is one", at: .concat) { t, _ in
            guard case .concat(let axis) = t.node.operation else { return nil }
            let operands: [Tensor] = t.operands
            if !operands.contains(where: { $0.node.operation == .concat(axis: axis) }) { return nil }
            let pieces: [Tensor] = operands.flatMap { $0.node.operation == .concat(axis: axis) ? $0.operands : [$0] }
            return Tensor.concat(pieces, axis: axis)
        },
        Rewrite("neighbouring slices side by side are one slice", at: .concat) { t, _ in
            guard case .concat(let axis) = t.node.operation else { return nil }
            var pieces: [Tensor] = []
            for piece in t.operands {
                guard let last = pieces.last, let a = Slice(last), let b = Slice(piece), a.axis == axis,
                    b.axis == axis, a.source.isSame(as: b.source), a.end == b.start
                else {
                    pieces.append(piece)
                    continue
                }
                pieces[pieces.count - 1] = a.source.slice(axis: axis, start: a.start, count: a.count + b.count)
            }
            return pieces.count == t.node.operands.count ? nil : Tensor.concat(pieces, axis: axis)
        },
    ]
}

/// A slice taken apart.
struct Slice {
    let source: Tensor
    let axis: Int
    let start: Int
    let count: Int
    var end: Int { start + count }

    init?(_ tensor: Tensor) {
        guard case .slice(let axis, let start) = tensor.node.operation else { return nil }
        self.source = tensor.operands[0]
        self.axis = axis
        self.start = start
        count = tensor.shape.axes[axis].factor
    }
}

/// A pad taken apart.
struct Pad {
    let source: Tensor
    let axis: Int
    let before: Int
    let after: Int
    /// Where the source ends in the result.
    var end: Int { before + source.shape.axes[axis].factor }

    init?(_ tensor: Tensor) {
        guard case .pad(let axis, let before, let after) = tensor.node.operation else { return nil }
        self.source = tensor.operands[0]
        self.axis = axis
        self.before = before
        self.after = after
    }
}
