/// The geometry of a window along one axis of images.
@frozen public struct WindowAxis: BitwiseCopyable, Sendable {
    /// Elements of the window.
    public var size: Int
    /// Places between neighbouring windows.
    public var stride: Int
    /// Places between neighbouring elements.
    public var dilation: Int
    /// Places added before the image.
    public var before: Int
    /// The length of the image.
    public var image: Int
    /// How many windows there are.
    public var result: Int

    /// An axis.
    @inlinable
    public init(size: Int, stride: Int, dilation: Int, before: Int, image: Int, result: Int) {
        self.size = size
        self.stride = stride
        self.dilation = dilation
        self.before = before
        self.image = image
        self.result = result
    }

    /// The place of the image under element `tap` of the window `place`; negative or past the end on padding.
    @inlinable @inline(__always)
    func under(_ place: Int, _ tap: Int) -> Int { place &* stride &+ tap &* dilation &- before }

    /// The window whose element `tap` lies over a place of the image; negative if there is none.
    @inlinable @inline(__always)
    func over(_ place: Int, _ tap: Int) -> Int {
        let distance: Int = place &+ before &- tap &* dilation
        if distance < 0 { return -1 }
        let window: Int = distance / stride
        return window &* stride == distance && window < result ? window : -1
    }

    /// The windows whose element `tap` lies on the image.
    @usableFromInline
    func windows(_ tap: Int) -> Range<Int> {
        let shift: Int = tap &* dilation &- before
        let first: Int = shift >= 0 ? 0 : (stride &- 1 &- shift) / stride
        let last: Int = image &- 1 &- shift
        let end: Int = last < 0 ? 0 : min(last / stride &+ 1, result)
        return first..<max(first, end)
    }
}

/// The geometry of a convolution between images whose channels are last in memory.
@frozen public struct ImageGeometry: BitwiseCopyable, Sendable {
    /// Along the height.
    public var vertical: WindowAxis
    /// Along the width.
    public var horizontal: WindowAxis
    /// Channels of the image.
    public var imageChannels: Int
    /// Channels of the result.
    public var resultChannels: Int
    /// Groups of channels that do not see each other.
    public var groups: Int

    /// A geometry.
    @inlinable
    public init(
        vertical: WindowAxis, horizontal: WindowAxis, imageChannels: Int, resultChannels: Int, groups: Int
    ) {
        self.vertical = vertical
        self.horizontal = horizontal
        self.imageChannels = imageChannels
        self.resultChannels = resultChannels
        self.groups = groups
    }

    /// Elements of the window.
    @inlinable var taps: Int { vertical.size &* horizontal.size }
}
