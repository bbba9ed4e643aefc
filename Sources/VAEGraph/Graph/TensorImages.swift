/// Convolutions and pooling of images of shape [rows, channels, height, width].
extension Tensor {
    /// The convolution with weights [out, channels / groups, window height, window width].
    public func convolve(_ weights: Tensor, _ window: Window, groups: Int = 1) -> Tensor {
        let out: Extent = weights.imageExtent(0)
        return builder.add(
            .convolve(Convolution(window, groups: groups, result: .output)), [self, weights],
            shape: windowed(window, channels: out))
    }

    /// The transposed convolution: the adjoint, with respect to its image, of the convolution with these weights
    /// [channels, out / groups, window height, window width] (PyTorch's layout for transposed convolutions) and window.
    /// - Parameters:
    ///   - height: The height of the result; without it `window.vertical.length(under:)` of this height. Up to
    ///     `stride − 1` more are possible (the output padding).
    ///   - width: The width of the result, likewise.
    public func convolveTransposed(
        _ weights: Tensor, _ window: Window, groups: Int = 1, height: Int? = nil, width: Int? = nil
    ) -> Tensor {
        let channels: Int = weights.imageExtent(1).factor * groups
        let shape = unwindowed(window, channels: Extent(channels), height: height, width: width)
        return builder.add(
            .convolve(Convolution(window, groups: groups, result: .input)), [self, weights], shape: shape)
    }

    /// The gradient, with respect to the weights, of a convolution of this image whose result has the gradient
    /// `gradient`.
    public func convolutionWeights(_ gradient: Tensor, _ window: Window, groups: Int = 1) -> Tensor {
        let channels: Extent = Extent(imageExtent(1).factor / groups)
        let size: [Extent] = [Extent(window.vertical.size), Extent(window.horizontal.size)]
        return builder.add(
            .convolve(Convolution(window, groups: groups, result: .weights)), [self, gradient],
            shape: Shape([gradient.imageExtent(1), channels] + size))
    }

    /// The largest element of each window.
    public func maxPool(_ window: Window) -> Tensor { pooled(window, at: self) }

    /// The element of this image where `other` is largest, for each window.
    public func pooled(_ window: Window, at other: Tensor) -> Tensor {
        builder.add(.pool(window, .atMaximum), [other, self], shape: windowed(window, channels: imageExtent(1)))
    }

    /// The sum of the elements of each window.
    public func sumPool(_ window: Window) -> Tensor {
        builder.add(.pool(window, .sum), [self], shape: windowed(window, channels: imageExtent(1)))
    }

    /// The mean of the elements of each window, padding counted as zeros.
    public func averagePool(_ window: Window) -> Tensor { sumPool(window) * (1 / Double(window.count)) }

    /// Every element repeated in a block of so many rows and columns.
    public func upsampleNearest(vertical: Int, horizontal: Int) -> Tensor {
        spread(
            Window(
                vertical: Window.Axis(size: vertical, stride: vertical),
                horizontal: Window.Axis(size: horizontal, stride: horizontal)))
    }

    /// Linear interpolation between the elements, which stand in the middle of blocks of so many rows and columns; beyond
    /// the outermost ones they are repeated (PyTorch's `align_corners=False`).
    public func upsampleBilinear(vertical: Int, horizontal: Int) -> Tensor {
        interpolated(axis: 2, factor: vertical).interpolated(axis: 3, factor: horizontal)
    }
}

extension Tensor {
    /// For each place of an image the sum of the windows' elements that cover it: the adjoint of `sumPool`.
    func spread(_ window: Window, height: Int? = nil, width: Int? = nil) -> Tensor {
        let shape = unwindowed(window, channels: imageExtent(1), height: height, width: width)
        return builder.add(.pool(window, .spread), [self], shape: shape)
    }

    /// Linear interpolation along one axis. Repeating every element f times and taking the mean of f neighbours gives
    /// it where f is odd; where it is even, the mean of two neighbours after that moves it by the missing half place.
    private func interpolated(axis: Int, factor: Int) -> Tensor {
        if factor == 1 { return self }
        func window(_ size: Int, stride: Int = 1) -> Window {
            let along = Window.Axis(size: size, stride: stride)
            let across = Window.Axis(size: 1)
            return axis == 2
                ? Window(vertical: along, horizontal: across) : Window(vertical: across, horizontal: along)
        }
        let length: Int = imageExtent(axis).factor
        let first: Tensor = slice(axis: axis, start: 0, count: 1)
        let last: Tensor = slice(axis: axis, start: length - 1, count: 1)
        let repeated: Tensor = Tensor.concat([first, self, last], axis: axis).spread(window(factor, stride: factor))
        var result: Tensor = repeated.averagePool(window(factor))
        if factor % 2 == 0 { result = result.averagePool(window(2)) }
        // One block was added on each side, and the means have shortened both sides alike.
        let extra: Int = (result.imageExtent(axis).factor - length * factor) / 2
        return result.slice(axis: axis, start: extra, count: length * factor)
    }

    /// An extent of an image, or of a convolution's weights; 1 of anything else, which is noted.
    private func imageExtent(_ axis: Int) -> Extent {
        if rank == 4 { return shape.axes[axis] }
        builder.note("an image, or weights, of shape \(shape)")
        return .one
    }

    /// The shape of what windows over this image give.
    private func windowed(_ window: Window, channels: Extent) -> Shape {
        let height: Int = window.vertical.count(over: imageExtent(2).factor)
        let width: Int = window.horizontal.count(over: imageExtent(3).factor)
        return [imageExtent(0), channels, Extent(height), Extent(width)]
    }

    /// The shape of an image whose windows are this.
    private func unwindowed(_ window: Window, channels: Extent, height: Int?, width: Int?) -> Shape {
        let height: Int = height ?? window.vertical.length(under: imageExtent(2).factor)
        let width: Int = width ?? window.horizontal.length(under: imageExtent(3).factor)
        return [imageExtent(0), channels, Extent(height), Extent(width)]
    }
}
