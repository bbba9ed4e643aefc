/// Copies of some lines of a few images with zeros where windows lie on padding, so that a window's row is one stretch of
/// memory wherever the window lies.
struct PaddedPictures {
    private let geometry: ImageGeometry
    /// The first image's first line.
    let start: UnsafeMutablePointer<Float>
    /// Floats in a line, and in an image's lines.
    let line: Int
    let image: Int

    /// Lines under so many lines of windows.
    private static func lines(_ geometry: ImageGeometry, under count: Int) -> Int {
        (count &- 1) &* geometry.vertical.stride &+ (geometry.vertical.size &- 1) &* geometry.vertical.dilation &+ 1
    }

    /// Floats in a line with its padding.
    private static func line(_ geometry: ImageGeometry) -> Int {
        let axis: WindowAxis = geometry.horizontal
        let under: Int = (axis.result &- 1) &* axis.stride &+ axis.size
        return max(under, axis.before &+ axis.image) &* geometry.imageChannels
    }

    /// Floats that copies of so many images and lines of windows take, a few vectors of slack with them.
    static func size(_ geometry: ImageGeometry, images: Int, windowLines: Int) -> Int {
        images &* lines(geometry, under: windowLines) &* line(geometry) &+ 64
    }

    /// Empty copies at `start`, which has room for `size`.
    init(_ geometry: ImageGeometry, images: Int, windowLines: Int, at start: UnsafeMutablePointer<Float>) {
        self.geometry = geometry
        self.start = start
        line = PaddedPictures.line(geometry)
        image = PaddedPictures.lines(geometry, under: windowLines) &* line
        let size: Int = PaddedPictures.size(geometry, images: images, windowLines: windowLines)
        start.update(repeating: 0, count: size)
    }

    /// Copies what lies under some lines of windows of some images.
    func fill(
        from source: UnsafePointer<Float>, stride: Int, images: Range<Int>, windowLines: Range<Int>
    ) {
        let width: Int = geometry.horizontal.image &* geometry.imageChannels
        let first: Int = windowLines.lowerBound &* geometry.vertical.stride &- geometry.vertical.before
        let count: Int = PaddedPictures.lines(geometry, under: windowLines.count)
        for index in images {
            let from: UnsafePointer<Float> = source + index &* stride
            var to: UnsafeMutablePointer<Float> = start + (index &- images.lowerBound) &* image
            for y in first..<first &+ count {
                let target: UnsafeMutablePointer<Float> = to + geometry.horizontal.before &* geometry.imageChannels
                if y >= 0 && y < geometry.vertical.image {
                    target.update(from: from + y &* width, count: width)
                } else {
                    target.update(repeating: 0, count: width)
                }
                to += line
            }
        }
    }
}
