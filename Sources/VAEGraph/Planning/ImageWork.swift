/// A convolution, one of its adjoints, or pooling, of images whose channels are last; source 0 is its element.
///
/// The kernel's rows and columns, and the order of the sums:
/// - a convolution and its adjoint with respect to the image: row axes [places…, images], the places in row-major order,
///   and the channels. So a register tile takes one place of several images, and taps on padding cost nothing. The sum
///   runs over the window's rows, its columns and the channels of the group, ascending, by multiply-adds from 0. A task
///   visits its rows in the order of the runtime's `forEachPlace`, and sums over rows begin with the first and follow it.
/// - a transposed convolution to a few channels: row axes [images, places…], and the channels. The sum is that of the
///   runtime's `spreadToFew`, line by line of the source.
/// - the adjoint with respect to the weights: the rows and columns of the weights, with an axis in front where images are
///   divided into parts; no task has rows of two. The sum is that of the runtime's
///   `convolveWeights`, over blocks of images.
/// - pooling: row axes [images, height, width], and the channels; elements are combined in the order of the window's
///   elements, the first as it is.
public struct ImageWork: Hashable, Sendable {
    /// What is computed.
    public enum Function: Hashable, Sendable {
        /// A convolution or one of its adjoints.
        case convolve(Convolution)
        /// A transposed convolution to so few channels that a line of its source is spread over the image at once.
        case spread(Convolution)
        /// Pooling.
        case pool(Window, Pooling)
    }

    /// The height, width and channels of images.
    public struct Size: Hashable, Sendable {
        /// Places from top to bottom.
        public var height: Int
        /// Places from left to right.
        public var width: Int
        /// Numbers at each place.
        public var channels: Int

        /// A size.
        public init(height: Int, width: Int, channels: Int) {
            self.height = height
            self.width = width
            self.channels = channels
        }

        /// How many places there are.
        public var places: Int { height * width }
        /// How many numbers there are in an image.
        public var count: Int { places * channels }
    }

    /// What is computed.
    public var function: Function
    /// How many images there are.
    public var images: Extent
    /// What the windows slide over.
    public var image: Size
    /// What there is one place of for each window.
    public var result: Size
    /// The first operand: strides [image, row of the weights' matrix or line, place, channel] of a tensor whose images
    /// are contiguous.
    public var first: Location
    /// The second operand: like the first, or for weights [row, 1]; the first again where there is none.
    public var second: Location

    /// A function of images.
    public init(
        function: Function, images: Extent, image: Size, result: Size, first: Location, second: Location
    ) {
        self.function = function
        self.images = images
        self.image = image
        self.result = result
        self.first = first
        self.second = second
    }

    /// The operation of the graph that it carries out.
    public var operation: Operation {
        switch function {
        case .convolve(let convolution), .spread(let convolution): .convolve(convolution)
        case .pool(let window, let pooling): .pool(window, pooling)
        }
    }

    /// The window.
    public var window: Window {
        switch function {
        case .convolve(let convolution), .spread(let convolution): convolution.window
        case .pool(let window, _): window
        }
    }

    /// The sizes of the operands; nil for a second operand that is a matrix of weights.
    public var operandSizes: (first: Size, second: Size?) {
        switch function {
        case .convolve(let convolution), .spread(let convolution):
            switch convolution.result {
            case .output: (image, nil)
            case .input: (result, nil)
            case .weights: (image, result)
            }
        case .pool(_, .sum): (image, image)
        case .pool(_, .spread): (result, result)
        case .pool(_, .atMaximum): (image, image)
        case .pool(_, .fromMaximum): (image, result)
        }
    }

    /// The channels that each number of a convolution is summed over, and with weights the rows of each window element.
    public var depth: Int {
        guard case .convolve(let convolution) = operation else { return 0 }
        return (convolution.isTurned ? result.channels : image.channels) / convolution.groups
    }

    /// Products, or combined elements, of all results together for a batch of so many rows, those on padding included.
    public func terms(batch: Int) -> Double {
        let windows: Double = product([images.count(batch: batch), result.places, window.count])
        switch function {
        case .convolve(let convolution), .spread(let convolution):
            return windows * product([image.channels, result.channels / convolution.groups])
        case .pool(_, .fromMaximum): return windows * product([window.count, result.channels])
        case .pool: return windows * Double(result.channels)
        }
    }
}
