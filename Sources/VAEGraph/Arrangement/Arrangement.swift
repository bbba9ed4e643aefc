/// The order in which a value's elements stand in memory, where it is not that of its axes. Images are kept channels
/// last, what is flattened from them is kept in their order, and weights stand as convolutions read them.
enum Arrangement: Hashable {
    /// As the axes say.
    case plain
    /// [rows, channels, height, width] as [rows, height, width, channels].
    case image
    /// An axis of channels · places, as it comes of a flattened image, as places · channels.
    case flat(axis: Int, channels: Int)
    /// Weights [out, in / groups, height, width] as the matrix that convolutions of images read (`Convolution.isTurned`).
    case weights(isTurned: Bool, groups: Int)

    /// The same arrangement, as plain if it changes nothing in a value of this shape.
    func simplified(for shape: Shape) -> Arrangement {
        guard case .flat(let axis, let channels) = self else { return self }
        return channels == 1 || channels == shape.axes[axis].factor ? .plain : self
    }

    /// The shape of what stands in memory.
    func stored(_ shape: Shape) -> Shape {
        let axes = shape.axes
        switch self {
        case .plain, .flat: return shape
        case .image: return [axes[0], axes[2], axes[3], axes[1]]
        case .weights(let isTurned, let groups):
            let (out, from, window) = (axes[0].factor, axes[1].factor, axes[2].factor * axes[3].factor)
            return isTurned
                ? [Extent(window * (out / groups)), Extent(from * groups)] : [Extent(window * from), Extent(out)]
        }
    }

    /// A plain value in this arrangement.
    func arranging(_ tensor: Tensor) -> Tensor {
        let shape = tensor.shape
        switch self {
        case .plain: return tensor
        case .image:
            // One channel or one place stands as it is.
            let isOrdered: Bool = shape.axes[1] == .one || shape.axes[2...].allSatisfy { $0 == .one }
            return isOrdered ? tensor.reshape(stored(shape)) : tensor.permute([0, 2, 3, 1])
        case .flat(let axis, let channels):
            let places: Int = shape.axes[axis].factor / channels
            return tensor.swapping(axis, channels, places)
        case .weights(let isTurned, let groups):
            let (out, from) = (shape.axes[0].factor, shape.axes[1])
            if !isTurned { return tensor.permute([2, 3, 1, 0]).reshape(stored(shape)) }
            let split: Shape = [Extent(groups), Extent(out / groups), from, shape.axes[2], shape.axes[3]]
            return tensor.reshape(split).permute([3, 4, 1, 0, 2]).reshape(stored(shape))
        }
    }

    /// The plain value of one in this arrangement.
    func undoing(_ tensor: Tensor, to shape: Shape) -> Tensor {
        let axes = shape.axes
        switch self {
        case .plain: return tensor
        case .image:
            let isOrdered: Bool = axes[1] == .one || axes[2...].allSatisfy { $0 == .one }
            return isOrdered ? tensor.reshape(shape) : tensor.permute([0, 3, 1, 2])
        case .flat(let axis, let channels):
            let places: Int = axes[axis].factor / channels
            return tensor.swapping(axis, places, channels)
        case .weights(let isTurned, let groups):
            if !isTurned {
                return tensor.reshape([axes[2], axes[3], axes[1], axes[0]]).permute([3, 2, 0, 1])
            }
            let out: Extent = Extent(axes[0].factor / groups)
            return tensor.reshape([axes[2], axes[3], out, Extent(groups), axes[1]])
                .permute([3, 2, 4, 0, 1]).reshape(shape)
        }
    }
}

extension Tensor {
    /// The value with an axis of `outer` · `inner` elements in the order `inner` · `outer`.
    fileprivate func swapping(_ axis: Int, _ outer: Int, _ inner: Int) -> Tensor {
        var split = shape
        split.axes.replaceSubrange(axis...axis, with: [Extent(outer), Extent(inner)])
        var order: [Int] = Array(split.axes.indices)
        order.swapAt(axis, axis + 1)
        return reshape(split).permute(order).reshape(shape)
    }
}
