/// A window that slides over the height and width of an image: the geometry of convolutions and of pooling.
///
/// Element t of the window at place p of the result looks at place p·stride + t·dilation − before of the image, per axis;
/// places outside the image count as zero in convolutions and sums, and are left out of maxima.
public struct Window: Hashable, Sendable {
    /// The geometry along one axis.
    public struct Axis: Hashable, Sendable {
        /// Elements of the window.
        public var size: Int
        /// Places between neighbouring windows.
        public var stride: Int
        /// Places between neighbouring elements of the window.
        public var dilation: Int
        /// Places added before the image.
        public var before: Int
        /// Places added after the image.
        public var after: Int

        /// An axis with padding of its own on each side.
        public init(size: Int, stride: Int = 1, dilation: Int = 1, before: Int, after: Int) {
            self.size = size
            self.stride = stride
            self.dilation = dilation
            self.before = before
            self.after = after
        }

        /// An axis with the same padding on both sides.
        public init(size: Int, stride: Int = 1, dilation: Int = 1, padding: Int = 0) {
            self.init(size: size, stride: stride, dilation: dilation, before: padding, after: padding)
        }

        /// The places that a window covers, gaps included.
        public var span: Int { (size - 1) * dilation + 1 }

        /// How many windows fit on an image of this length; less than 1 where none does.
        public func count(over length: Int) -> Int {
            let room: Int = length + before + after - span
            return room < 0 ? 0 : room / stride + 1
        }

        /// The length of the shortest image on which so many windows fit: what a transposed convolution makes of
        /// `count` places without output padding. Up to `stride − 1` more give the same count.
        public func length(under count: Int) -> Int { (count - 1) * stride + span - before - after }
    }

    /// The order of an image's axes.
    public enum Layout: Hashable, Sendable {
        /// [rows, channels, height, width]: the language's order, and that of graphs before `arrangeImages`.
        case channelsFirst
        /// [rows, height, width, channels]: the order that kernels work on.
        case channelsLast
    }

    /// Along the height.
    public var vertical: Axis
    /// Along the width.
    public var horizontal: Axis
    /// The order of the axes of images and results.
    public var layout = Layout.channelsFirst

    /// A window.
    public init(vertical: Axis, horizontal: Axis) {
        self.vertical = vertical
        self.horizontal = horizontal
    }

    /// A square window.
    public init(size: Int, stride: Int = 1, dilation: Int = 1, padding: Int = 0) {
        let axis = Axis(size: size, stride: stride, dilation: dilation, padding: padding)
        self.init(vertical: axis, horizontal: axis)
    }

    /// How many elements it has.
    public var count: Int { vertical.size * horizontal.size }
}

/// One of the three linear maps that a convolution consists of: with image x, weights w and result y, the sum
/// Σ x·w·y over all products that a convolution adds up is linear in each, and its derivative with respect to one of
/// them is a function of the other two. The derivatives of each of the three functions are the two others.
public struct Convolution: Hashable, Sendable {
    /// The variable of the form that is computed from the two others.
    public enum Result: String, Hashable, Sendable, CaseIterable {
        /// The convolution: y from (x, w).
        case output
        /// Its adjoint with respect to the image, the transposed convolution: x from (y, w).
        case input
        /// Its adjoint with respect to the weights: w from (x, y).
        case weights
    }

    /// Where the window stands.
    public var window: Window
    /// Channels are divided into so many groups that do not see each other.
    public var groups: Int
    /// What is computed.
    public var result: Result
    /// How weights are laid out where channels are last; of no meaning otherwise. A matrix, rows of window element by
    /// window element: [window · channels in / groups, channels out], or turned [window · channels out / groups,
    /// channels in]. Outputs want the former, inputs the latter, and weights may be computed either way.
    public var isTurned = false
    /// Into how many parts images are divided, one after the other and as equal as can be, where weights are computed with
    /// channels last: with more than one the result has an axis of parts in front, each with the sums of its images.
    public var parts = 1

    /// A function of the family.
    public init(_ window: Window, groups: Int = 1, result: Result) {
        self.window = window
        self.groups = groups
        self.result = result
    }

    /// The same form solved for another variable.
    public func solved(for result: Result) -> Convolution {
        var convolution = self
        convolution.result = result
        return convolution
    }
}

/// The lengths of an image's axes, whatever their order.
struct ImageSize: Hashable {
    var rows: Extent
    var channels: Int
    var height: Int
    var width: Int

    /// The lengths in a shape of four axes, only the first of which may depend on the batch; nil for other shapes.
    init?(_ shape: Shape, _ layout: Window.Layout) {
        guard shape.rank == 4, !shape.axes[1...].contains(where: \.isBatch) else { return nil }
        let lengths: [Int] = shape.axes.map(\.factor)
        rows = shape.axes[0]
        switch layout {
        case .channelsFirst: (channels, height, width) = (lengths[1], lengths[2], lengths[3])
        case .channelsLast: (height, width, channels) = (lengths[1], lengths[2], lengths[3])
        }
    }

    /// The shape with the axes in this order.
    func shape(_ layout: Window.Layout) -> Shape {
        switch layout {
        case .channelsFirst: [rows, Extent(channels), Extent(height), Extent(width)]
        case .channelsLast: [rows, Extent(height), Extent(width), Extent(channels)]
        }
    }
}

extension Convolution {
    /// The shape of the weights between so many channels.
    func weightsShape(from channels: Int, to out: Int) -> Shape {
        let weights: Shape
        switch (window.layout, isTurned) {
        case (.channelsFirst, _):
            weights = [
                Extent(out), Extent(channels / groups), Extent(window.vertical.size), Extent(window.horizontal.size),
            ]
        case (.channelsLast, false): weights = [Extent(window.count * channels / groups), Extent(out)]
        case (.channelsLast, true): weights = [Extent(window.count * out / groups), Extent(channels)]
        }
        return parts == 1 ? weights : Shape([Extent(parts)] + weights.axes)
    }
}

/// What becomes of the elements of a window. The first and second are adjoint to each other, and so are the others.
public enum Pooling: String, Hashable, Sendable, CaseIterable {
    /// The sum of a's elements in each window.
    case sum
    /// a's element of every window that covers the place, added up: with windows side by side, each is repeated.
    case spread
    /// b's element at the place where a is largest within the window; the first such place, or the first that is not a
    /// number. The maximum itself if b is a; 0 for a window over padding alone.
    case atMaximum
    /// For each place the sum of b's elements of those windows in which a is largest at that place.
    case fromMaximum
}
